"""What is stored about the ground on which a party abroad receives data, and about its periodic checks?"""

from datetime import date
from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.references.models import Reference
from vendors.guards import abroad as guards
from vendors.models.countries import CountrySystem
from vendors.models.joint_use import JointUsePartner
from vendors.models.vendor import Vendor
from vendors.querysets import ForeignGroundQuerySet, OfGroundQuerySet
from vendors.states import CheckedAspect, ExemptCase, ForeignBasis


class ForeignGround(models.Model):
    """The ground of section 11 on which a vendor or partner abroad may receive personal data."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    vendor = models.ForeignKey(
        Vendor,
        verbose_name=_("vendor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="foreign_grounds",
    )
    partner = models.ForeignKey(
        JointUsePartner,
        verbose_name=_("joint-use partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="foreign_grounds",
    )
    basis = models.CharField(_("ground"), max_length=12, choices=ForeignBasis.choices)
    evidence = models.TextField(_("how the ground was established"))
    exempt_case = models.CharField(_("case of Article 27(1)"), max_length=4, choices=ExemptCase.choices, blank=True)
    consent_wording = models.CharField(_("wording consented to and where it is kept"), max_length=300, blank=True)
    consent_informed_on = models.DateField(_("persons informed since (Article 28(2))"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    implementation_checked_on = models.DateField(_("measures last checked on"), null=True, blank=True)
    implementation_due_on = models.DateField(_("measures to be checked by"), null=True, blank=True)
    law_checked_on = models.DateField(_("foreign law last checked on"), null=True, blank=True)
    law_due_on = models.DateField(_("foreign law to be checked by"), null=True, blank=True)
    stopped_on = models.DateField(_("provision stopped on"), null=True, blank=True)
    stopped_reason = models.TextField(_("why the provision was stopped"), blank=True)
    country_system = models.ForeignKey(
        CountrySystem,
        verbose_name=_("what was known of the country's system"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="grounds",
    )
    registered_at = models.DateTimeField(_("registered at"))

    objects = ForeignGroundQuerySet.as_manager()

    class Meta:
        verbose_name = _("ground for provision abroad")
        verbose_name_plural = _("grounds for provision abroad")
        constraints = [
            models.CheckConstraint(
                condition=Q(vendor__isnull=False, partner__isnull=True) | Q(vendor__isnull=True, partner__isnull=False),
                name="foreign_ground_one_party",
            ),
            models.CheckConstraint(condition=Q(basis__in=ForeignBasis.values), name="foreign_ground_basis_known"),
            models.CheckConstraint(
                condition=Q(exempt_case__in=["", *ExemptCase.values]), name="foreign_ground_exempt_case_known"
            ),
            models.CheckConstraint(
                condition=~Q(basis=ForeignBasis.EQUIVALENT)
                | Q(implementation_checked_on__isnull=False, law_checked_on__isnull=False),
                name="foreign_ground_equivalent_checked",
                violation_error_message=_("Equivalent measures need the day of both checks."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="foreign_ground_in_order"
            ),
            *[
                models.UniqueConstraint(
                    fields=[party],
                    condition=Q(valid_to__isnull=True, stopped_on__isnull=True),
                    name=f"foreign_ground_one_standing_{party}",
                    violation_error_message=_("Another ground is in force for this party in that time."),
                )
                for party in ("vendor", "partner")
            ],
        ]

    def __str__(self) -> str:
        return str(self.get_basis_display())

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the ground; a new one once it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        if self._state.adding:
            self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether the party is abroad, its country designated that day if need be, and the ground established.

        :raises Refused: when it is not.
        """
        party = self.party
        if party is None:
            return  # a constraint says that there is one
        is_designated = party.country.is_designated_on(self.valid_from)
        refuse_if(
            [
                guards.party_abroad(is_abroad=party.is_abroad),
                guards.country_designated(basis=self.basis, is_designated=is_designated, country=str(party.country)),
                guards.evidence_given(evidence=self.evidence),
            ]
        )

    @property
    def party(self) -> Vendor | JointUsePartner | None:
        """Return the vendor or partner that receives the data."""
        return self.vendor or self.partner

    def filled(self) -> frozenset[str]:
        """Return which of the fields that kinds of ground may need hold anything."""
        held = {
            "exempt_case": self.exempt_case,
            "consent_wording": self.consent_wording.strip(),
            "consent_informed_on": self.consent_informed_on,
        }
        return frozenset(name for name, value in held.items() if value)

    @property
    def checks_due_on(self) -> date | None:
        """Return the nearer day by which a yearly check is due; None where no check is needed."""
        return min((day for day in (self.implementation_due_on, self.law_due_on) if day), default=None)

    def is_in_force_on(self, day: date) -> bool:
        """Return whether the ground holds on a Tokyo day and provision was not stopped."""
        is_stopped = self.stopped_on is not None and self.stopped_on <= day
        return not is_stopped and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def has_lapsed_on(self, day: date) -> bool:
        """Return whether what the ground rests on is gone by a Tokyo day: a check missed, or no longer designated."""
        if self.is_check_overdue_on(day):
            return True
        party = self.party
        return self.basis == ForeignBasis.DESIGNATED and party is not None and not party.country.is_designated_on(day)

    def holds_on(self, day: date) -> bool:
        """Return whether data may go abroad on this ground on a Tokyo day: in force, and not lapsed."""
        return self.is_in_force_on(day) and not self.has_lapsed_on(day)

    def is_check_overdue_on(self, day: date) -> bool:
        """Return whether a yearly check (Enforcement Rules Article 18) was missed by a Tokyo day."""
        return self.checks_due_on is not None and self.checks_due_on < day


class EquivalentCheck(AppendOnlyModel):
    """One periodic check of a party abroad, of its measures or of the foreign law; added, never changed."""

    ground = models.ForeignKey(
        ForeignGround, verbose_name=_("ground for provision abroad"), on_delete=models.PROTECT, related_name="checks"
    )
    aspect = models.CharField(_("what was checked"), max_length=14, choices=CheckedAspect.choices)
    checked_on = models.DateField(_("checked on"))
    method = models.CharField(_("how it was checked"), max_length=300)
    finding = models.TextField(_("what was found"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = OfGroundQuerySet.as_manager()

    class Meta:
        verbose_name = _("periodic check abroad")
        verbose_name_plural = _("periodic checks abroad")
        indexes = [models.Index(fields=["ground", "-checked_on"], name="equivalent_check_by_ground")]
        constraints = [
            models.CheckConstraint(condition=Q(aspect__in=CheckedAspect.values), name="equivalent_check_aspect_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_aspect_display()} {self.checked_on}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the check once it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether the ground needs checks, and whether this one was made, and not before the last.

        :raises Refused: when it may not stand.
        """
        is_measures = self.aspect == CheckedAspect.IMPLEMENTATION
        last = self.ground.implementation_checked_on if is_measures else self.ground.law_checked_on
        today = tokyo_day(self.recorded_at)
        in_order = guards.check_in_order(checked_on=self.checked_on, last=last, today=today)
        refuse_if([guards.needs_checks(basis=self.ground.basis), in_order])
