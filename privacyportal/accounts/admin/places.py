"""How are departments and desks looked after?"""

from typing import ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import services
from privacyportal.accounts.admin.history import story
from privacyportal.accounts.forms import DepartmentForm, DeskForm
from privacyportal.accounts.models import Department, Desk
from privacyportal.backoffice.admin import actor
from privacyportal.backoffice.panels import Panel
from privacyportal.search.boxes import FoldedAdmin


@admin.register(Department)
class DepartmentAdmin(FoldedAdmin):
    """The firm's departments and their heads."""

    form = DepartmentForm
    add_permission = "accounts.change_department"
    change_permission = "accounts.change_department"
    list_display = ("code", "name", "name_en", "head")
    list_select_related: ClassVar = ("head",)
    search_fields = ("code", "name", "name_en")
    ordering = ("code",)
    fieldsets = ((None, {"fields": (("code", "head"), ("name", "name_en"))}),)

    def create(self, request: HttpRequest, form: ModelForm) -> Department:
        """Set up the department."""
        return services.create_department(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Department, form: ModelForm) -> Department:
        """Change the department."""
        return services.change_department(
            department=obj, changes=form.cleaned_data, by=actor(request), at=timezone.now()
        )

    def get_header(self, request: HttpRequest, obj: Department) -> dict[str, object]:
        """Return code and name."""
        return {"number": obj.code, "title": str(obj), "state": None, "facts": []}

    def get_panels(self, request: HttpRequest, obj: Department) -> list[Panel]:
        """Return what was changed."""
        return [story(obj)]


@admin.register(Desk)
class DeskAdmin(FoldedAdmin):
    """Desks that answer, ours and others'."""

    form = DeskForm
    add_permission = "accounts.change_desk"
    change_permission = "accounts.change_desk"
    list_display = ("code", "name", "kind", "telephone", "hours", "calendar", "department", "is_active")
    list_filter = ("kind", "is_active", "department")
    list_select_related: ClassVar = ("calendar", "department")
    search_fields = ("code", "name", "name_en", "telephone")
    ordering = ("kind", "code")
    fieldsets = (
        (None, {"fields": (("code", "kind"), ("name", "name_en"), ("telephone", "hours"), ("calendar", "department"))}),
        (_("Members"), {"fields": ("members", "url", "is_active")}),
    )

    def create(self, request: HttpRequest, form: ModelForm) -> Desk:
        """Set up the desk."""
        return services.create_desk(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Desk, form: ModelForm) -> Desk:
        """Change the desk."""
        return services.change_desk(desk=obj, changes=form.cleaned_data, by=actor(request), at=timezone.now())

    def get_header(self, request: HttpRequest, obj: Desk) -> dict[str, object]:
        """Return code, name and telephone."""
        facts = [(_("Telephone"), obj.telephone), (_("hours"), obj.hours), (_("Business calendar"), obj.calendar)]
        return {"number": obj.code, "title": str(obj), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: Desk) -> list[Panel]:
        """Return what was changed."""
        return [story(obj)]
