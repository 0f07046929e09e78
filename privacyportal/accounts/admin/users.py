"""How does an administrator look after accounts?"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from privacyportal.accounts import charging, guards, services
from privacyportal.accounts import roles as table
from privacyportal.accounts.admin.charges import in_charge
from privacyportal.accounts.admin.history import story, waits_for_link
from privacyportal.accounts.admin.requests import decides, pending_of, waiting_for
from privacyportal.accounts.admin.sessions import signed_in_at
from privacyportal.accounts.forms import NewUserForm, ProviderLinkForm, UserForm
from privacyportal.accounts.leaving_forms import HandoverForm
from privacyportal.accounts.models import User
from privacyportal.accounts.provider import documents
from privacyportal.accounts.services import factors
from privacyportal.accounts.services.sessions import open_of
from privacyportal.accounts.services.throttling import Kind, held_until
from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.admin import Button, actor
from privacyportal.backoffice.buttons import raised
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.dates import table_day, table_instant
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn
from privacyportal.search.boxes import FoldedAdmin

CHANGE = "accounts.change_user"


def is_other(obj: User, user: User) -> bool:
    """Return whether it is somebody else's account, and one inside the roles."""
    return obj.pk != user.pk and (not obj.is_superuser or user.is_superuser)


def is_held(obj: User) -> bool:
    """Return whether attempts to sign in under the account's name are turned away at the moment."""
    kinds = (Kind.NAME, Kind.CODE)
    return any(held_until(name=obj.username, address="", at=timezone.now(), kind=kind) for kind in kinds)


def has_charges(obj: User) -> bool:
    """Return whether the person is in charge of something that can change hands."""
    return any(not charge.goes_on for charge, _records in charging.held_by(obj))


