"""What does staff see and do about countries?"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypedDict, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import table_day
from privacyportal.backoffice.drafts import versions_panel
from privacyportal.backoffice.narrowing import Narrowing
from privacyportal.backoffice.panels import Panel
from privacyportal.policies.effects import resting
from privacyportal.search.boxes import FoldedAdmin
from vendors import services
from vendors.admin import buttons, cells, tabs
from vendors.admin.filters import today
from vendors.models import Country, CountrySystem
from vendors.querysets import CountryQuerySet

SYSTEM_PAGE = "admin:vendors_countrysystem_change"


class DesignatedFilter(Narrowing[CountryQuerySet]):
    """Named by the rules today or not."""

    title = _("designated")
    parameter_name = "designated"

    options = (("yes", _("designated")), ("no", _("not designated")))

    def narrowed(self, rows: CountryQuerySet, request: HttpRequest) -> CountryQuerySet:
        """Return the countries."""
        match self.value():
            case "yes":
                return rows.filter(is_designated=True)
            case "no":
                return rows.filter(is_designated=False).exclude(pk="JP")
        return rows


class Listed(TypedDict):
    """What is read along with each country."""

    is_designated: bool
    system_checked_on: date | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ListedCountry = WithAnnotations[Country, Listed]


@admin.register(Country)
class CountryAdmin(FoldedAdmin[Country], ReadOnlyModelAdmin[Country]):
    """Countries with what a person is told of them and whether the rules designate them."""

    object_actions = buttons.COUNTRY
    list_display = ("code", "name", "name_en", "designated", "checked")
    list_display_links = ("code", "name")
    list_filter = (DesignatedFilter,)
    list_filter_options: ClassVar = {"designated": {"horizontal": True, "label": ""}}
    ordering = ("code",)
    search_fields = ("code", "name", "name_en")
    search_help_text = _("country code, name")
    fields = ("code", "name", "name_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Country]:
        """Return the countries with whether the rules name them today, and when their system was checked."""
        named = Country.objects.designated_on(today()).filter(pk=OuterRef("pk"))
        told = CountrySystem.objects.in_force(today()).filter(country=OuterRef("pk"))
        rows = super().get_queryset(request)
        return rows.annotate(is_designated=Exists(named), system_checked_on=Subquery(told.values("checked_on")[:1]))

    @admin.display(description=_("designated"), ordering="is_designated")
    def designated(self, country: "ListedCountry") -> SafeString | str:
        """Return whether the rules name the country today."""
        return cells.badge("done", _("designated")) if country.is_designated else cells.NONE

    @admin.display(description=_("system information checked on"), ordering="system_checked_on")
    def checked(self, country: "ListedCountry") -> str:
        """Return when what people are told of it today was checked."""
        return table_day(country.system_checked_on) or cells.NONE

    def get_header(self, request: HttpRequest, obj: Country) -> dict[str, object]:
        """Return the country's name and designation."""
        row = cast("ListedCountry", obj)
        facts = [(_("designated"), self.designated(row)), (_("system information checked on"), self.checked(row))]
        return {"number": obj.code, "title": str(obj), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: Country) -> list[Panel]:
        """Return what people are and were told of its system, what rests on that, and the designations."""
        systems = CountrySystem.objects.visible_to(request.user).filter(country=obj).order_by("-valid_from", "-pk")
        effect = "\n".join(resting(today(), country=obj))
        return [
            versions_panel(systems, SYSTEM_PAGE, lambda system: system.text),
            Panel("effect", _("What rests on it"), "policies/effect.html", {"effect": effect}),
            tabs.designations(obj),
        ]

    def after_action_url(self, action: ObjectAction[Country], obj: Country) -> str:
        """Go on to the draft that was made."""
        made = obj.systems.drafts().first() if action.name == "draft_system" else None
        return reverse(SYSTEM_PAGE, args=[made.pk]) if made else self.object_url(obj)


@admin.register(CountrySystem)
class CountrySystemAdmin(FoldedAdmin[CountrySystem], ReadOnlyModelAdmin[CountrySystem]):
    """What people are told of a country's system, version by version; drafts wait for their second person."""

    when_empty = _("Drafts are made on a country's page and published here by a second person.")
    object_actions = buttons.SYSTEM
    list_display = ("country", "state", "valid_from", "valid_to", "checked_on", "drafted_by", "published_by")
    list_select_related = ("country", "drafted_by", "published_by")
    list_filter = ("stage",)
    ordering = ("country", "-valid_from")
    search_fields = ("country__code", "country__name", "country__name_en")
    fields = (
        "country", "text", "checked_on", "valid_from", "valid_to", "change_reason", "drafted_by", "drafted_at",
        "published_by", "published_at",
    )  # fmt: skip

    @admin.display(description=_("state"), ordering="stage")
    def state(self, system: CountrySystem) -> str:
        """Return where it stands today."""
        return system.stage_text(today())

    def get_header(self, request: HttpRequest, obj: CountrySystem) -> dict[str, object]:
        """Return the country and where the version stands."""
        state = {"label": self.state(obj), "tone": "waiting" if obj.is_draft else "done"}
        return {"number": obj.country_id, "title": str(obj.country), "state": state, "facts": []}

    def get_panels(self, request: HttpRequest, obj: CountrySystem) -> list[Panel]:
        """Return what publishing would change, or what was shown then; and all versions of the country."""
        effect = services.effect_of_system(obj) if obj.is_draft else obj.impact
        rows = CountrySystem.objects.visible_to(request.user).filter(country=obj.country).order_by("-valid_from", "-pk")
        return [
            Panel("effect", _("Effect"), "policies/effect.html", {"effect": effect}),
            versions_panel(rows, SYSTEM_PAGE, lambda system: system.text),
        ]
