"""How does staff keep purposes of use, data categories and consent wordings?"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin, actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.drafts import publishing_button, versions_panel, withdrawing_button
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import no_draft_yet
from privacyportal.backoffice.querysets import Viewer
from privacyportal.policies import effects, forms, services
from privacyportal.policies.admin.versions import name_of
from privacyportal.policies.models import (
    CategoryVersion,
    ConsentWording,
    DataCategory,
    PurposeOfUse,
    PurposeVersion,
)
from privacyportal.policies.services import wordings
from privacyportal.search.boxes import FoldedAdmin


@admin.register(PurposeOfUse)
class PurposeOfUseAdmin(FoldedAdmin, ReadOnlyModelAdmin):
    """The published purposes and the two affairs for individual numbers; they change by versions."""

    list_display = ("code", "title", "kind", "clause", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("kind", "code")
    fields = ("code", "kind", "clause", "name_ja", "name_en", "valid_from", "valid_to")
    object_actions = (
        ObjectAction(
            name="draft",
            label=_("Draft a change"),
            deed=services.draft_purpose,
            obstacles=lambda purpose, by: [no_draft_yet(PurposeVersion.objects.filter(code=purpose.code))],
            form=forms.PurposeDraftForm,
            tone="primary",
            help_text=_("Only what is reasonably related to the purpose as it is (Article 17(2))."),
        ),
    )

    @display(description=_("purpose of use"))
    def title(self, purpose: PurposeOfUse) -> str:
        """Return the name in the active language."""
        return purpose.name

    def get_panels(self, request: HttpRequest, obj: PurposeOfUse) -> list[Panel]:
        """Return all versions, and what rests on the purpose."""
        rows = PurposeVersion.objects.visible_to(request.user).filter(code=obj.code).order_by("-valid_from", "-pk")
        resting = "\n".join(effects.resting(tokyo_day(timezone.now()), purpose=obj))
        return [
            versions_panel(list(rows), "admin:policies_purposeversion_change", name_of),
            Panel("effect", _("What rests on it"), "policies/effect.html", {"effect": resting}),
        ]


@admin.register(DataCategory)
class DataCategoryAdmin(FoldedAdmin, ReadOnlyModelAdmin):
    """The kinds of personal data and how sensitive they are; they change by versions."""

    list_display = ("code", "title", "sensitivity")
    list_filter = ("sensitivity",)
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("code",)
    fields = ("code", "sensitivity", "name_ja", "name_en")
    object_actions = (
        ObjectAction(
            name="draft",
            label=_("Draft a change"),
            deed=services.draft_category,
            obstacles=lambda category, by: [no_draft_yet(CategoryVersion.objects.filter(code=category.code))],
            form=forms.CategoryDraftForm,
            tone="primary",
        ),
    )

    @display(description=_("data category"))
    def title(self, category: DataCategory) -> str:
        """Return the name in the active language."""
        return category.name

    def get_panels(self, request: HttpRequest, obj: DataCategory) -> list[Panel]:
        """Return all versions, and what rests on the category."""
        rows = CategoryVersion.objects.visible_to(request.user).filter(code=obj.code).order_by("-valid_from", "-pk")
        resting = "\n".join(effects.resting(tokyo_day(timezone.now()), category=obj))
        return [
            versions_panel(list(rows), "admin:policies_categoryversion_change", name_of),
            Panel("effect", _("What rests on it"), "policies/effect.html", {"effect": resting}),
        ]


def can_end(wording: ConsentWording, user: Viewer) -> bool:
    """Return whether it is the newest published version of a wording that is shown."""
    return wording.stage == "published" and wording.valid_to is None and not wording.is_end


@admin.register(ConsentWording)
class ConsentWordingAdmin(FoldedAdmin):
    """The words that people are shown: drafted on a form, published by a second person, then never changed."""

    form = forms.ConsentWordingForm
    add_permission = "policies.change_consentwording"
    change_permission = "policies.change_consentwording"
    list_display = ("code", "version", "scope", "purpose", "recipient", "stage_today", "valid_from", "valid_to")
    list_filter = ("scope", "purpose", "stage")
    list_select_related = ("purpose",)
    search_fields = ("code", "text_ja", "text_en", "recipient")
    ordering = ("code", "-version")
    readonly_fields = ("version",)
    object_actions = (
        publishing_button(services.publish_wording, forms.PublishWordingForm, wordings.AUTHORSHIP),
        ObjectAction(
            name="end",
            label=_("Draft its end"),
            deed=services.draft_end_of_wording,
            available=can_end,
            obstacles=lambda wording, by: [no_draft_yet(ConsentWording.objects.filter(code=wording.code))],
            form=forms.FirstDayForm,
        ),
        withdrawing_button(services.withdraw_wording),
    )
    fieldsets: ClassVar[Sequence[tuple[Text | None, Mapping[str, object]]]] = (
        (None, {"fields": ("code", "version", "scope", "purpose", "recipients", "recipient", "categories")}),
        (_("Wording"), {"fields": ("text_ja", "text_en", "foreign_information")}),
        (_("Validity"), {"fields": ("valid_from", "change_reason")}),
    )
    story: ClassVar = ("valid_to", "is_end", "drafted_by", "drafted_at", "published_by", "published_at")

    @display(description=_("state"))
    def stage_today(self, wording: ConsentWording) -> str:
        """Return where it stands today."""
        return wording.stage_text(tokyo_day(timezone.now()))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether it may be edited: drafts only; what was published is read."""
        return super().has_change_permission(request, obj) and not (
            isinstance(obj, ConsentWording) and not obj.is_draft
        )

    def get_fieldsets(
        self, request: HttpRequest, obj: ConsentWording | None = None
    ) -> Sequence[tuple[Text | None, Mapping[str, object]]]:
        """Return the form's fields, and of a stored version who drafted and published it."""
        return [*self.fieldsets, (_("Versions"), {"fields": self.story})] if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentWording | None = None) -> Sequence[str]:
        """Number versions by the portal; keep a draft's code."""
        return ("version",) if obj is None else ("version", "code", *self.story)

    def create(self, request: HttpRequest, form: ModelForm) -> ConsentWording:
        """Draft a wording or the next version of one."""
        return services.draft_wording(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: ConsentWording, form: ModelForm) -> ConsentWording:
        """Put right a draft."""
        return services.correct_wording(wording=obj, **form.cleaned_data, by=actor(request), at=timezone.now())

    def get_header(self, request: HttpRequest, obj: ConsentWording) -> dict[str, object]:
        """Return the wording's code, and where the version stands."""
        state = {"label": self.stage_today(obj), "tone": "waiting" if obj.is_draft else "done"}
        return {"number": str(obj), "title": obj.text[:80], "state": state, "facts": []}

    def get_panels(self, request: HttpRequest, obj: ConsentWording) -> list[Panel]:
        """Return what publishing would change, or what was shown then."""
        effect = effects.of_wording(obj) if obj.is_draft else obj.impact
        rows = self.get_queryset(request).filter(code=obj.code).order_by("-version")
        return [
            Panel("effect", _("Effect"), "policies/effect.html", {"effect": effect}),
            versions_panel(list(rows), "admin:policies_consentwording_change", lambda version: version.text),
        ]
