"""How does a dated version of what others rest on come into force: drafted by one person, published by another?

Draft → published from a day on → superseded by the next (told by the days, never by a second state); a draft given up
is withdrawn. Nothing published is changed or deleted: what a decision rested on can be read for ever.

A model inherits `DatedVersion`, adds its key and its content, and states once that a key has one version a day:

    class Meta(DatedVersion.Meta):
        constraints = [*DatedVersion.Meta.constraints, *one_at_a_time("wording", ["code"])]

Its deeds write the draft, name their actions for the trail, and call `require_draft` before a change and `put_in_force`
to publish. What would be judged otherwise is measured by the app and handed over as `impact`.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if


class Stage(models.TextChoices):
    """Where a version stands; whether a published one is to come, in force or superseded is told by its days."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn draft")


class DatedVersionQuerySet(VisibleQuerySet):
    """Versions by stage and by day."""

    def published(self) -> Self:
        """Everything that is, was or will be in force."""
        return self.filter(stage=Stage.PUBLISHED)

    def in_force(self, on: date) -> Self:
        """In force on a day."""
        return self.published().filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def drafts(self) -> Self:
        """Not yet published, not given up."""
        return self.filter(stage=Stage.DRAFT)


class DatedVersion(models.Model):
    """One version of something that others rest on, with its days and its two persons (none: the portal)."""

    stage = models.CharField(_("state"), max_length=10, choices=Stage, default=Stage.DRAFT)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until (exclusive)"), null=True, blank=True)
    change_reason = models.CharField(_("reason for the change"), max_length=500, blank=True)
    impact = models.TextField(_("effect as shown when it was published"), blank=True, editable=False)
    drafted_at = models.DateTimeField(_("drafted at"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = DatedVersionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(drafted_by=None) | ~Q(published_by=F("drafted_by")),
                name="%(app_label)s_%(class)s_published_by_a_second_person",
                violation_error_message=_("A version is published by a second person."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_days_in_order",
                violation_error_message=_("A version ends after its first day."),
            ),
            models.CheckConstraint(
                condition=~Q(stage="draft") | Q(published_at=None, published_by=None, valid_to=None),
                name="%(app_label)s_%(class)s_drafts_are_not_published",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.stage == Stage.DRAFT

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        is_begun = self.stage == Stage.PUBLISHED and self.valid_from <= day
        return is_begun and (self.valid_to is None or day < self.valid_to)

    def stage_text(self, today: date) -> str:
        """Return where it stands on a day, in words."""
        if self.stage != Stage.PUBLISHED:
            return str(Stage(self.stage).label)
        if self.valid_from > today:
            return str(_("To come"))
        return str(_("In force") if self.covers(today) else _("Replaced by a later version"))


def one_at_a_time(name: str, key: Sequence[str]) -> list[models.UniqueConstraint]:
    """Return the constraints that a key has one published version a day, one without end, and one draft.

    `name` begins the constraints' names, with its app (`clocks_rule`).
    """
    return [
        models.UniqueConstraint(fields=[*key, "valid_from"], condition=Q(stage="published"), name=f"{name}_once_a_day"),
        models.UniqueConstraint(
            fields=list(key), condition=Q(stage="published", valid_to=None), name=f"{name}_one_without_end"
        ),
        models.UniqueConstraint(
            fields=list(key),
            condition=Q(stage="draft"),
            name=f"{name}_one_draft",
            violation_error_message=_("There is a draft already. Publish or withdraw it first."),
        ),
    ]


def require_draft(version: DatedVersion) -> None:
    """Lock a version until the deed is done, and read it as it is stored now: somebody may have written it meanwhile.

    :raises Conflict: when it is no longer a draft.
    """
    drafts = type(version)._default_manager.select_for_update().filter(stage=Stage.DRAFT)
    try:
        version.refresh_from_db(from_queryset=drafts)
    except ObjectDoesNotExist as gone:
        raise Conflict(_("This is no longer a draft.")) from gone


def no_draft_yet[V: DatedVersion](versions: models.QuerySet[V]) -> Refusal | None:
    """Refuse a second draft beside one that waits for its second person. `versions` are those of the same key."""
    draft = versions.filter(stage=Stage.DRAFT).first()
    if draft is None:
        return None
    return Refusal(
        code="backoffice.draft_exists",
        cannot=_("A further draft cannot be made."),
        missing=_("There is a draft already, and it waits to be published."),
        next_step=_("Change that draft, or withdraw it first."),
        link=reverse(f"admin:{draft._meta.app_label}_{draft._meta.model_name}_change", args=[draft.pk]),
        link_label=_("Open the draft"),
    )


def put_in_force[V: DatedVersion](
    version: V,
    *,
    versions: models.QuerySet[V],
    changes: Collection[str],
    newest_use: date | None,
    impact: str,
    by: Actor,
    at: datetime,
) -> None:
    """Publish a draft: the version before it ends where it begins; those that would have begun later are withdrawn.

    `versions` are all versions of the same key; `changes` the trail's actions that make somebody a draft's author;
    `newest_use` the last day on which something was judged by what is in force now; `impact` what the second person
    was shown. Call it inside a deed and name the publishing in the trail.

    :raises Refused: when a person publishes what they drafted or changed, or the first day is not after `newest_use`
        and the first day of the version that it replaces.
    :raises Conflict: when it is no longer a draft.
    """
    list(versions.select_for_update().values_list("pk", flat=True))
    published = versions.filter(stage=Stage.PUBLISHED)
    backwards = not_backwards(version, published, newest_use, today=tokyo_day(at))
    refuse_if([second_person(version, by, changes), backwards], obj=version)
    require_draft(version)
    published.filter(valid_from__gte=version.valid_from).update(stage=Stage.WITHDRAWN)
    before = published.filter(Q(valid_to=None) | Q(valid_to__gt=version.valid_from))
    before.update(valid_to=version.valid_from)
    given = {"stage": Stage.PUBLISHED, "published_at": at, "published_by": by.account, "impact": impact}
    if not type(version)._default_manager.filter(pk=version.pk, stage=Stage.DRAFT).update(**given):
        raise Conflict(_("This is no longer a draft."))
    version.refresh_from_db()


def bring_along[V: DatedVersion](versions: Sequence[V], *, at: datetime) -> None:
    """Put in force what a release of the portal brings, once it is stored whole: nobody drafted it."""
    for version in versions:
        version.stage, version.published_at = Stage.PUBLISHED, at
        version.save(update_fields=["stage", "published_at"])


def give_up(version: DatedVersion) -> None:
    """Withdraw a draft; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    require_draft(version)
    type(version)._default_manager.filter(pk=version.pk).update(stage=Stage.WITHDRAWN)
    version.refresh_from_db()


def second_person(version: models.Model, by: Actor, changes: Collection[str]) -> Refusal | None:
    """Refuse that a person publishes what they drafted or changed themselves; the portal is nobody."""
    if not is_author(version, by, changes):
        return None
    return Refusal(
        code="backoffice.second_person",
        cannot=_("You cannot publish this version."),
        missing=_("You drafted or changed it yourself, and decisions will rest on it."),
        next_step=_("Ask a second person to check and publish it."),
    )


def is_author(version: Any, by: Actor, changes: Collection[str]) -> bool:
    """Whether a person drafted a version or changed the draft."""
    return by.is_same_person(version.drafted_by) or trail.has_done(by, changes, version)


def not_backwards[V: DatedVersion](
    version: V, published: models.QuerySet[V], newest_use: date | None, *, today: date
) -> Refusal | None:
    """Refuse a first day on or before the newest use, or on or before the first day of what is in force today."""
    begun = published.filter(valid_from__lte=today).order_by("-valid_from")
    first = begun.values_list("valid_from", flat=True).first()
    limit = max([day for day in (newest_use, first) if day], default=None)
    if limit is None or version.valid_from > limit:
        return None
    return Refusal(
        code="backoffice.backwards",
        cannot=_("This version cannot begin on that day."),
        missing=_("The present version began, or was last used, on %(day)s.") % {"day": long_day(limit)},
        next_step=_("Choose a later first day."),
        field="valid_from",
    )


class ImpactForm(ActionForm):
    """What the second person is shown before deciding; nothing to fill in. `measure` is given by the app.

    Nothing is handed on: the deed measures anew what is kept with the version.

    Where what would move changes while they read, they are shown it anew instead.
    """

    effect = forms.CharField(
        label=_("effect"), required=False, disabled=True, widget=UnfoldAdminTextareaWidget(attrs={"rows": 8})
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def prepare(self) -> None:
        """Show what publishing would change."""
        self.now = self.measure()
        self.fields["effect"].initial = self.fields["shown"].initial = self.now

    def measure(self) -> str:
        """Return what publishing would change, in words."""
        raise NotImplementedError

    def clean(self) -> dict[str, object]:
        """Ask that what was shown is still so."""
        data = super().clean() or {}
        shown = str(data.get("shown", "")).replace("\r\n", "\n")
        if shown != self.now:
            self.add_error(None, _("What would change is no longer what you were shown. Please look again."))
        return {}
