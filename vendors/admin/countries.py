"""What does staff see and do about countries?"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.narrowing import Narrowing
from privacyportal.backoffice.panels import Panel
from vendors import services
from vendors.admin import buttons, cells, tabs
from vendors.admin.filters import today
from vendors.models import Country
from vendors.querysets import CountryQuerySet


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


@admin.register(Country)
class CountryAdmin(PortalModelAdmin):
    """Countries with what a person is told of them and whether the rules designate them."""

    change_permission = "vendors.change_country"
    object_actions = buttons.COUNTRY
    list_display = ("code", "name", "name_en", "designated", "checked")
    list_display_links = ("code", "name")
    list_filter = (DesignatedFilter,)
    list_filter_options: ClassVar = {"designated": {"horizontal": True, "label": ""}}
    ordering = ("code",)
    search_fields = ("code", "name", "name_en")
    search_help_text = _("country code, name")
    readonly_fields = ("code", "name", "name_en")
    checked = cells.on("system_checked_on", _("system information checked on"))
    fields = ("code", "name", "name_en", "system_information", "system_checked_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the countries with whether the rules name them today."""
        named = Country.objects.designated_on(today()).filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_designated=Exists(named))

    @admin.display(description=_("designated"), ordering="is_designated")
    def designated(self, country: Any) -> SafeString | str:
        """Return whether the rules name the country today."""
        return cells.badge("done", _("designated")) if country.is_designated else cells.NONE

    def get_header(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the country's name and designation."""
        facts = [(_("designated"), self.designated(obj)), (_("system information checked on"), obj.system_checked_on)]
        return {"number": obj.code, "title": str(obj), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: Any) -> list[Panel]:
        """Return the designations."""
        return [tabs.designations(obj)]

    def change(self, request: HttpRequest, obj: Country, form: ModelForm) -> Country:
        """Write down what is known of the country's system."""
        return services.change_country(country=obj, **form.cleaned_data, by=actor(request), at=timezone.now())
