"""What was provided to third parties, on which ground?"""

from datetime import date
from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consents.guards.claims import ProvisionClaim, provision_refusals
from consents.guards.statutes import fits
from consents.models.entries import ConsentEntry
from consents.models.persons import DataSubject
from consents.querysets import ProvisionQuerySet, same_name
from consents.states import CONTINUED, ForeignBasis, Ground, LawItem, Manner, NumberItem, SensitiveException
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.policies.states import PurposeKind, Recipients, Scope
from privacyportal.references.models import Reference
from vendors.models import (
    Country,
    CountrySystem,
    Entrustment,
    ForeignGround,
    JointUseArrangement,
    JointUsePartner,
    Vendor,
)

# Records of the first edition were made before address and representative of the recipient were asked for.
RULES_EDITION = 2
# What the record had to say was said; the proof of its erasure keeps the hash.
IS_ERASED = Q(erasure__isnull=False)
IS_CONTINUED = Q(manner__in=CONTINUED)


class ThirdPartyProvision(ErasableModel, AppendOnlyModel):
    """A provision of personal data to a third party, with the ground that allowed it (sections 10 and 11)."""

    content = ("subjects", "facts", "consent_difficulty", "sensitive_reason")

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    ground = models.CharField(_("ground"), max_length=1, choices=Ground.choices)
    purpose = models.ForeignKey(
        PurposeOfUse, verbose_name=_("purpose of use"), on_delete=models.PROTECT, related_name="provisions"
    )
    categories = models.ManyToManyField(DataCategory, verbose_name=_("items provided"), related_name="provisions")
    data_subject = models.ForeignKey(
        DataSubject,
        verbose_name=_("data subject"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
    )
    subjects = models.CharField(_("whose data, if many persons"), max_length=200, blank=True)
    recipient_name = models.CharField(_("recipient's name"), max_length=200)
    recipient_address = models.CharField(_("recipient's address"), max_length=300, blank=True)
    recipient_representative = models.CharField(_("recipient's representative"), max_length=100, blank=True)
    named_as = models.CharField(_("recipient as named in the wording"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, verbose_name=_("recipient's country"), on_delete=models.PROTECT, related_name="provisions"
    )
    vendor = models.ForeignKey(
        Vendor, verbose_name=_("vendor"), on_delete=models.PROTECT, null=True, blank=True, related_name="provisions"
    )
    partner = models.ForeignKey(
        JointUsePartner,
        verbose_name=_("joint-use partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
    )
    consent = models.ForeignKey(
        ConsentEntry,
        verbose_name=_("consent"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
    )
    entrustment = models.ForeignKey(
        Entrustment,
        verbose_name=_("entrustment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
    )
    arrangement = models.ForeignKey(
        JointUseArrangement,
        verbose_name=_("joint-use arrangement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
    )
    law_item = models.CharField(_("provision that permits it"), max_length=10, choices=LawItem.choices, blank=True)
    number_item = models.CharField(
        _("item of Article 19 of the Number Act"), max_length=5, choices=NumberItem.choices, blank=True
    )
    manner = models.CharField(_("how the record is made"), max_length=10, choices=Manner.choices, default=Manner.EACH)
    statute = models.CharField(_("law and article"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    facts = models.TextField(_("facts that make the ground"), blank=True)
    consent_difficulty = models.TextField(_("why consent is hard to obtain"), blank=True)
    sensitive_exception = models.CharField(
        _("exception for sensitive information"), max_length=3, choices=SensitiveException.choices, blank=True
    )
    sensitive_reason = models.TextField(_("why the sensitive information is needed"), blank=True)
    is_japanese_law = models.BooleanField(_("the basis is a Japanese law"), default=False)
    foreign_basis = models.CharField(_("ground for abroad"), max_length=12, choices=ForeignBasis.choices, blank=True)
    foreign_ground = models.ForeignKey(
        ForeignGround,
        verbose_name=_("ground on file for abroad"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
    )
    foreign_consent = models.ForeignKey(
        ConsentEntry,
        verbose_name=_("consent to the foreign provision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="foreign_provisions",
    )
    country_system = models.ForeignKey(
        CountrySystem,
        verbose_name=_("what was known of the country's system"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="provisions",
    )
    edition = models.PositiveSmallIntegerField(_("edition of the rules"), default=RULES_EDITION, editable=False)
    provided_on = models.DateField(_("provided on"))
    # By this provision alone; what is provided later under the same record moves it (`kept_until`).
    keep_until_on = models.DateField(_("record kept until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ProvisionQuerySet.as_manager()

    # Read with lists: until when the record is kept, by what was provided later under it.
    kept_until: date | None

    class Meta:
        verbose_name = _("third-party provision")
        verbose_name_plural = _("third-party provisions")
        permissions = [("permit_by_law", _("Can record a provision on ground h)"))]
        indexes = [
            models.Index(fields=["-provided_on"], name="provision_by_day"),
            models.Index(fields=["ground", "-provided_on"], name="provision_by_ground"),
            models.Index(fields=["data_subject", "purpose", "recipient_name"], name="provision_of_kind"),
            models.Index(fields=["recipient_name", "purpose"], name="provision_continued", condition=IS_CONTINUED),
        ]
        constraints = [
            erased_is_empty("provision_erased_is_empty", "subjects", "facts", "consent_difficulty", "sensitive_reason"),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="provision_ground_known"),
            models.CheckConstraint(
                condition=~Q(ground=Ground.CONSENT) | Q(consent__isnull=False, data_subject__isnull=False),
                name="provision_a_has_consent",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.ENTRUSTMENT) | Q(entrustment__isnull=False, vendor__isnull=False),
                name="provision_e_has_entrustment",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.JOINT_USE) | Q(arrangement__isnull=False, partner__isnull=False),
                name="provision_g_has_arrangement",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=[Ground.AUTHORITY, Ground.SUCCESSION]) | ~Q(document_number=""),
                name="provision_c_f_have_document",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.OTHER_LAW) | Q(law_item__in=LawItem.values), name="provision_h_has_item"
            ),
            models.CheckConstraint(
                condition=Q(vendor__isnull=True) | Q(partner__isnull=True), name="provision_one_recipient"
            ),
            models.CheckConstraint(
                condition=Q(sensitive_exception="") | ~Q(sensitive_reason="") | IS_ERASED,
                name="provision_exception_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=[Ground.LAW, Ground.AUTHORITY, Ground.OTHER_LAW]) | ~Q(statute=""),
                name="provision_law_has_article",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.PROTECTION) | (~Q(facts="") & ~Q(consent_difficulty="")) | IS_ERASED,
                name="provision_d_has_both_limbs",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=[Ground.SUCCESSION, Ground.OTHER_LAW]) | ~Q(facts="") | IS_ERASED,
                name="provision_f_h_have_facts",
            ),
            models.CheckConstraint(
                condition=Q(data_subject__isnull=False) | ~Q(subjects="") | IS_ERASED, name="provision_says_whose_data"
            ),
            models.CheckConstraint(
                condition=Q(country="JP", foreign_basis="")
                | Q(ground=Ground.NUMBER_ACT, foreign_basis="")
                | (~Q(country="JP") & Q(foreign_basis__in=ForeignBasis.values)),
                name="provision_abroad_has_basis",
            ),
            models.CheckConstraint(
                condition=~Q(foreign_basis=ForeignBasis.EQUIVALENT) | Q(foreign_ground__isnull=False),
                name="provision_equivalent_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.NUMBER_ACT) | Q(number_item__in=NumberItem.values),
                name="provision_n_has_item",
            ),
            models.CheckConstraint(
                condition=Q(edition=1)
                | Q(keep_until_on__isnull=True)
                | (~Q(recipient_address="") & ~Q(recipient_representative="")),
                name="provision_record_names_recipient",
                violation_error_message=_("The record names the recipient's address and representative."),
            ),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(recipient_name=""), name="provision_names_recipient"),
            models.CheckConstraint(
                condition=~Q(foreign_basis=ForeignBasis.CONSENT) | Q(foreign_consent__isnull=False),
                name="provision_abroad_has_consent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    def save(self, **options: Unpack[Saving]) -> None:
        """Insert the record once what it rests on held on its day, whatever door it comes by.

        :raises Refused: when it did not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask what can be asked of the row alone: the service has asked of the items, too.

        :raises Refused: when what it rests on did not hold on its day.
        """
        refuse_if(provision_refusals(self.claim()))

    def claim(self) -> ProvisionClaim:
        """Return, as plain values, what the row claims and whether that held on its day."""
        day, contract, arrangement, ground = self.provided_on, self.entrustment, self.arrangement, self.foreign_ground
        ours = ground is not None and (ground.vendor_id, ground.partner_id) == (self.vendor_id, self.partner_id)
        return ProvisionClaim(
            ground=self.ground,
            purpose_held=self.purpose.is_published_on(day),
            purpose_is_for_numbers=self.purpose.kind == PurposeKind.INDIVIDUAL_NUMBER,
            consent=self._held(self.consent),
            foreign_consent=self._held(self.foreign_consent),
            contract_held=contract is None or self._entrusted_by(contract),
            statute_fits=self.ground != Ground.NUMBER_ACT or not self.statute or fits(self.statute, self.number_item),
            is_ahead=day > tokyo_day(self.recorded_at),
            joint_use_held=arrangement is None or self._shared_by(arrangement),
            foreign_ground_held=ground is None or (ours and ground.is_in_force_on(day)),
        )

    def _held(self, entry: ConsentEntry | None) -> bool | None:
        """Return whether a consent that the row names is this person's, names this recipient and held on the day."""
        if entry is None:
            return None
        if (entry.data_subject_id, entry.purpose_id) != (self.data_subject_id, self.purpose_id):
            return False
        is_own = not self.named_as or same_name(self.named_as, self.recipient_name)
        named, kind = self.named_as or self.recipient_name, str(Recipients.COMPANY if is_own else Recipients.CLASS)
        if entry.scope == Scope.USE:
            named, kind = entry.recipient, ""
        now = entry.data_subject.standing_on(
            self.provided_on, purpose=self.purpose, scope=entry.scope, recipient=named, recipients=kind
        )
        return now.holds and now.entry == entry

    def _entrusted_by(self, contract: Entrustment) -> bool:
        runs = contract.is_in_force_on(self.provided_on) and contract.vendor.active_on(self.provided_on)
        return runs and contract.vendor_id == self.vendor_id and contract.purposes.filter(pk=self.purpose_id).exists()

    def _shared_by(self, arrangement: JointUseArrangement) -> bool:
        day, published = self.provided_on, arrangement.published_on
        is_within = (
            arrangement.partners.filter(pk=self.partner_id or 0).exists()
            and arrangement.purposes.filter(pk=self.purpose_id).exists()
        )
        return arrangement.is_in_force_on(day) and published is not None and published <= day and is_within
