"""What does staff see and do about joint-use partners and arrangements?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypedDict, cast

from django.contrib import admin
from django.db.models import Count, Exists, Model, OuterRef, QuerySet
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from privacyportal.backoffice.admin import Fieldsets, ManyToMany
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.panels import Panel
from privacyportal.erasure.buttons import ERASE
from privacyportal.erasure.display import erased
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.search.boxes import FoundAdmin
from vendors import services
from vendors.admin import buttons, cells, joint_use_buttons, tabs
from vendors.admin.filters import PlaceFilter, UseFilter
from vendors.admin.joint_use_buttons import owed_since
from vendors.forms.records import ArrangementForm, PartnerForm
from vendors.models import JointUseArrangement, JointUsePartner

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Counted(TypedDict):
    """What the list of partners counts of each."""

    arrangement_count: int


class Lapsed(TypedDict):
    """What the list of joint uses says of what each rests on today."""

    lacks_ground: bool
    is_unsettled: bool


@admin.register(JointUsePartner)
class JointUsePartnerAdmin(FoundAdmin[JointUsePartner]):
    """Partners; a seminar co-host has its own desk."""

    add_permission = change_permission = "vendors.change_jointusepartner"
    object_actions = (buttons.ADD_GROUND, ERASE)
    form = PartnerForm
    list_display = ("number", "name", "kind", "country", "shown_desk", "used")
    list_display_links = ("number", "name")
    list_filter = ("kind", PlaceFilter, "is_consolidated")
    list_filter_options: ClassVar = {"kind": {"horizontal": True, "label": ""}}
    list_select_related = ("reference", "country", "desk")
    ordering = ("kana", "name", "pk")
    search_help_text = _("number, name, reading, LEI")
    autocomplete_fields = ("country",)
    fieldsets = (
        (_("Partner"), {"fields": ("kind", "name", "kana", "country", "address", "representative", "lei")}),
        (_("Its own desk and person in charge"), {"fields": ("desk", "manager_name", "is_consolidated")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointUsePartner]:
        """Return the visible partners with the number of their joint uses."""
        return super().get_queryset(request).annotate(arrangement_count=Count("arrangements"))

    @admin.display(description=_("number"), ordering="reference__number")
    def number(self, partner: JointUsePartner) -> str:
        """Return the partner's number."""
        return str(partner.reference)

    @admin.display(description=_("its own desk"))
    def shown_desk(self, partner: JointUsePartner) -> str:
        """Return the desk and its telephone."""
        return f"{partner.desk} {partner.desk.telephone}".strip() if partner.desk else cells.NONE

    @admin.display(description=_("joint uses"), ordering="arrangement_count")
    def used(self, partner: "WithAnnotations[JointUsePartner, Counted]") -> int:
        """Return in how many joint uses the partner takes part."""
        return int(partner.arrangement_count)

    def get_header(self, request: HttpRequest, obj: JointUsePartner) -> dict[str, object]:
        """Return number, kind, country and desk."""
        facts = [
            (_("kind"), obj.get_kind_display()),
            (_("country"), obj.country),
            (_("its own desk"), self.shown_desk(obj)),
            (_("person in charge of the data at the partner"), obj.manager_name),
            *erased(obj),
        ]
        badges = [{"tone": "due", "label": _("abroad")}] if obj.is_abroad else []
        return {"number": str(obj.reference), "title": obj.name, "state": None, "badges": badges, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: JointUsePartner) -> list[Panel]:
        """Return joint uses and grounds before the registered tabs."""
        own = [tabs.arrangements(obj), tabs.grounds(obj, request.user)]
        return [*[panel for panel in own if panel is not None], *super().get_panels(request, obj)]

    def create(self, request: HttpRequest, form: ModelForm) -> JointUsePartner:
        """Register a partner."""
        return services.register_partner(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: JointUsePartner, form: ModelForm) -> JointUsePartner:
        """Write new details."""
        return services.change_partner(partner=obj, **form.cleaned_data, by=actor(request), at=timezone.now())


FACTS = (
    "categories", "partners", "scope", "purposes", "purpose_text", "responsible_partner", "responsible_name",
    "responsible_address", "responsible_representative",
)  # fmt: skip
FIXED = (
    "kind", "categories", "partners", "scope", "purposes", "purpose_text", "responsible_partner", "responsible_name",
)  # fmt: skip
HOW_FACTS_CHANGE = _(
    "Items and the range of users are fixed. Purposes and the responsible party change by the button above, announced "
    "beforehand (Article 27(6)). Its name, address and representative change by their own button and are announced "
    "without delay."
)