class RoleFilter(admin.SimpleListFilter):
    """Who holds a role."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """Return the roles of the table."""
        return [(role.code, str(role.label)) for role in table.ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Return the holders of the chosen role."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(FoldedAdmin):
    """Members of staff and their rights."""

    form = UserForm
    add_permission = "accounts.add_user"
    change_permission = CHANGE
    list_display = ("username", "full_name", "department", "role_names", "manager", "deputy", "absence", "state")
    list_filter = ("is_active", RoleFilter, "department")
    list_select_related: ClassVar = ("department", "manager", "deputy")
    search_fields = ("username", "last_name", "first_name", "email", "staff_number")
    search_help_text = gettext_lazy("Sign-in name, name or email")
    ordering = ("username",)
    fieldsets: ClassVar[Sequence[tuple[Text | None, Mapping[str, object]]]] = (
        (
            None,
            {
                "fields": (
                    ("username", "staff_number"),
                    ("last_name", "first_name"),
                    ("email", "language"),
                    ("department",),
                )
            },
        ),
        (gettext_lazy("Supervision and absence"), {"fields": (("manager", "deputy"), ("absent_from", "absent_until"))}),
        (gettext_lazy("Roles"), {"fields": ("roles",)}),
    )
    asks_again = True
    object_actions = (
        ObjectAction(
            name="invite",
            label=gettext_lazy("Send a link to choose a password"),
            deed=services.invite,
            available=lambda obj, user: obj.is_active and is_other(obj, user),
            obstacles=lambda obj, by: [guards.has_mail(mail=obj.email)],
            help_text=gettext_lazy("It goes to the person's own mail address, works once, and holds for two days."),
            done=gettext_lazy("The link is on its way."),
        ),
        ObjectAction(
            name="release",
            label=gettext_lazy("Let the person try to sign in again"),
            deed=services.release_sign_in,
            available=lambda obj, user: is_other(obj, user) and is_held(obj),
            form=ReasonForm,
        ),
        ObjectAction(
            name="reset_keys",
            label=gettext_lazy("Ask to remove all keys to sign in"),
            deed=services.ask_key_reset,
            available=lambda obj, user: obj.is_active and is_other(obj, user) and factors.is_resettable(obj),
            form=ReasonForm,
            help_text=gettext_lazy("For somebody who has lost them all. It counts when a second person has agreed."),
        ),
        ObjectAction(
            name="end_sessions",
            label=gettext_lazy("End all sessions"),
            deed=services.end_sessions,
            available=lambda obj, user: is_other(obj, user) and bool(open_of(obj, at=timezone.now())),
            form=ReasonForm,
            help_text=gettext_lazy(
                "The calendar subscription and links to choose a password end as well. The person is told by mail."
            ),
        ),
        ObjectAction(
            name="provider_link",
            label=gettext_lazy("Ask to link with the provider"),
            deed=services.ask_provider_link,
            available=lambda obj, user: documents.is_on() and obj.is_active and is_other(obj, user),
            form=ProviderLinkForm,
            help_text=gettext_lazy(
                "Only issuer and subject say who somebody is. It counts when a second person has agreed."
            ),
        ),
        ObjectAction(
            name="hand_over",
            label=gettext_lazy("Hand over"),
            deed=services.hand_over,
            available=lambda obj, user: is_other(obj, user) and has_charges(obj),
            form=HandoverForm,
            help_text=gettext_lazy("What the person is in charge of goes to those whom you choose; the rest stays."),
        ),
        ObjectAction(
            name="deactivate",
            label=gettext_lazy("Close account"),
            deed=services.deactivate_user,
            available=lambda obj, user: obj.is_active and is_other(obj, user),
            form=HandoverForm,
            tone="danger",
            help_text=gettext_lazy(
                "Nobody signs in with it any more. What the person is in charge of goes to those whom you choose."
            ),
        ),
        ObjectAction(
            name="reactivate",
            label=gettext_lazy("Open account again"),
            deed=services.reactivate_user,
            available=lambda obj, user: not obj.is_active and is_other(obj, user),
            form=ReasonForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the visible accounts with their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        """Return the form; a new account has a first password."""
        if obj is None:
            kwargs["form"] = NewUserForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(
        self, request: HttpRequest, obj: User | None = None
    ) -> Sequence[tuple[Text | None, Mapping[str, object]]]:
        """Return the fields; those who only read see the roles in words."""
        shown = list(self.fieldsets)
        if obj is not None:
            changes = self.has_change_permission(request, obj)
            shown[-1] = (gettext_lazy("Roles"), {"fields": ("roles", "successor") if changes else ("role_names",)})
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Sequence[str]:
        """Show the roles in words to those who only read, and to the holder of the account."""
        return ("role_names",)

    def create(self, request: HttpRequest, form: ModelForm) -> User:
        """Register the account."""
        if form.cleaned_data["roles"]:
            insist(request)
        fields = {
            name: value for name, value in form.cleaned_data.items() if name not in ("absent_from", "absent_until")
        }
        return services.create_user(**fields, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: User, form: ModelForm) -> User:
        """Change the account."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        roles = changes.pop("roles", None)
        successors = services.Successors(changes.pop("successor", None))
        if roles is not None:
            insist(request)
        given = {"changes": changes, "roles": roles, "successors": successors}
        return services.change_user(user=obj, **given, by=actor(request), at=timezone.now())

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

    def get_header(self, request: HttpRequest, obj: User) -> dict[str, object]:
        """Return sign-in name, name, roles and last sign-in."""
        tone, label = _state(obj)
        facts = [
            (_("Roles"), self.role_names(obj)),
            (_("Department"), obj.department),
            (_("Last sign-in"), table_instant(obj.last_login)),
            (_("Awaiting a second person"), waiting_for(obj)),
        ]
        state = {"label": label, "tone": tone}
        return {"number": obj.username, "title": obj.get_full_name(), "state": state, "facts": facts}

    def get_turn(self, request: HttpRequest, obj: User) -> Turn | None:
        """Return who agrees to what was asked for the account, while that waits."""
        waiting = pending_of(obj)
        return None if waiting is None else decides(waiting)

    def buttons_for(self, request: HttpRequest, obj: User) -> Sequence[Button]:
        """Return the buttons; the link to choose a password comes first for whoever has never had one."""
        buttons = super().buttons_for(request, obj)
        return raised(buttons, "invite") if waits_for_link(obj) else buttons

    def get_panels(self, request: HttpRequest, obj: User) -> list[Panel]:
        """Return what was done to the account, to those who look after accounts or read the trail.

        Where the person is signed in only the first of these see.
        """
        user = request.user
        may_read = user.has_perm(CHANGE) or user.has_perm("audit.view_auditentry")
        shown = [in_charge(obj), story(obj)] if may_read else []
        return [*shown, signed_in_at(obj)] if user.has_perm(CHANGE) else shown


def _state(obj: User) -> tuple[str, str]:
    return ("done", _("open account")) if obj.is_active else ("ended", _("closed account"))
