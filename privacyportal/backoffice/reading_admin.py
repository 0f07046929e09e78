"""Where is it read who was shown what?"""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.audit import readings
from privacyportal.audit.models import Reading
from privacyportal.backoffice import addresses, panels
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.panels import Panel
from privacyportal.references.kinds import Referenced

VIEW = "audit.view_reading"
SHOWN = 50
KEYS = 100


class KindFilter(admin.SimpleListFilter):
    """Which kind of record was read."""

    title = gettext_lazy("kind of record")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the kinds that have a screen."""
        kinds = {model._meta.label_lower: str(model._meta.verbose_name) for model in admin.site._registry}
        return sorted(kinds.items(), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reading]) -> QuerySet[Reading]:
        """Return the views of the chosen kind."""
        return queryset.filter(model=self.value()) if self.value() else queryset


@admin.register(Reading)
class ReadingAdmin(ReadOnlyModelAdmin[Reading]):
    """All views of records, for those who audit."""

    list_display = ("when", "who", "what", "kind", "number", "rows", "route")
    list_filter = (KindFilter, "what", "at", "actor")
    list_select_related: ClassVar = ("actor",)
    search_fields = ("reference", "actor_name", "object_pk")
    search_help_text = gettext_lazy("Number or sign-in name")
    ordering = ("-id",)
    fieldsets = ((None, {"fields": (("when", "who"), ("what", "kind"), ("number", "rows"), "route", "records")}),)
    readonly_fields = ("when", "who", "kind", "number", "records")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Reading], search_term: str
    ) -> tuple[QuerySet[Reading], bool]:
        """Find by the beginning of a number, by who read, or by the record's key."""
        term = plain(search_term)
        if not term:
            return queryset, False
        found = Q(reference__istartswith=term) | Q(actor_name__iexact=term)
        if addresses.key(search_term.strip()) is not None:
            found |= Q(object_pk=term)
        return queryset.filter(found), False

    @admin.display(description=gettext_lazy("date and time"), ordering="at")
    def when(self, obj: Reading) -> SafeString:
        """Return the instant in Tokyo time."""
        return format_html('<span class="portal-nowrap">{}</span>', table_instant(obj.at))

    @admin.display(description=gettext_lazy("person"), ordering="actor_name")
    def who(self, obj: Reading) -> str:
        """Return the person."""
        return str(obj.actor)

    @admin.display(description=gettext_lazy("kind of record"), ordering="model")
    def kind(self, obj: Reading) -> str:
        """Return what the kind is called; its label where a release has none such."""
        try:
            return str(apps.get_model(obj.model)._meta.verbose_name) if obj.model else ""
        except LookupError:
            return obj.model

    @admin.display(description=gettext_lazy("number"), ordering="reference")
    def number(self, obj: Reading) -> SafeString | str:
        """Return the number or key, leading to the record."""
        if obj.reference:
            return format_html('<a href="{}">{}</a>', reverse("reference", args=[obj.reference]), obj.reference)
        if not obj.object_pk:
            return ""
        try:
            link = reverse(f"admin:{obj.model.replace('.', '_')}_change", args=[obj.object_pk])
        except NoReverseMatch:
            return obj.object_pk
        return format_html('<a href="{}">#{}</a>', link, obj.object_pk)

    @admin.display(description=gettext_lazy("records shown (keys)"))
    def records(self, obj: Reading) -> str:
        """Return the keys of the records that a list showed."""
        return ", ".join(f"#{key}" for key in obj.keys[:KEYS])

    def get_header(self, request: HttpRequest, obj: Reading) -> dict[str, object]:
        """Return what was shown, when and to whom."""
        facts = [(_("Date and time"), table_instant(obj.at)), (_("Person"), str(obj.actor))]
        return {"number": f"#{obj.pk}", "title": obj.get_what_display(), "state": None, "facts": facts}


def readers(request: HttpRequest, obj: Referenced) -> Panel | None:
    """Return who was shown this record, newest first, for those who may know."""
    if not isinstance(obj, Model) or not request.user.has_perm(VIEW):
        return None
    return Panel("readers", _("Who has read this"), "backoffice/readers.html", partial(_readings, obj))


def _readings(obj: Model) -> Mapping[str, object]:
    return {"readings": list(readings.of(obj)[:SHOWN])}


panels.register(950, readers)
