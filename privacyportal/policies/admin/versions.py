"""How does staff draft, check and publish versions of purposes and categories, and read those of before?"""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.admin import actor
from privacyportal.backoffice.dates import table_day, tokyo_day
from privacyportal.backoffice.drafts import correcting_button, publishing_button, versions_panel, withdrawing_button
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import DatedVersion
from privacyportal.policies import effects, forms, services
from privacyportal.policies.models import CategoryVersion, PurposeVersion
from privacyportal.policies.services import categories, purposes
from privacyportal.search.boxes import FoldedAdmin


def name_of(version: PurposeVersion | CategoryVersion) -> str:
    """Return what a version of a purpose or a category is called."""
    return version.name


class VersionAdmin[V: (PurposeVersion, CategoryVersion)](FoldedAdmin):
    """Versions: drafted on a form, published by a button, never edited."""

    list_filter = ("stage",)
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("code", "-valid_from")

    @display(description=_("state"))
    def stage_today(self, version: DatedVersion) -> str:
        """Return where it stands today."""
        return version.stage_text(tokyo_day(timezone.now()))

    @display(description=_("name"))
    def title(self, version: V) -> str:
        """Return the name in the active language."""
        return version.name

    @display(description=_("valid from"), ordering="valid_from")
    def first_day(self, version: DatedVersion) -> str:
        """Return its first day."""
        return table_day(version.valid_from)

    def get_header(self, request: HttpRequest, obj: V) -> dict[str, object]:
        """Return code, name and where it stands."""
        state = {"label": self.stage_today(obj), "tone": "waiting" if obj.is_draft else "done"}
        return {"number": obj.code, "title": obj.name, "state": state, "facts": []}

    def effect(self, version: V) -> str:
        """Return what publishing it would change."""
        raise NotImplementedError

    def get_panels(self, request: HttpRequest, obj: V) -> list[Panel]:
        """Return what it would change, or what was shown to whoever published it; and all versions of the code."""
        rows = self.get_queryset(request).filter(code=obj.code).order_by("-valid_from", "-pk")
        effect = self.effect(obj) if obj.is_draft else obj.impact
        return [
            Panel("effect", _("Effect"), "policies/effect.html", {"effect": effect}),
            versions_panel(list(rows), f"admin:policies_{self.opts.model_name}_change", name_of),
        ]


@admin.register(PurposeVersion)
class PurposeVersionAdmin(VersionAdmin[PurposeVersion]):
    """Versions of purposes of use."""

    form = forms.NewPurposeForm
    add_permission = "policies.change_purposeofuse"
    list_display = ("code", "title", "stage_today", "first_day", "is_end", "drafted_by", "published_by")
    list_select_related = ("drafted_by", "published_by")
    object_actions = (
        publishing_button(services.publish_purpose, forms.PublishPurposeForm, purposes.AUTHORSHIP),
        correcting_button(services.correct_purpose, forms.PurposeCorrectForm),
        withdrawing_button(services.withdraw_purpose),
    )
    add_fields: ClassVar = forms.NewPurposeForm.Meta.fields
    fields = (
        "code", "kind", "clause", "name_ja", "name_en", "announcement", "is_end", "valid_from", "valid_to",
        "change_reason", "drafted_by", "drafted_at", "published_by", "published_at",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: PurposeVersion | None = None) -> Sequence[str]:
        """Ask for a new purpose, or show a version."""
        return self.fields if obj else self.add_fields

    def create(self, request: HttpRequest, form: ModelForm) -> PurposeVersion:
        """Draft a new purpose."""
        return services.draft_new_purpose(**form.cleaned_data, by=actor(request), at=timezone.now())

    def effect(self, version: PurposeVersion) -> str:
        """Return what publishing it would change."""
        return effects.of_purpose(version)


@admin.register(CategoryVersion)
class CategoryVersionAdmin(VersionAdmin[CategoryVersion]):
    """Versions of data categories."""

    form = forms.NewCategoryForm
    add_permission = "policies.change_datacategory"
    list_display = ("code", "title", "sensitivity", "stage_today", "first_day", "drafted_by", "published_by")
    list_select_related = ("drafted_by", "published_by")
    object_actions = (
        publishing_button(services.publish_category, forms.PublishCategoryForm, categories.AUTHORSHIP),
        correcting_button(services.correct_category, forms.CategoryCorrectForm),
        withdrawing_button(services.withdraw_category),
    )
    add_fields: ClassVar = forms.NewCategoryForm.Meta.fields
    fields = (
        "code", "sensitivity", "law_sensitivity", "name_ja", "name_en", "valid_from", "valid_to",
        "change_reason", "drafted_by", "drafted_at", "published_by", "published_at",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: CategoryVersion | None = None) -> Sequence[str]:
        """Ask for a new category, or show a version."""
        return self.fields if obj else self.add_fields

    def create(self, request: HttpRequest, form: ModelForm) -> CategoryVersion:
        """Draft a new category."""
        return services.draft_new_category(**form.cleaned_data, by=actor(request), at=timezone.now())

    def effect(self, version: CategoryVersion) -> str:
        """Return what publishing it would change."""
        return effects.of_category(version)
