"""What does staff see and do about vendors?"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from django.contrib import admin
from django.db.models import Case, Count, F, IntegerField, Model, OrderBy, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import Button, actor, actor_on
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lists import Declared
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.turns import Turn
from privacyportal.checklists.models import Assessment, Finding
from privacyportal.checklists.states import AssessmentStatus
from privacyportal.erasure.display import erased
from privacyportal.search.boxes import FoundAdmin
from vendors import services
from vendors.admin import buttons, cells, layout, tabs
from vendors.admin.filters import (
    CriticalityFilter,
    HandlesFilter,
    PlaceFilter,
    ReviewFilter,
    ShownFilter,
    SupportFilter,
    supervises,
)
from vendors.admin.turns import turn_of, with_review_first
from vendors.forms.records import VendorForm
from vendors.models import Vendor
from vendors.states import SUPERVISED, TONES, Status

if TYPE_CHECKING:
    from vendors.admin.cells import ListedVendor

SUPERVISION_COLUMNS = ("weight", "rating", "open_findings", "review")


@admin.register(Vendor)
class VendorAdmin(FoundAdmin[Vendor]):
    """The register of vendors; a vendor owner meets only their own."""

    view_permissions = ("vendors.view_vendor", "vendors.view_assigned_vendor")
    add_permission = "vendors.add_vendor"
    change_permission = "vendors.supervise_vendor"
    object_actions = buttons.VENDOR
    form = VendorForm
    list_display = ("number", "name", "shown_owner", "state", "weight", "rating", "open_findings", "review")
    list_display_links = ("number", "name")
    list_filter = (
        ShownFilter, "status", CriticalityFilter, ReviewFilter, SupportFilter, PlaceFilter, HandlesFilter, "department",
    )  # fmt: skip
    list_filter_options: ClassVar = {"show": {"horizontal": True, "label": ""}}
    list_select_related = ("reference", "owner")
    search_help_text = _("number, name, reading, corporate number")
    autocomplete_fields = ("country",)
    readonly_fields = (*layout.COURSE, *layout.AS_TEXT.values(), "shown_data")

    # Reading

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        """Return the visible vendors with their last rating and the number of open findings, as far as seen."""
        user = request.user
        signed_off = Assessment.objects.visible_to(user).filter(subject=OuterRef("reference"), status="signed_off")
        last = signed_off.order_by("-signed_off_at")
        findings = Finding.objects.visible_to(user).filter(subject=OuterRef("reference"), status="open").order_by()
        counted = findings.values("subject").annotate(count=Count("pk")).values("count")
        return (
            super()
            .get_queryset(request)
            .annotate(
                last_rating=Subquery(last.values("rating")[:1]),
                findings_open=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
                review_seen=_if_opened(user, "next_review_on"),
                level_seen=_if_opened(user, "criticality"),
            )
        )

    def get_ordering(self, request: HttpRequest) -> Sequence[str | OrderBy]:
        """Return the nearest review first; for who only looks vendors up, by reading: an order tells too."""
        if supervises(request.user):
            return [F("review_seen").asc(nulls_last=True), "pk"]
        return ["kana", "name", "pk"]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Return the columns; who only looks vendors up sees nothing of their supervision."""
        shown = super().get_list_display(request)
        return shown if supervises(request.user) else [name for name in shown if name not in SUPERVISION_COLUMNS]

    def get_list_filter(self, request: HttpRequest) -> list[Declared]:
        """Return the filters; who only looks vendors up cannot ask for what they may not see."""
        filters = super().get_list_filter(request)
        asks = (CriticalityFilter, ReviewFilter, SupportFilter)
        return filters if supervises(request.user) else [each for each in filters if each not in asks]

    @admin.display(description=_("number"), ordering="reference__number")
    def number(self, vendor: Vendor) -> str:
        """Return the vendor's number."""
        return str(vendor.reference)

    @admin.display(description=_("vendor owner"), ordering="owner__last_name")
    def shown_owner(self, vendor: Vendor) -> str:
        """Return who answers for the vendor."""
        return str(vendor.owner) if vendor.owner else cells.NONE

    @admin.display(description=_("country"))
    def shown_country(self, vendor: Vendor) -> str:
        """Return where the vendor is."""
        return str(vendor.country)

    @admin.display(description=_("owner's department"))
    def shown_department(self, vendor: Vendor) -> str:
        """Return the department that entrusts the work."""
        return str(vendor.department) if vendor.department else cells.NONE

    @admin.display(description=_("handles"))
    def shown_data(self, vendor: Vendor) -> str:
        """Return what weighs heavily about the vendor."""
        return cells.handled(vendor)

    @admin.display(description=_("state"), ordering="status")
    def state(self, vendor: Vendor) -> SafeString:
        """Return where the vendor stands, and whether the company itself has ceased."""
        stands = cells.badge(TONES[Status(vendor.status)], vendor.get_status_display())
        return format_html("{} {}", stands, cells.badge("late", _("company ceased"))) if vendor.ceased_on else stands

    @admin.display(description=_("criticality"), ordering="level_seen")
    def weight(self, vendor: "ListedVendor") -> SafeString | str:
        """Return how much depends on the vendor."""
        return cells.badge("ended", vendor.get_criticality_display()) if vendor.level_seen else cells.NONE

    @admin.display(description=_("last rating"), ordering="last_rating")
    def rating(self, vendor: "ListedVendor") -> SafeString | str:
        """Return the rating of the last assessment signed off."""
        return cells.rating(vendor.last_rating)

    @admin.display(description=_("open findings"), ordering="findings_open")
    def open_findings(self, vendor: "ListedVendor") -> int:
        """Return how many findings are open."""
        return int(vendor.findings_open)

    @admin.display(description=_("next review"), ordering=F("review_seen").asc(nulls_last=True))
    def review(self, vendor: "ListedVendor") -> SafeString | str:
        """Return the day of the next review and how far it is."""
        return cells.due(vendor.review_seen if vendor.status in SUPERVISED else None, timezone.now())

    # The page

    def get_turn(self, request: HttpRequest, obj: Vendor) -> Turn | None:
        """Return whose turn it is with the vendor, or with what is due next."""
        return turn_of(obj) or super().get_turn(request, obj)

    def get_header(self, request: HttpRequest, obj: Vendor) -> dict[str, object]:
        """Return number, state, who, and what is due next; the record comes from `get_queryset`, like a row."""
        listed = cast("ListedVendor", obj)
        now = timezone.now()
        facts: list[tuple[Text, object]] = [
            (_("vendor owner"), obj.owner),
            (_("owner's department"), obj.department),
            (_("country"), obj.country),
        ]
        badges = _badges(obj)
        if self._opens(request, obj):
            badges = [_level(obj), *badges, *_lost(obj, tokyo_day(now))]
            deadline = tabs.next_deadline(obj)
            facts += [
                (_("next review"), cells.due(obj.next_review_on if obj.status in SUPERVISED else None, now)),
                (_("last rating"), cells.rating(listed.last_rating)),
                (_("open findings"), str(listed.findings_open)),
                (_("next deadline"), cells.deadline(deadline, now) if deadline else None),
                *erased(obj),
            ]
        return {
            "number": str(obj.reference),
            "title": obj.name,
            "state": cells.state(obj, TONES),
            "badges": badges,
            "facts": facts,
        }

    def buttons_for(self, request: HttpRequest, obj: Vendor) -> Sequence[Button]:
        """Return the buttons, first the way to an assessment that waits for answers, or that is to be begun."""
        offered = with_review_first(obj, super().buttons_for(request, obj))
        found = buttons.open_assessment(obj)
        if found is None or found.status != AssessmentStatus.DRAFT or not is_supervisor(request, obj):
            return offered
        return [{"action": buttons.ANSWER, "url": buttons.assessment_url(found), "why": ""}, *offered]

    def after_action_url(self, action: ObjectAction, obj: Vendor) -> str:
        """Return the assessment that was just started, else the vendor."""
        started = buttons.open_assessment(obj) if action.name == "start_review" else None
        if started is None:
            return super().after_action_url(action, obj)
        return buttons.assessment_url(started)

    def get_panels(self, request: HttpRequest, obj: Vendor) -> list[Panel]:
        """Return the tabs in the order of the work; who only looks a vendor up sees nothing of its supervision."""
        if not self._opens(request, obj):
            return []
        own = [tab(obj, request.user) for tab in tabs.SUPERVISION]
        return [*[panel for panel in own if panel is not None], *super().get_panels(request, obj)]

    def _opens(self, request: HttpRequest, obj: Vendor) -> bool:
        reader = actor_on(request, obj)
        return reader.holds("vendors.view_entrustment") or reader.holds(self.change_permission, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return what a new entry starts from."""
        return {"country": "JP", **super().get_changeform_initial_data(request)}

    def get_fieldsets(self, request: HttpRequest, obj: Vendor | None = None) -> layout.Parts:
        """Return the form's parts for this person."""
        if obj is not None and not self._opens(request, obj):
            return layout.for_lookup(obj)
        if obj is None or (is_office(request, obj) and buttons.is_current(obj)):
            return layout.for_office(obj)
        return layout.for_reader(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Vendor | None = None) -> Sequence[str]:
        """Return what cannot be typed: the owner once registered; for a vendor owner all but the contact."""
        if obj is None:
            return self.readonly_fields
        if is_office(request, obj):
            return (*self.readonly_fields, "owner")
        parts = layout.fields_of(self.get_fieldsets(request, obj))
        return (*self.readonly_fields, *[name for name in parts if name not in layout.OF_OWNER])

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the person may edit the entry, which nobody may once the entrustment has ended."""
        if isinstance(obj, Vendor) and not buttons.is_current(obj):
            return False
        return super().has_change_permission(request, obj)

    # Writing

    def create(self, request: HttpRequest, form: ModelForm) -> Vendor:
        """Register a vendor."""
        return services.register_vendor(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Vendor, form: ModelForm) -> Vendor:
        """Write new details."""
        change = services.change_vendor if is_office(request, obj) else services.change_contact
        return change(vendor=obj, **form.cleaned_data, by=actor(request), at=timezone.now())


def is_office(request: HttpRequest, vendor: Vendor) -> bool:
    """Return whether the person at the screen may change the whole entry."""
    return services.change_vendor.offered_to(actor(request), vendor)


def is_supervisor(request: HttpRequest, vendor: Vendor) -> bool:
    """Return whether the person at the screen supervises the vendor, by role or because it was given to them."""
    return services.start_review.offered_to(actor(request), vendor)


def _if_opened(user: Viewer, field: str) -> F | Case:
    """Return a field of vendors whose supervision the person may see, nothing for the others."""
    if user.has_perm("vendors.view_entrustment"):
        return F(field)
    opened = Vendor.objects.contents_visible_to(user).values("pk")
    return Case(When(pk__in=opened, then=F(field)), default=None)


def _level(vendor: Vendor) -> dict[str, Text]:
    return {"tone": "ended", "label": _("criticality: %(level)s") % {"level": vendor.get_criticality_display()}}


def _badges(vendor: Vendor) -> list[dict[str, Text]]:
    flags = (
        (vendor.ceased_on is not None, "late", _("company ceased")),
        (vendor.handles_individual_numbers, "due", _("individual numbers")),
        (vendor.handles_sensitive, "due", _("sensitive information")),
        (vendor.is_abroad, "due", _("abroad")),
        (vendor.uses_cloud, "ended", _("cloud service")),
    )
    return [{"tone": tone, "label": label} for holds, tone, label in flags if holds]


def _lost(vendor: Vendor, day: date) -> list[dict[str, Text]]:
    """Return what an active vendor has no longer; only who sees its supervision is told."""
    stored = Vendor.objects.filter(pk=vendor.pk)
    flags = (
        (stored.without_contract(day), _("no contract in force")),
        (stored.without_ground(day), _("no ground abroad holds")),
    )
    return [{"tone": "late", "label": label} for lost, label in flags if lost.exists()]
