"""What does staff see and do about contracts and grounds abroad?"""

from typing import ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.panels import Panel
from privacyportal.search.boxes import FoundAdmin
from vendors.admin import buttons, cells, tabs
from vendors.admin.filters import GroundFilter, InForceFilter
from vendors.models import Entrustment, ForeignGround


@admin.register(Entrustment)
class EntrustmentAdmin(FoundAdmin[Entrustment], ReadOnlyModelAdmin[Entrustment]):
    """Contracts; a new one is registered on the vendor's page."""

    view_permissions = ("vendors.view_entrustment", "vendors.view_assigned_vendor")
    object_actions = buttons.ENTRUSTMENT
    list_display = ("number", "shown_vendor", "work", "signed", "start", "end", "state")
    list_display_links = ("number", "work")
    list_filter = (InForceFilter, "renews_automatically", "sub_outsourcing_allowed")
    list_filter_options: ClassVar = {"show": {"horizontal": True, "label": ""}}
    list_select_related = ("reference", "vendor")
    ordering = (F("ends_on").asc(nulls_last=True), "pk")
    found_through = ("vendor",)
    search_help_text = _("number, work, contract number, vendor")
    fields = (
        "vendor", "work", "purposes", "categories", "contract_number", "signed_on", "starts_on", "ends_on",
        "renewal", "sub_outsourcing", "terminated_on",
    )  # fmt: skip
    readonly_fields = ("renewal", "sub_outsourcing")
    signed = cells.on("signed_on", _("contract signed on"))
    start = cells.on("starts_on", _("starts on"))
    renewal = cells.yes_no("renews_automatically", _("renews automatically"))
    sub_outsourcing = cells.yes_no("sub_outsourcing_allowed", _("sub-outsourcing allowed with approval"))

    @admin.display(description=_("number"), ordering="reference__number")
    def number(self, contract: Entrustment) -> str:
        """Return the entrustment's number."""
        return str(contract.reference)

    @admin.display(description=_("vendor"), ordering="vendor__name")
    def shown_vendor(self, contract: Entrustment) -> str:
        """Return the vendor's name."""
        return str(contract.vendor)

    @admin.display(description=_("ends on"), ordering=F("ends_on").asc(nulls_last=True))
    def end(self, contract: Entrustment) -> SafeString | str:
        """Return the last day and how far it is; no distance for what was ended early."""
        if contract.terminated_on is not None:
            return contract.terminated_on.isoformat()
        return cells.due(contract.ends_on, timezone.now()) if contract.ends_on else str(_("no end"))

    @admin.display(description=_("state"))
    def state(self, contract: Entrustment) -> SafeString:
        """Return whether the contract runs today."""
        return cells.contract_state(contract, timezone.now())

    def get_header(self, request: HttpRequest, obj: Entrustment) -> dict[str, object]:
        """Return number, vendor and dates."""
        facts = [(_("vendor"), obj.vendor), (_("vendor owner"), obj.vendor.owner), (_("ends on"), self.end(obj))]
        return {"number": str(obj.reference), "title": obj.work, "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: Entrustment) -> list[Panel]:
        """Return who may handle individual numbers further, before the registered tabs; none where there are none."""
        own = [tabs.tiers(obj)] if obj.holds_numbers else []
        return [*own, *super().get_panels(request, obj)]


@admin.register(ForeignGround)
class ForeignGroundAdmin(FoundAdmin[ForeignGround], ReadOnlyModelAdmin[ForeignGround]):
    """Grounds of section 11; a new one is registered on the page of the vendor or partner."""

    view_permissions = ("vendors.view_foreignground", "vendors.view_assigned_vendor")
    object_actions = buttons.GROUND
    list_display = ("number", "party", "shown_country", "basis", "since", "checks", "state")
    list_display_links = ("number", "party")
    list_filter = (GroundFilter, "basis")
    list_filter_options: ClassVar = {"show": {"horizontal": True, "label": ""}}
    list_select_related = ("reference", "vendor__country", "partner__country")
    ordering = (F("implementation_due_on").asc(nulls_last=True), "pk")
    found_through = ("vendor", "partner")
    search_help_text = _("number, vendor or partner")
    fields = (
        "vendor", "partner", "basis", "exempt_case", "consent_wording", "consent_informed_on", "evidence",
        "valid_from", "valid_to", "implementation_checked_on",
        "implementation_due_on", "law_checked_on", "law_due_on", "stopped_on", "stopped_reason",
    )  # fmt: skip
    since = cells.on("valid_from", _("valid from"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ForeignGround]:
        """Return the grounds with the designations of their countries, which the state of each asks."""
        designations = ("vendor__country__designations", "partner__country__designations")
        return super().get_queryset(request).prefetch_related(*designations)

    @admin.display(description=_("number"), ordering="reference__number")
    def number(self, ground: ForeignGround) -> str:
        """Return the ground's number."""
        return str(ground.reference)

    @admin.display(description=_("recipient"))
    def party(self, ground: ForeignGround) -> str:
        """Return who receives the data."""
        return str(ground.party)

    @admin.display(description=_("country"))
    def shown_country(self, ground: ForeignGround) -> str:
        """Return where the recipient is."""
        return str(ground.party.country) if ground.party else cells.NONE

    @admin.display(description=_("next check"), ordering=F("implementation_due_on").asc(nulls_last=True))
    def checks(self, ground: ForeignGround) -> SafeString | str:
        """Return the nearer of the two yearly checks."""
        return cells.due(ground.checks_due_on, timezone.now()) if ground.stopped_on is None else cells.NONE

    @admin.display(description=_("state"))
    def state(self, ground: ForeignGround) -> SafeString:
        """Return whether the ground holds today."""
        return cells.ground_state(ground, timezone.now())

    def get_header(self, request: HttpRequest, obj: ForeignGround) -> dict[str, object]:
        """Return number, recipient and the two checks."""
        now = timezone.now()
        facts = [
            (_("recipient"), obj.party),
            (_("country"), obj.party.country if obj.party else None),
            (_("state"), self.state(obj)),
            (_("measures to be checked by"), cells.due(obj.implementation_due_on, now)),
            (_("foreign law to be checked by"), cells.due(obj.law_due_on, now)),
        ]
        return {"number": str(obj.reference), "title": str(obj), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: ForeignGround) -> list[Panel]:
        """Return the checks before the registered tabs."""
        return [tabs.checks(obj), *super().get_panels(request, obj)]
