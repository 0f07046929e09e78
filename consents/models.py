"""What is stored about persons, their consents and provisions of their data?"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consents.querysets import ConsentEntryQuerySet, ProvisionQuerySet
from consents.states import Channel, Decision, ForeignBasis, Ground, LawItem, SensitiveException, Standing
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.backoffice.querysets import OpenQuerySet
from privacyportal.policies.models import ConsentWording, DataCategory, PurposeOfUse
from privacyportal.references.models import Reference
from vendors.models import Country, Entrustment, ForeignGround, JointUseArrangement, JointUsePartner, Vendor


class DataSubject(models.Model):
    """A person (本人) whose personal data the firm holds."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    customer_number = models.CharField(_("customer number"), max_length=30, null=True, blank=True, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    kana = models.CharField(_("reading"), max_length=200, blank=True)
    address = models.CharField(pgettext_lazy("person", "address"), max_length=300, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    registered_at = models.DateTimeField(_("registered at"))

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("data subject")
        verbose_name_plural = _("data subjects")
        indexes = [
            models.Index(fields=["name"], name="data_subject_by_name"),
            models.Index(fields=["kana"], name="data_subject_by_kana"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.customer_number}）" if self.customer_number else self.name

    def standing_on(
        self, day: date, *, purpose: PurposeOfUse, scope: str, recipient: str = ""
    ) -> "Standing[ConsentEntry]":
        """Return what the person has decided on a purpose, scope and recipient, as it holds on a Tokyo day."""
        entries: ConsentEntryQuerySet = ConsentEntry.objects.filter(data_subject=self)
        return entries.standing_on(day, purpose=purpose, scope=scope, recipient=recipient)


class ConsentEntry(AppendOnlyModel):
    """One decision of a person on one purpose, with the version of the wording that was shown; added, never changed."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    data_subject = models.ForeignKey(
        DataSubject, verbose_name=_("data subject"), on_delete=models.PROTECT, related_name="consent_entries"
    )
    purpose = models.ForeignKey(
        PurposeOfUse, verbose_name=_("purpose of use"), on_delete=models.PROTECT, related_name="consent_entries"
    )
    wording = models.ForeignKey(
        ConsentWording, verbose_name=_("wording version"), on_delete=models.PROTECT, related_name="consent_entries"
    )
    scope = models.CharField(_("consent to"), max_length=12, choices=ConsentWording.Scope.choices)
    recipient = models.CharField(_("recipient named in the wording"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    decided_at = models.DateTimeField(_("decided at"))
    decided_on = models.DateField(_("decided on"), editable=False)
    expires_on = models.DateField(_("last day in force"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ConsentEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent entry")
        verbose_name_plural = _("consent entries")
        indexes = [
            models.Index(fields=["data_subject", "purpose", "scope", "recipient", "-decided_at"], name="consent_state"),
            models.Index(fields=["expires_on"], condition=Q(decision=Decision.GIVEN), name="consent_by_expiry"),
            models.Index(fields=["-decided_at"], name="consent_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="consent_decision_known"),
            models.CheckConstraint(
                condition=Q(decided_at__lte=F("recorded_at")),
                name="consent_recorded_after_decided",
                violation_error_message=_("The decision lies in the future."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(decision=Decision.GIVEN, expires_on__gte=F("decided_on")),
                name="consent_expiry_of_given_only",
                violation_error_message=_("Only a given consent ends, and not before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class ThirdPartyProvision(AppendOnlyModel):
    """A provision of personal data to a third party, with the ground that allowed it (sections 10 and 11)."""

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
    provided_on = models.DateField(_("provided on"))
    keep_until_on = models.DateField(_("record kept until"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("third-party provision")
        verbose_name_plural = _("third-party provisions")
        permissions = [("permit_by_law", _("Can record a provision on ground h)"))]
        indexes = [
            models.Index(fields=["-provided_on"], name="provision_by_day"),
            models.Index(fields=["ground", "-provided_on"], name="provision_by_ground"),
        ]
        constraints = [
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
                condition=Q(sensitive_exception="") | ~Q(sensitive_reason=""), name="provision_exception_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=[Ground.LAW, Ground.AUTHORITY, Ground.OTHER_LAW]) | ~Q(statute=""),
                name="provision_law_has_article",
            ),
            models.CheckConstraint(
                condition=~Q(ground=Ground.PROTECTION) | (~Q(facts="") & ~Q(consent_difficulty="")),
                name="provision_d_has_both_limbs",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=[Ground.SUCCESSION, Ground.OTHER_LAW]) | ~Q(facts=""),
                name="provision_f_h_have_facts",
            ),
            models.CheckConstraint(
                condition=Q(data_subject__isnull=False) | ~Q(subjects=""), name="provision_says_whose_data"
            ),
            models.CheckConstraint(
                condition=Q(country="JP", foreign_basis="")
                | (~Q(country="JP") & Q(foreign_basis__in=ForeignBasis.values)),
                name="provision_abroad_has_basis",
            ),
            models.CheckConstraint(
                condition=~Q(foreign_basis=ForeignBasis.EQUIVALENT) | Q(foreign_ground__isnull=False),
                name="provision_equivalent_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(foreign_basis=ForeignBasis.CONSENT) | Q(foreign_consent__isnull=False),
                name="provision_abroad_has_consent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