@admin.register(JointUseArrangement)
class JointUseArrangementAdmin(FoundAdmin[JointUseArrangement]):
    """Joint uses with the facts announced beforehand."""

    add_permission = change_permission = "vendors.change_jointusearrangement"
    object_actions = joint_use_buttons.ARRANGEMENT
    form = ArrangementForm
    list_display = ("number", "name", "kind", "responsible_name", "published", "start", "end", "state")
    list_display_links = ("number", "name")
    list_filter = (UseFilter, "kind", "partners")
    list_filter_options: ClassVar = {"kind": {"horizontal": True, "label": ""}}
    list_select_related = ("reference",)
    ordering = ("-starts_on", "-pk")
    found_through = ("partners",)
    search_help_text = _("number, name, partner")
    published = cells.on("published_on", _("announced on"))
    start = cells.on("starts_on", _("starts on"))
    end = cells.on("ends_on", _("ends on"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointUseArrangement]:
        """Return the visible joint uses with what lapsed under them, which the state of each asks."""
        day, rows = tokyo_day(timezone.now()), JointUseArrangement.objects.filter(pk=OuterRef("pk"))
        lacking, unsettled = rows.without_ground_on(day), rows.to_settle_on(day)
        return super().get_queryset(request).annotate(lacks_ground=Exists(lacking), is_unsettled=Exists(unsettled))

    def get_fieldsets(self, request: HttpRequest, obj: JointUseArrangement | None = None) -> Fieldsets:
        """Return the form's parts; of a stored joint use, with how its facts may change."""
        facts: dict[str, object] = {"fields": FACTS}
        if obj is not None:
            facts["description"] = HOW_FACTS_CHANGE
        return (
            (_("Joint use"), {"fields": ("kind", "name", "event_on", "starts_on", "ends_on")}),
            (_("Facts announced beforehand (Article 27(5)(iii))"), facts),
            (_("Announcement and terms"), {"fields": ("published_on", "publication", "agreed_terms")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: JointUseArrangement | None = None) -> Sequence[str]:
        """Return what an announcement fixes: it changes by replacement or not at all."""
        return () if obj is None else FIXED

    def formfield_for_manytomany(
        self, db_field: ManyToMany, request: HttpRequest, **kwargs: object
    ) -> "ModelMultipleChoiceField[Model] | None":
        """Offer what may be used jointly, as boxes to tick: no individual numbers, no sensitive information."""
        if db_field.name == "purposes":
            rows = PurposeOfUse.objects.visible_to(request.user)
            kwargs["queryset"] = rows.filter(kind=PurposeOfUse.Kind.GENERAL).order_by("pk")
        if db_field.name == "categories":
            items = DataCategory.objects.visible_to(request.user)
            kwargs["queryset"] = items.filter(sensitivity=DataCategory.Sensitivity.ORDINARY).order_by("pk")
        if db_field.name in {"purposes", "categories", "partners"}:
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("number"), ordering="reference__number")
    def number(self, arrangement: JointUseArrangement) -> str:
        """Return the arrangement's number."""
        return str(arrangement.reference)

    @admin.display(description=_("state"))
    def state(self, arrangement: "WithAnnotations[JointUseArrangement, Lapsed]") -> SafeString:
        """Return whether data may be used jointly today."""
        day = tokyo_day(timezone.now())
        if arrangement.is_in_force_on(day):
            lacks_ground = arrangement.lacks_ground
            return (
                cells.badge("late", _("no ground abroad holds")) if lacks_ground else cells.badge("done", _("in force"))
            )
        if arrangement.ends_on is not None and arrangement.ends_on < day:
            is_open = arrangement.is_unsettled
            return cells.badge("late", _("over, to be wound up")) if is_open else cells.badge("ended", _("ended"))
        is_announced = arrangement.published_on is not None
        return cells.badge("waiting", _("not yet begun") if is_announced else _("not yet announced"))

    def get_header(self, request: HttpRequest, obj: JointUseArrangement) -> dict[str, object]:
        """Return number, who answers, and the announcement."""
        facts = [
            (_("responsible party"), obj.responsible_name),
            (_("event held on"), obj.event_on),
            (_("announced on"), obj.published_on),
            (_("party's particulars to be announced since"), owed_since(obj)),
            (_("starts on"), obj.starts_on),
            (_("ends on"), obj.ends_on),
            (_("state"), self.state(cast("WithAnnotations[JointUseArrangement, Lapsed]", obj))),
            (_("what became of the data at the partners"), obj.settlement),
            (_("replaces"), obj.supersedes.reference if obj.supersedes else None),
        ]
        return {"number": str(obj.reference), "title": obj.name, "state": None, "facts": facts}

    def create(self, request: HttpRequest, form: ModelForm) -> JointUseArrangement:
        """Register a joint use."""
        return services.register_arrangement(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: JointUseArrangement, form: ModelForm) -> JointUseArrangement:
        """Correct what may be corrected in place."""
        return services.change_arrangement(arrangement=obj, **form.cleaned_data, by=actor(request), at=timezone.now())
