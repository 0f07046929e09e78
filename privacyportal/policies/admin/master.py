"""How does staff keep purposes of use, data categories and consent wordings?"""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.admin import PortalModelAdmin, actor
from privacyportal.policies import services
from privacyportal.policies.forms import ConsentWordingForm
from privacyportal.policies.models import ConsentWording, DataCategory, PurposeOfUse


@admin.register(PurposeOfUse)
class PurposeOfUseAdmin(PortalModelAdmin):
    """The published purposes and the two affairs for individual numbers."""

    add_permission = "policies.change_purposeofuse"
    change_permission = "policies.change_purposeofuse"
    list_display = ("code", "title", "kind", "clause", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("kind", "code")
    fields = ("code", "kind", "clause", "name_ja", "name_en", "valid_from", "valid_to")

    @display(description=_("purpose of use"))
    def title(self, purpose: PurposeOfUse) -> str:
        """Return the name in the active language."""
        return purpose.name

    def get_readonly_fields(self, request: HttpRequest, obj: PurposeOfUse | None = None) -> Any:
        """Keep the code and kind of a purpose as they are: consents and records speak of them."""
        return () if obj is None else ("code", "kind")

    def create(self, request: HttpRequest, data: dict[str, Any], form: ModelForm) -> PurposeOfUse:
        """Add a purpose."""
        return services.save_purpose(purpose=None, values=data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, data: dict[str, Any], form: ModelForm) -> PurposeOfUse:
        """Change a purpose."""
        return services.save_purpose(purpose=obj, values=data, by=actor(request), at=timezone.now())


@admin.register(DataCategory)
class DataCategoryAdmin(PortalModelAdmin):
    """The kinds of personal data and how sensitive they are."""

    add_permission = "policies.change_datacategory"
    change_permission = "policies.change_datacategory"
    list_display = ("code", "title", "sensitivity")
    list_filter = ("sensitivity",)
    search_fields = ("code", "name_ja", "name_en")
    ordering = ("code",)
    fields = ("code", "sensitivity", "name_ja", "name_en")

    @display(description=_("data category"))
    def title(self, category: DataCategory) -> str:
        """Return the name in the active language."""
        return category.name

    def get_readonly_fields(self, request: HttpRequest, obj: DataCategory | None = None) -> Any:
        """Keep the code of a category as it is."""
        return () if obj is None else ("code",)

    def create(self, request: HttpRequest, data: dict[str, Any], form: ModelForm) -> DataCategory:
        """Add a category."""
        return services.save_category(category=None, values=data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, data: dict[str, Any], form: ModelForm) -> DataCategory:
        """Change a category."""
        return services.save_category(category=obj, values=data, by=actor(request), at=timezone.now())


@admin.register(ConsentWording)
class ConsentWordingAdmin(PortalModelAdmin):
    """The words that people are shown; a changed wording is a new version once somebody has decided on it."""

    form = ConsentWordingForm
    add_permission = "policies.change_consentwording"
    change_permission = "policies.change_consentwording"
    list_display = ("code", "version", "scope", "purpose", "recipient", "valid_from", "valid_to")
    list_filter = ("scope", "purpose")
    list_select_related = ("purpose",)
    search_fields = ("code", "text_ja", "text_en", "recipient")
    ordering = ("code", "-version")
    fieldsets = (
        (None, {"fields": ("code", "version", "scope", "purpose", "recipient", "categories")}),
        (_("Wording"), {"fields": ("text_ja", "text_en", "foreign_information")}),
        (_("Validity"), {"fields": ("valid_from", "valid_to")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentWording | None = None) -> Any:
        """Number versions by the portal; leave nothing but the end of a wording that was shown to be changed."""
        if obj is None:
            return ("version",)
        if obj.is_used:
            return tuple(name for name in ("version", *ConsentWordingForm.Meta.fields) if name != "valid_to")
        return ("version", "code")

    def create(self, request: HttpRequest, data: dict[str, Any], form: ModelForm) -> ConsentWording:
        """Add a wording or the next version of one."""
        return services.add_wording(values=data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, data: dict[str, Any], form: ModelForm) -> ConsentWording:
        """Change a wording that nobody was shown, or end one."""
        return services.change_wording(wording=obj, values=data, by=actor(request), at=timezone.now())

    def get_header(self, request: HttpRequest, obj: ConsentWording) -> dict[str, Any]:
        """Return the wording's code, and whether it can still be changed."""
        state = {"label": _("already shown to people"), "tone": "done"} if obj.is_used else None
        return {"number": str(obj), "title": obj.text[:80], "state": state, "facts": []}
