"""How does an administrator look after accounts?"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from privacyportal.accounts import roles as table
from privacyportal.accounts import services
from privacyportal.accounts.admin.history import story
from privacyportal.accounts.forms import NewUserForm, PasswordForm, UserForm
from privacyportal.accounts.models import User
from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.admin import PortalModelAdmin, signed_in
from privacyportal.backoffice.dates import table_day, table_instant
from privacyportal.backoffice.panels import Panel

CHANGE = "accounts.change_user"


def deactivate(*, obj: User, reason: str, by: Any, at: Any) -> User:
    """Close an account."""
    return services.deactivate_user(user=obj, reason=reason, by=by, at=at)


def reactivate(*, obj: User, reason: str, by: Any, at: Any) -> User:
    """Open an account again."""
    return services.reactivate_user(user=obj, reason=reason, by=by, at=at)


def set_password(*, obj: User, password: str, by: Any, at: Any) -> User:
    """Set a password for somebody else."""
    return services.set_password(user=obj, password=password, by=by, at=at)


def is_other(obj: User, user: Any) -> bool:
    """Return whether it is somebody else's account, and one inside the roles."""
    return obj.pk != user.pk and (not obj.is_superuser or user.is_superuser)


class RoleFilter(admin.SimpleListFilter):
    """Who holds a role."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the roles of the table."""
        return [(role.code, role.label) for role in table.ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the holders of the chosen role."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(PortalModelAdmin):
    """Members of staff and their rights."""

    form = UserForm
    add_permission = "accounts.add_user"
    change_permission = CHANGE
    list_display = ("username", "full_name", "department", "role_names", "manager", "deputy", "absence", "state")
    list_filter = ("is_active", RoleFilter, "department")
    list_select_related: ClassVar = ("department", "manager", "deputy")
    search_fields = ("username", "last_name", "first_name", "email")
    search_help_text = gettext_lazy("Sign-in name, name or email")
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": (("username", "email"), ("last_name", "first_name"), ("department", "language"))}),
        (gettext_lazy("Supervision and absence"), {"fields": (("manager", "deputy"), ("absent_from", "absent_until"))}),
        (gettext_lazy("Roles"), {"fields": ("roles",)}),
    )
    object_actions = (
        ObjectAction(
            name="password",
            label=gettext_lazy("Set password"),
            run=set_password,
            permission=CHANGE,
            available=is_other,
            form=PasswordForm,
        ),
        ObjectAction(
            name="deactivate",
            label=gettext_lazy("Close account"),
            run=deactivate,
            permission=CHANGE,
            available=lambda obj, user: obj.is_active and is_other(obj, user),
            form=ReasonForm,
            tone="danger",
        ),
        ObjectAction(
            name="reactivate",
            label=gettext_lazy("Open account again"),
            run=reactivate,
            permission=CHANGE,
            available=lambda obj, user: not obj.is_active and is_other(obj, user),
            form=ReasonForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the visible accounts with their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; a new account has a first password."""
        if obj is None:
            kwargs["form"] = NewUserForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; those who only read see the roles in words, a new account asks for a password."""
        shown = list(self.fieldsets)
        if obj is None:
            return [*shown, (gettext_lazy("Sign-in"), {"fields": ("password",)})]
        if not self.has_change_permission(request, obj):
            shown[-1] = (gettext_lazy("Roles"), {"fields": ("role_names",)})
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the roles in words to those who only read, and to the holder of the account."""
        return ("role_names",)

    def create(self, request: HttpRequest, data: dict[str, Any], form: ModelForm) -> User:
        """Register the account."""
        fields = {name: value for name, value in data.items() if name not in ("absent_from", "absent_until")}
        return services.create_user(**fields, by=signed_in(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: Any, data: dict[str, Any], form: ModelForm) -> User:
        """Change the account."""
        changes = {name: data[name] for name in form.changed_data}
        roles = changes.pop("roles", None)
        return services.change_user(user=obj, changes=changes, roles=roles, by=signed_in(request), at=timezone.now())

    @admin.display(description=pgettext_lazy("person", "name"), ordering="last_name")
    def full_name(self, obj: User) -> str:
        """Return family name, then given name."""
        return obj.get_full_name()

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, obj: User) -> str:
        """Return the roles in words."""
        return pgettext("list", ", ").join(table.label_of(group.name) for group in obj.groups.all())

    @admin.display(description=gettext_lazy("absent"), ordering="absent_from")
    def absence(self, obj: User) -> str:
        """Return first and last day of absence."""
        if obj.absent_from is None:
            return ""
        return f"{table_day(obj.absent_from)} – {table_day(obj.absent_until)}"

    @admin.display(description=gettext_lazy("state"), ordering="is_active")
    def state(self, obj: User) -> SafeString:
        """Return whether the account is open, as word and colour."""
        return format_html('<span class="portal-badge portal-tone-{}">{}</span>', *_state(obj))

    def get_header(self, request: HttpRequest, obj: User) -> dict[str, Any]:
        """Return sign-in name, name, roles and last sign-in."""
        tone, label = _state(obj)
        facts = [
            (_("Roles"), self.role_names(obj)),
            (_("Department"), obj.department),
            (_("Last sign-in"), table_instant(obj.last_login)),
        ]
        state = {"label": label, "tone": tone}
        return {"number": obj.username, "title": obj.get_full_name(), "state": state, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: User) -> list[Panel]:
        """Return what was done to the account, to those who may look after accounts or read the trail."""
        user: Any = request.user
        return [story(obj)] if user.has_perm(CHANGE) or user.has_perm("audit.view_auditentry") else []


def _state(obj: User) -> tuple[str, str]:
    return ("done", _("open account")) if obj.is_active else ("ended", _("closed account"))
