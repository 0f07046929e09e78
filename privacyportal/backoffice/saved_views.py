"""Which rows, in which order, with which columns does a list show again? As somebody left it, for whom they say."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet


class SavedViewQuerySet(VisibleQuerySet):
    """Saved views, by who finds them on their lists."""

    def visible_to(self, user: Viewer) -> Self:
        """Return one's own, those of one's roles and the firm's."""
        roles = Group.objects.filter(user=user.pk or 0).values("pk")
        return self.filter(Q(owner=user.pk or 0) | Q(role__in=roles) | Q(audience=SavedView.Audience.FIRM))

    def nearest_first(self) -> Self:
        """Put one's own first, then the role's, then the firm's; by name within."""
        ranks = {SavedView.Audience.OWN: 0, SavedView.Audience.ROLE: 1, SavedView.Audience.FIRM: 2}
        whens = [models.When(audience=audience, then=models.Value(rank)) for audience, rank in ranks.items()]
        rank = models.Case(*whens, output_field=models.IntegerField())
        return self.order_by(rank, "name", "pk")


WHOSE = {"own": ["owner"], "role": ["role"], "firm": []}


def _once(what: str) -> list[models.UniqueConstraint]:
    """Return that a person, a role and the firm each have a name once on a list, or one view that opens it."""
    opens = {"opens": True} if what == "opens" else {}
    named = [] if opens else ["name"]
    return [
        models.UniqueConstraint(
            fields=["of_list", *whose, *named],
            condition=Q(audience=audience, **opens),
            name=f"saved_view_{audience}_{what}_once",
        )
        for audience, whose in WHOSE.items()
    ]


class SavedView(models.Model):
    """One view of one list. What was searched for is no part of it: it may name a person."""

    class Audience(models.TextChoices):
        """On whose lists it stands."""

        OWN = "own", _("only me")
        ROLE = "role", _("everybody of a role")
        FIRM = "firm", _("everybody")

    of_list = models.CharField(_("list"), max_length=80)
    name = models.CharField(_("name of the view"), max_length=40)
    audience = models.CharField(_("for whom"), max_length=4, choices=Audience)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.ForeignKey(Group, verbose_name=_("role"), on_delete=models.PROTECT, null=True, related_name="+")
    filters = models.JSONField(_("filters"), default=dict)
    order = models.JSONField(_("order of the rows"), default=list)
    columns = models.JSONField(_("columns"), default=list)
    opens = models.BooleanField(_("the list opens with it"), default=False)
    saved_at = models.DateTimeField(_("saved at"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        permissions = [("share_savedview", _("Can save views of lists for others"))]
        indexes = [models.Index(fields=["of_list", "audience"], name="saved_view_by_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="own", owner__isnull=False, role__isnull=True)
                | Q(audience="role", owner__isnull=True, role__isnull=False)
                | Q(audience="firm", owner__isnull=True, role__isnull=True),
                name="saved_view_is_for_somebody",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
            *_once("name"),
            *_once("opens"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> str:
        """Return on whose lists it stands, in words."""
        return labels.label(self.role.name) if self.role is not None else str(self.get_audience_display())
