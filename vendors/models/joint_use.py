"""With whom is personal data used jointly, and what was announced about it (section 8)?"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import Desk
from privacyportal.backoffice.querysets import OpenQuerySet
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.models import Reference
from vendors.models.countries import Country
from vendors.models.standing import standing_on
from vendors.querysets import ArrangementQuerySet
from vendors.states import ArrangementKind, PartnerKind


class JointUsePartner(ErasableModel):
    """A firm or person that uses personal data jointly with us; a seminar co-host has a desk of its own."""

    content = ("representative", "manager_name")

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=PartnerKind.choices)
    name = models.CharField(_("name"), max_length=200)
    kana = models.CharField(_("reading"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    representative = models.CharField(_("name of the firm's representative"), max_length=100, blank=True)
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="joint_use_partners"
    )
    lei = models.CharField(_("LEI"), max_length=20, null=True, blank=True, unique=True)
    desk = models.ForeignKey(
        Desk, verbose_name=_("its own desk"), on_delete=models.PROTECT, null=True, blank=True, related_name="partners"
    )
    manager_name = models.CharField(_("person in charge of the data at the partner"), max_length=100, blank=True)
    is_consolidated = models.BooleanField(_("consolidated subsidiary"), default=False)
    registered_at = models.DateTimeField(_("registered at"))

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint-use partner")
        verbose_name_plural = _("joint-use partners")
        indexes = [models.Index(fields=["name"], name="partner_by_name")]
        constraints = [
            erased_is_empty("partner_erased_is_empty", "representative", "manager_name"),
            models.CheckConstraint(condition=Q(kind__in=PartnerKind.values), name="partner_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=PartnerKind.CO_HOST) | Q(desk__isnull=False),
                name="co_host_has_desk",
                violation_error_message=_("A seminar co-host has its own desk (policy section 8(iv))."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_abroad(self) -> bool:
        """Return whether the partner is a third party in a foreign country (section 11)."""
        return self.country_id != "JP"


class JointUseArrangement(models.Model):
    """A joint use with the five facts that must be announced beforehand (Article 27(5)(iii))."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=ArrangementKind.choices)
    name = models.CharField(_("name"), max_length=200)
    partners = models.ManyToManyField(
        JointUsePartner, verbose_name=_("joint-use partners"), related_name="arrangements"
    )
    scope = models.TextField(_("range of joint users"))
    categories = models.ManyToManyField(DataCategory, verbose_name=_("items"), related_name="arrangements")
    purposes = models.ManyToManyField(PurposeOfUse, verbose_name=_("purposes of use"), related_name="arrangements")
    purpose_text = models.TextField(_("purposes as announced"))
    responsible_partner = models.ForeignKey(
        JointUsePartner,
        verbose_name=_("responsible party, if not we"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
    )
    responsible_name = models.CharField(_("responsible party's name"), max_length=200)
    responsible_address = models.CharField(_("responsible party's address"), max_length=300)
    responsible_representative = models.CharField(_("responsible party's representative"), max_length=100)
    event_on = models.DateField(_("event held on"), null=True, blank=True)
    published_on = models.DateField(_("announced on"), null=True, blank=True)
    publication = models.CharField(_("where it was announced"), max_length=300, blank=True)
    agreed_terms = models.TextField(
        _("terms agreed among the users"),
        blank=True,
        help_text=_("Conditions of use, contacts, prevention of leaks, no other use, handling at the end, reporting."),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    settled_at = models.DateTimeField(_("wound up at"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("wound up by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    settlement = models.TextField(_("what became of the data at the partners"), blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered at"))

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint-use arrangement")
        verbose_name_plural = _("joint-use arrangements")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ArrangementKind.values), name="arrangement_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="arrangement_in_order"
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(published_on__lte=F("starts_on")),
                name="arrangement_announced_beforehand",
                violation_error_message=_("It would be announced only after its start."),
            ),
            models.CheckConstraint(
                condition=~Q(responsible_name="") & ~Q(responsible_address="") & ~Q(responsible_representative=""),
                name="arrangement_names_responsible_party",
                violation_error_message=_(
                    "The responsible party's name, address and representative are announced (policy section 8(iv))."
                ),
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settlement="")
                | (Q(settled_at__isnull=False, ends_on__isnull=False) & ~Q(settlement="")),
                name="arrangement_settled_after_its_end",
                violation_error_message=_("A joint use is wound up after its end, and it is said how."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=ArrangementKind.SEMINAR) | Q(event_on__isnull=False),
                name="arrangement_seminar_has_event",
                violation_error_message=_("A seminar's joint use is registered for its day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ours_to_answer(self) -> bool:
        """Return whether we are the party responsible for the whole joint use."""
        return self.responsible_partner_id is None

    @property
    def successor(self) -> "JointUseArrangement | None":
        """Return the joint use that has taken this one's place."""
        try:
            return self.superseded_by
        except JointUseArrangement.DoesNotExist:
            return None

    @property
    def is_replaced(self) -> bool:
        """Return whether another joint use has taken this one's place."""
        return self.successor is not None

    def facts_on(self, day: date) -> dict[str, str | None]:
        """Return what the arrangement said on a Tokyo day, as kept by day; empty before it was registered."""
        standing = standing_on(self.reference_id, day)
        return dict(standing.facts) if standing is not None else {}

    def is_in_force_on(self, day: date) -> bool:
        """Return whether the arrangement runs on a Tokyo day and was announced by then."""
        announced = self.published_on is not None and self.published_on <= day
        return announced and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
