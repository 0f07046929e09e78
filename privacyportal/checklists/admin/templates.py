"""How does staff read the checklists and bring in a new version?"""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.dates import table_instant, tokyo_day
from privacyportal.backoffice.drafts import publishing_button, withdrawing_button
from privacyportal.backoffice.panels import Panel
from privacyportal.checklists import services, words
from privacyportal.checklists.admin.cells import NOTHING, badge
from privacyportal.checklists.admin.sheet import by_category
from privacyportal.checklists.catalogue import SUPERVISION
from privacyportal.checklists.forms import PublishForm, TemplateForm
from privacyportal.checklists.models import ChecklistItem, ChecklistTemplate
from privacyportal.checklists.services.templates import CHANGES
from privacyportal.imports import reports
from privacyportal.imports.brought import OpeningForm
from privacyportal.search.boxes import FoldedAdmin


@admin.register(ChecklistTemplate)
class ChecklistTemplateAdmin(FoldedAdmin):
    """Checklists by version; a version is never changed, the next one is imported."""

    add_permission = "checklists.change_checklisttemplate"
    list_display = ("title", "code", "version", "state", "valid_from", "valid_to", "item_count", "imported")
    list_filter = ("code",)
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("code", "-version")
    readonly_fields = ("report",)
    object_actions = (
        publishing_button(services.publish_template, PublishForm, CHANGES),
        withdrawing_button(services.withdraw_template),
    )

    @display(description=_("checklist template"))
    def title(self, template: ChecklistTemplate) -> str:
        """Return the name in the active language."""
        return str(template)

    @display(description=_("state"))
    def state(self, template: ChecklistTemplate) -> str:
        """Return where the version stands today."""
        return template.stage_text(tokyo_day(timezone.now()))

    @display(description=_("items"), ordering="items_counted")
    def item_count(self, template: ChecklistTemplate) -> int:
        """Return how many items the version has."""
        return template.items_counted

    @display(description=_("imported at"), ordering="imported_at")
    def imported(self, template: ChecklistTemplate) -> str:
        """Return when the version came in."""
        return table_instant(template.imported_at)

    @display(description=_("what was assumed and left out"))
    def report(self, template: ChecklistTemplate) -> str:
        """Return what is to be said of the file, a line each."""
        return "\n".join(reports.lines(template.remarks))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChecklistTemplate]:
        """Return the templates with the number of their items."""
        return super().get_queryset(request).annotate(items_counted=Count("items"))

    def get_fields(self, request: HttpRequest, obj: ChecklistTemplate | None = None) -> Sequence[str]:
        """Ask for a file, or show what is kept."""
        if obj is None:
            return ("code", "name_ja", "name_en", "file", "valid_from", "change_reason", *OpeningForm.base_fields)
        return (
            "code", "version", "name_ja", "name_en", "content_sha256", "imported_at", "stage", "valid_from", "valid_to",
            "change_reason", "drafted_by", "published_by", "impact", "report",
        )  # fmt: skip

    def get_form(
        self, request: HttpRequest, obj: ChecklistTemplate | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        """Return the upload form for a new version."""
        if obj is None:
            kwargs["form"] = TemplateForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return the checklist that vendors are assessed with: its next version is what mostly comes in."""
        return {"code": SUPERVISION, **super().get_changeform_initial_data(request)}

    def create(self, request: HttpRequest, form: ModelForm) -> ChecklistTemplate:
        """Import the file."""
        return services.import_template(**form.cleaned_data, by=actor(request), at=timezone.now())

    def get_header(self, request: HttpRequest, obj: ChecklistTemplate) -> dict[str, object]:
        """Return the template's name and version."""
        return {"number": str(obj), "title": "", "state": None, "facts": [(_("items"), str(obj.items_counted))]}

    def get_panels(self, request: HttpRequest, obj: ChecklistTemplate) -> list[Panel]:
        """Return the items by category."""
        groups = by_category(list(obj.items.order_by("order")), lambda item: item)
        return [Panel("items", _("Items"), "checklists/items.html", {"groups": groups})]


@admin.register(ChecklistItem)
class ChecklistItemAdmin(FoldedAdmin, ReadOnlyModelAdmin):
    """Items of all versions, to search."""

    list_display = ("code", "shown_category", "shown_text", "weight", "shown_critical", "shown_scope", "template")
    list_filter = ("template", "category", "critical", "applies_to")
    search_fields = ("code", "text_ja", "text_en", "evidence", "source")
    search_help_text = _("code, item, evidence, source")
    list_select_related = ("template",)
    ordering = ("template", "order")
    fields = (
        "template", "code", "category", "text_ja", "text_en", "evidence", "frequency", "weight", "critical",
        "applies_to", "source",
    )  # fmt: skip

    @display(description=_("checklist item"))
    def shown_text(self, item: ChecklistItem) -> str:
        """Return the question in the reader's language."""
        return item.text

    @display(description=_("critical item"), ordering="critical")
    def shown_critical(self, item: ChecklistItem) -> SafeString | str:
        """Return whether no other answer makes up for this item."""
        return badge("late", _("critical item")) if item.critical else NOTHING

    @display(description=_("category"), ordering="category")
    def shown_category(self, item: ChecklistItem) -> str:
        """Return the category in words."""
        return words.category(item.category)

    @display(description=_("applies to"), ordering="applies_to")
    def shown_scope(self, item: ChecklistItem) -> str:
        """Return where the item applies in words."""
        return words.scope(item.applies_to)
