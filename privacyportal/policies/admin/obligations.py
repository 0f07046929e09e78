"""How does staff keep the obligations and map them onto a policy?"""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice import addresses
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import actor
from privacyportal.backoffice.turns import Turn
from privacyportal.policies import services
from privacyportal.policies.models import Obligation, ObligationMapping, PolicySection
from privacyportal.search.boxes import FoldedAdmin


@admin.register(Obligation)
class ObligationAdmin(FoldedAdmin):
    """What the policy obliges the firm to, in both languages."""

    change_permission = "policies.change_obligation"
    list_display = ("__str__", "default_section", "summary", "is_active")
    list_filter = ("is_active",)
    search_fields = ("key", "title_ja", "title_en", "description_ja", "description_en")
    ordering = ("default_section", "key")
    readonly_fields = ("key",)
    fieldsets = (
        (None, {"fields": ("key", "default_section", "keywords", "is_active")}),
        (
            _("Japanese"),
            {"fields": ("title_ja", "description_ja", "purposes_ja", "grounds_ja", "parties_ja", "desk_ja")},
        ),
        (
            _("English"),
            {"fields": ("title_en", "description_en", "purposes_en", "grounds_en", "parties_en", "desk_en")},
        ),
    )

    @display(description=_("description"))
    def summary(self, obligation: Obligation) -> str:
        """Return the description in the active language."""
        return obligation.description

    def change(self, request: HttpRequest, obj: Obligation, form: ModelForm) -> Obligation:
        """Change the words of an obligation."""
        return services.change_obligation(
            obligation=obj, values=form.cleaned_data, by=actor(request), at=timezone.now()
        )

    def get_header(self, request: HttpRequest, obj: Obligation) -> dict[str, object]:
        """Return the obligation's title."""
        return {"number": obj.key, "title": str(obj), "state": None, "facts": []}


@admin.register(ObligationMapping)
class ObligationMappingAdmin(FoldedAdmin):
    """Which section of which version holds an obligation."""

    add_permission = "policies.change_obligationmapping"
    change_permission = "policies.change_obligationmapping"
    list_display = ("obligation", "section", "version", "sentence", "confirmed_at")
    list_filter = ("version",)
    list_select_related = ("obligation", "section", "version", "confirmed_by")
    search_fields = ("obligation__title_ja", "obligation__title_en", "section__heading")
    ordering = ("-version__number", "obligation__default_section")
    asked: ClassVar = ("version", "obligation", "section")
    told: ClassVar = ("sentence", "confirmed_at", "confirmed_by")
    object_actions = (
        ObjectAction(
            name="confirm",
            label=_("Confirm the mapping"),
            deed=services.confirm_mapping,
            available=lambda mapping, user: mapping.confirmed_at is None,
            tone="primary",
            done=_("The mapping is confirmed."),
        ),
    )

    def get_fields(self, request: HttpRequest, obj: ObligationMapping | None = None) -> Sequence[str]:
        """Ask for a mapping, or show one with the sentence that it rests on."""
        return self.asked if obj is None else (*self.asked, *self.told)

    def get_readonly_fields(self, request: HttpRequest, obj: ObligationMapping | None = None) -> Sequence[str]:
        """Keep version and obligation of a mapping as they are; sentence and confirmation follow from deeds."""
        return () if obj is None else ("version", "obligation", *self.told)

    def get_turn(self, request: HttpRequest, obj: ObligationMapping) -> Turn | None:
        """Return what is to be done with a mapping that was only proposed."""
        is_open = obj.confirmed_at is None
        return Turn(text=_("Somebody compares the sentence with the obligation and confirms it.")) if is_open else None

    def after_action_url(self, action: ObjectAction[ObligationMapping], obj: ObligationMapping) -> str:
        """Lead back to the version's obligations: the next is waiting there."""
        return f"{reverse('admin:policies_policyversion_change', args=[obj.version_id])}#obligations"

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        """Offer the sections of the mapping's version, or of the version that a link names."""
        if db_field.name == "section":
            kwargs["queryset"] = self.sections(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def sections(self, request: HttpRequest) -> QuerySet[PolicySection]:
        """Return the sections to choose from."""
        sections = PolicySection.objects.visible_to(request.user)
        match = request.resolver_match
        object_id = match.kwargs.get("object_id") if match else None
        if object_id:
            return sections.filter(version__mappings__pk=object_id)
        version = addresses.key(request.GET.get("version", ""))
        return sections if version is None else sections.filter(version=version)

    def create(self, request: HttpRequest, form: ModelForm) -> ObligationMapping:
        """Map an obligation that no heading named."""
        return services.map_obligation(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: ObligationMapping, form: ModelForm) -> ObligationMapping:
        """Map an obligation to another section."""
        return services.map_obligation(
            version=obj.version,
            obligation=obj.obligation,
            section=form.cleaned_data["section"],
            by=actor(request),
            at=timezone.now(),
        )

    def get_header(self, request: HttpRequest, obj: ObligationMapping) -> dict[str, object]:
        """Return the version and the obligation."""
        return {"number": str(obj.version), "title": str(obj.obligation), "state": None, "facts": []}
