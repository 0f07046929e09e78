"""How does staff find, register and work on cases?"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db.models import F, OrderBy, QuerySet
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin import cells, deeds, parts, tabs
from cases.admin.buttons import CaseButton
from cases.admin.columns import CaseList, MoreColumns
from cases.admin.filters import AttainmentFilter, BacklogFilter, ReceivedFilter, ShownFilter, count_of
from cases.admin.preview import route_preview
from cases.admin.turns import turn_of
from cases.figures import View
from cases.forms.fields import this_minute
from cases.forms.intake import CaseForm, IntakeForm, intake_of
from cases.models import Case
from cases.permissions import may_read_persons
from cases.states import Kind
from privacyportal.backoffice.admin import ChangePage, DbField, Fieldsets
from privacyportal.backoffice.buttons import actor, pressed
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.paging import KeysFirst
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn
from privacyportal.clocks.show.due import nearest
from privacyportal.search.boxes import FoundAdmin

if TYPE_CHECKING:
    from cases.admin.cells import ListedCase, OpenedCase

INTAKE_FIELDSETS = (
    (_("receipt"), {"fields": ("kind", "channel", "sender", "received_at", "told_number")}),
    (
        _("who, and how to reach them"),
        {
            "fields": (
                "complainant_name", "complainant_kana", "complainant_telephone", "complainant_email",
                "complainant_address", "customer_number",
            )
        },
    ),
    (
        _("representative"),
        {
            "fields": ("representative_name", "representative_authority", "representative_telephone"),
            "classes": ("collapse",),
        },
    ),
    (
        _("what about"),
        {
            "fields": (
                "concerns", "leak_suspected", "subject", "description", "desired_remedy", "disclosure_method",
                "partner", "arrangement", "vendor", "purpose", "consent_number", "policy_section",
            )
        },
    ),
    (_("from an outside body"), {"fields": ("external_number", "answer_by_on"), "classes": ("collapse",)}),
    (_("route"), {"fields": ("desk", "override_reason", "restricted")}),
)  # fmt: skip
ABOUT_FIELDSETS = (
    (
        _("what about"),
        {
            "fields": (
                "subject", "description", "desired_remedy", "disclosure_method", "partner", "arrangement", "vendor",
                "purpose", "consent_number", "policy_section", "external_number", "restricted",
            )
        },
    ),
)  # fmt: skip


@admin.register(Case)
class CaseAdmin(MoreColumns, FoundAdmin[Case]):
    """Cases: the list opens on the open ones by next deadline, intake is one form, each step is one button."""

    view_permissions: ClassVar[tuple[str, ...]] = ("cases.view_case", "cases.view_desk_case")
    add_permission: ClassVar[str] = "cases.add_case"
    change_permission: ClassVar[str] = "cases.handle_case"
    object_actions = deeds.ACTIONS
    change_form_outer_before_template = "cases/object_header.html"
    change_form_after_template = "cases/intake_preview.html"

    list_display = ("number", "kind", "subject", "who", "handler", "state", "next_deadline")
    list_display_links = ("number",)
    list_filter = (
        ShownFilter, "kind", "status", "desk", "channel", "concerns", "leak_suspected", "handler", ReceivedFilter,
        "brought_as_history",
        BacklogFilter, AttainmentFilter,
    )  # fmt: skip
    list_filter_options: ClassVar[dict[str, object]] = {"show": {"horizontal": True, "label": ""}}
    search_help_text = _("Number, name, telephone or words")
    autocomplete_fields = ("partner", "arrangement", "vendor")
    list_select_related = ("reference", "handler", "desk")
    paginator = KeysFirst

    class Media:
        js = ("cases/intake.js",)
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("cases/cases.css",)}

    # Reading

    def get_ordering(self, request: HttpRequest) -> Sequence[str | OrderBy]:
        """Return the nearest deadline first and what has none last; where ended cases are shown, the newest first."""
        if request.GET.get("q") or request.GET.get("show") in (View.ALL, View.ENDED):
            return ["-received_at", "-pk"]
        return [F("next_due_at").asc(nulls_last=True), "-received_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Return the visible cases with the names of their people, and which parts they have."""
        rows = parts.with_marks(cells.with_people(Case.objects.visible_to(request.user)))
        return rows.select_related("reference", "handler", "desk", "answering_desk", "route_row", "leak")

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[CaseList]:
        """Return the list whose rows say more than a case's page reads."""
        return CaseList

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Case],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> "Paginator[Case]":
        """Return the list's pages; how many rows the counted views have is told by their names already."""
        pages = super().get_paginator(request, queryset, per_page, orphans, allow_empty_first_page)
        if (count := count_of(request)) is not None:
            pages.count = count
        return pages

    @admin.display(description=_("number"), ordering="reference__number")
    def number(self, case: Case) -> str:
        """Return the case's number."""
        return str(case.reference)

    @admin.display(description=_("who"))
    def who(self, case: "ListedCase") -> str:
        """Return who complains or requests."""
        return cells.who(case.complainant, case.representative, is_hidden=case.people_hidden)

    @admin.display(description=_("state"), ordering="status")
    def state(self, case: Case) -> SafeString:
        """Return the state as a word in its colour."""
        return cells.badge(**cells.state(case))

    @admin.display(description=_("next deadline"), ordering="next_due_at")
    def next_deadline(self, case: "ListedCase") -> SafeString | str:
        """Return the nearest deadline."""
        return cells.next_deadline(cells.due_of(case), timezone.now())

    @admin.display(description=_("consent number"))
    def consent_number(self, case: Case) -> str:
        """Return the consent's number for those who only read."""
        return str(case.consent.reference) if case.consent else cells.NONE

    # Intake and correction

    def get_fieldsets(self, request: HttpRequest, obj: Case | None = None) -> Fieldsets:
        """Return the intake form's parts for a new case, what it is about for a stored one."""
        if obj is None:
            return INTAKE_FIELDSETS
        left_out = set() if may_read_persons(request.user, obj) else {"description", "desired_remedy", "consent_number"}
        if obj.kind != Kind.DISCLOSURE:
            left_out.add("disclosure_method")
        if not self.has_change_permission(request, obj):
            left_out.add("restricted")  # Who only reads sees the mark at the head of the page.
        name, options = ABOUT_FIELDSETS[0]
        return ((name, {"fields": tuple(field for field in options["fields"] if field not in left_out)}),)

    def get_form(
        self, request: HttpRequest, obj: Case | None = None, change: bool = False, **kwargs: object
    ) -> "type[ModelForm[Case]]":
        """Return the intake form or the form for corrections, knowing who types."""
        base = IntakeForm if obj is None else CaseForm
        # Made anew for this page, so that it may know who opened it.
        form = cast("type[CaseForm]", super().get_form(request, obj, change=change, **{**kwargs, "form": base}))
        form.user = request.user
        return form

    def formfield_for_dbfield(self, db_field: DbField, request: HttpRequest, **kwargs: object) -> Field | None:
        """Return the plain field: nobody edits a vendor from inside a case."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return what a telephone call begins with, unless the address says otherwise."""
        return {"received_at": this_minute(), **super().get_changeform_initial_data(request)}

    def create(self, request: HttpRequest, form: ModelForm) -> Case:
        """Open a case."""
        return services.open_case(intake=intake_of(form), by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Case, form: ModelForm) -> Case:
        """Correct what a case says of itself."""
        changes = {**form.cleaned_data, "consent": form.cleaned_data["consent_number"]}
        return services.change_case(case=obj, changes=changes, by=actor(request), at=timezone.now())

    def said_of_new(self, obj: Case) -> str:
        """Return the number to be said aloud, and where the case went."""
        said = gettext(
            "Registered as %(number)s. Please tell the person this number. Routed to: %(desk)s (%(telephone)s)"
        )
        desk = obj.answering_desk
        return said % {"number": obj.reference, "desk": desk, "telephone": desk.telephone or cells.NONE}

    # The object's page

    def get_header(self, request: HttpRequest, obj: Case) -> dict[str, object]:
        """Return number, state, next deadline, handler, desk and its telephone."""
        row, people = obj.route_row, cast("OpenedCase", obj)
        facts = [
            (_("next deadline"), cells.next_deadline(nearest(obj.reference), timezone.now())),
            (_("handler"), obj.handler or _("without a handler")),
            (_("desk"), obj.desk),
            (_("routed to"), cells.desk(obj.answering_desk)),
            (
                _("requester") if obj.kind == Kind.DISCLOSURE else _("who"),
                cells.who(people.complainant, people.representative, is_hidden=not may_read_persons(request.user, obj)),
            ),
            (_("kind"), obj.get_kind_display()),
            (_("channel"), obj.get_channel_display()),
            (_("received at"), table_instant(obj.received_at)),
            *([(_("origin of the record"), _("history, brought in from elsewhere"))] if obj.brought_as_history else []),
        ]
        return {
            "number": str(obj.reference),
            "title": obj.title,
            "state": cells.state(obj),
            "badges": cells.badges(obj),
            "facts": facts,
            "guidance": row.guidance_text if row is not None and obj.is_open else "",
        }

    def buttons_for(self, request: HttpRequest, obj: Case) -> Sequence[CaseButton]:
        """Return the buttons: the next step stands out, and what does not move the case stands behind one click."""
        buttons = super().buttons_for(request, obj)
        front = [button["action"] for button in pressed(buttons) if button["action"].name in deeds.FRONT]
        following = [action for action in front if action.tone == "primary"][1:]
        return [
            {
                **button,
                "is_front": button["action"] in front,
                "tone": "normal" if button["action"] in following else button["action"].tone,
            }
            for button in buttons
        ]

    def render_change_form(
        self, request: HttpRequest, context: ChangePage[Case], *args: object, **kwargs: object
    ) -> HttpResponse:
        """Read once what head and buttons ask of the case."""
        if (case := context.get("original")) is not None:
            parts.read_itself(cast("OpenedCase", case))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_turn(self, request: HttpRequest, obj: Case) -> Turn | None:
        """Return who acts next, and what came back to be written again."""
        return turn_of(cast("OpenedCase", obj), may_read=may_read_persons(request.user, obj))

    def get_panels(self, request: HttpRequest, obj: Case) -> list[Panel]:
        """Return the tabs in the order of the work."""
        own = [make(obj, request) for make in (tabs.correspondence, tabs.notes, tabs.people, tabs.decisions)]
        shown = super().get_panels(request, obj)
        hidden = () if may_read_persons(request.user, obj) else ("files",)
        return [*own, *(panel for panel in shown if panel.key not in hidden)]

    def get_urls(self) -> list[URLPattern]:
        """Return the usual addresses and that of the route preview."""
        preview = self.admin_site.admin_view(partial(route_preview, self))
        return [path("route/", preview, name="cases_case_route"), *super().get_urls()]
