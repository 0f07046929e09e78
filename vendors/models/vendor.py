"""What is stored about a vendor and its entrusted work?"""

from datetime import date, datetime
from typing import Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from privacyportal.accounts.models import Department
from privacyportal.audit.saving import Saving
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.erasure.models import ErasableModel, erased_is_empty
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.models import Reference
from vendors.guards import entrustment
from vendors.models.countries import Country, CountrySystem
from vendors.models.standing import Standing, standing_on
from vendors.querysets import EntrustmentQuerySet, VendorQuerySet
from vendors.states import Criticality, Status

JAPAN = "JP"
NO_GROUND = _("An active vendor abroad needs a ground of section 11.")
OTHER_GROUND = _("Its ground for provision abroad was established for the country before.")


class Vendor(ErasableModel):
    """A business to which the handling of personal data is entrusted (section 6); its people can be erased."""

    content = ("contact_name", "contact_email", "contact_telephone", "notes")

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    name = models.CharField(_("name"), max_length=200)
    kana = models.CharField(_("reading"), max_length=200, blank=True)
    corporate_number = models.CharField(_("corporate number"), max_length=13, null=True, blank=True, unique=True)
    lei = models.CharField(_("LEI"), max_length=20, null=True, blank=True, unique=True)
    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="vendors")
    address = models.CharField(_("address"), max_length=300, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact's email"), blank=True)
    contact_telephone = models.CharField(_("contact's telephone"), max_length=30, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.CANDIDATE)
    criticality = models.CharField(_("criticality"), max_length=6, choices=Criticality.choices)
    criticality_reason = models.CharField(
        _("why the criticality is lower than the data suggests"), max_length=300, blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vendor owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_vendors",
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("owner's department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vendors",
    )
    handles_individual_numbers = models.BooleanField(_("handles individual numbers"), default=False)
    handles_sensitive = models.BooleanField(_("handles sensitive information"), default=False)
    uses_cloud = models.BooleanField(_("cloud service"), default=False)
    person_count = models.PositiveIntegerField(_("persons whose data is handled"), null=True, blank=True)
    last_reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    ceased_on = models.DateField(_("company ceased on"), null=True, blank=True)
    ceased_cause = models.CharField(_("why the company ceased"), max_length=100, blank=True)
    activated_at = models.DateTimeField(_("first active since"), null=True, blank=True)
    suspended_reason = models.TextField(_("why the entrustment is suspended"), blank=True)
    terminated_at = models.DateTimeField(_("terminated at"), null=True, blank=True)
    returned_on = models.DateField(_("data returned or erased on"), null=True, blank=True)
    return_proof = models.TextField(_("proof of return or erasure"), blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    notes = models.TextField(_("notes"), blank=True)

    objects = VendorQuerySet.as_manager()

    # Read with lists: the nearest open limit of the vendor or of its supervision.
    next_due_at: datetime | None
    next_due_duty: str
    next_due_state: str

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        permissions = [
            ("view_assigned_vendor", _("Can see the vendors assigned to them")),
            ("supervise_vendor", _("Can carry out the supervision of a vendor")),
            ("assign_vendor", _("Can assign a vendor to an owner")),
            ("sign_off_vendor", _("Can sign off the supervision of a vendor")),
        ]
        indexes = [
            models.Index(fields=["status", "next_review_on"], name="vendor_by_review"),
            models.Index(fields=["name"], name="vendor_by_name"),
        ]
        constraints = [
            erased_is_empty("vendor_erased_is_empty", "contact_name", "contact_email", "contact_telephone", "notes"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="vendor_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.TERMINATED, terminated_at__isnull=False)
                | (~Q(status=Status.TERMINATED) & Q(terminated_at__isnull=True)),
                name="vendor_terminated_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ACTIVE) | Q(activated_at__isnull=False), name="vendor_active_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ACTIVE) | Q(owner__isnull=False), name="vendor_active_has_owner"
            ),
            models.CheckConstraint(condition=Q(criticality__in=Criticality.values), name="vendor_criticality_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.TERMINATED) | Q(activated_at__isnull=True) | Q(returned_on__isnull=False),
                name="vendor_terminated_has_return",
                violation_error_message=_("An ended entrustment needs the proof of return or erasure."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the entry as far as it may stand by itself.

        :raises ValidationError: when it may not.
        """
        self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask what the database cannot see: that an active vendor abroad never had a ground of section 11, or that a
        vendor would leave the country for which its ground without an end was established.

        :raises ValidationError: when it has none at all, or leaves it; whether one holds today, deeds and doctor ask.
        """
        is_open = self.status == Status.ACTIVE and self.is_abroad
        if is_open and not (self.pk and self.foreign_grounds.exists()):
            raise ValidationError(NO_GROUND, code="vendor_active_abroad_without_ground")
        standing = self.foreign_grounds.filter(valid_to=None, stopped_on=None) if self.pk else None
        if standing is not None and standing.exclude(vendor__country=self.country_id).exists():
            raise ValidationError(OTHER_GROUND, code="vendor_leaves_country_of_ground")

    @property
    def is_abroad(self) -> bool:
        """Return whether the vendor is a third party in a foreign country (section 11)."""
        return self.country_id != JAPAN

    def status_on(self, day: date) -> str:
        """Return where the vendor stood at the end of a Tokyo day: a candidate before its first change."""
        standing = standing_on(self.reference_id, day)
        if standing is not None:
            return standing.state
        first = tokyo_day(self.activated_at) if self.activated_at else None
        is_entered_whole = not Standing.objects.filter(reference=self.reference_id).exists()
        if is_entered_whole and first is not None and first <= day:
            return self.status
        return Status.CANDIDATE

    def active_on(self, day: date) -> bool:
        """Return whether data might be handed to the vendor on a Tokyo day; a day of suspension is no such day."""
        return self.status_on(day) == Status.ACTIVE


class Entrustment(models.Model):
    """A contract by which a vendor handles personal data for us: the work, the data, the dates."""

    reference = models.OneToOneField(Reference, verbose_name=_("number"), on_delete=models.PROTECT)
    vendor = models.ForeignKey(Vendor, verbose_name=_("vendor"), on_delete=models.PROTECT, related_name="entrustments")
    work = models.CharField(_("entrusted work"), max_length=200)
    purposes = models.ManyToManyField(PurposeOfUse, verbose_name=_("purposes of use"), related_name="entrustments")
    categories = models.ManyToManyField(DataCategory, verbose_name=_("data handled"), related_name="entrustments")
    contract_number = models.CharField(_("contract number"), max_length=50, blank=True)
    signed_on = models.DateField(_("contract signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    renews_automatically = models.BooleanField(_("renews automatically"), default=False)
    sub_outsourcing_allowed = models.BooleanField(_("sub-outsourcing allowed with approval"), default=False)
    terminated_on = models.DateField(_("ended early on"), null=True, blank=True)
    country_system = models.ForeignKey(
        CountrySystem,
        verbose_name=_("what was known of the country's system"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="entrustments",
    )
    registered_at = models.DateTimeField(_("registered at"))

    objects = EntrustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrustment")
        verbose_name_plural = _("entrustments")
        indexes = [models.Index(fields=["vendor", "ends_on"], name="entrustment_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="entrustment_in_order"
            ),
            models.CheckConstraint(
                condition=Q(terminated_on__isnull=True) | Q(ends_on__isnull=True) | Q(terminated_on__lte=F("ends_on")),
                name="entrustment_ends_early",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work}"

    def save(self, **options: Unpack[Saving]) -> None:
        """Store the contract; a new one once it may stand, whatever door it comes by.

        :raises Refused: when it may not.
        """
        if self._state.adding:
            self.insist()
        super().save(**options)

    def insist(self) -> None:
        """Ask whether the vendor still takes work.

        :raises Refused: when its entrustment has ended.
        """
        refuse_if([entrustment.vendor_open(has_ended=self.vendor.status == Status.TERMINATED)])

    @property
    def holds_numbers(self) -> bool:
        """Return whether individual numbers are handled under the contract."""
        return self.categories.filter(sensitivity=DataCategory.Sensitivity.INDIVIDUAL_NUMBER).exists()

    def is_in_force_on(self, day: date) -> bool:
        """Return whether the signed contract runs on a Tokyo day."""
        last = self.terminated_on or self.ends_on
        return (
            self.signed_on is not None and max(self.signed_on, self.starts_on) <= day and (last is None or day <= last)
        )


class VendorUserObjectPermission(UserObjectPermissionBase):
    """Who was given rights on a vendor personally."""

    content_object = models.ForeignKey(Vendor, on_delete=models.CASCADE)


class VendorGroupObjectPermission(GroupObjectPermissionBase):
    """Which group was given rights on a vendor."""

    content_object = models.ForeignKey(Vendor, on_delete=models.CASCADE)
