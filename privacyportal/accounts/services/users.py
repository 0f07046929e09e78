"""How does a person come, change, go, and which rights do they hold?"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from privacyportal.accounts import followups, guards
from privacyportal.accounts import roles as table
from privacyportal.accounts.models import Department, User
from privacyportal.audit import trail
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if

EDITABLE = (
    "username",
    "last_name",
    "first_name",
    "email",
    "department",
    "manager",
    "deputy",
    "absent_from",
    "absent_until",
    "language",
)
# What the trail may hold the values of: places and days, never names or addresses.
TOLD = ("department", "manager", "deputy", "absent_from", "absent_until", "language")


@deed
def create_user(
    *,
    username: str,
    last_name: str,
    first_name: str,
    by: User | None,
    at: datetime,
    email: str = "",
    department: Department | None = None,
    manager: User | None = None,
    deputy: User | None = None,
    language: str = "ja",
    roles: Collection[str] = (),
    password: str | None = None,
) -> User:
    """Register a member of staff with roles from the table; without a password nobody can sign in yet.

    :raises Refused: for a sign-in name in use or a role that is not in the table.
    """
    taken = User.objects.filter(username__iexact=username).exists()
    refuse_if([guards.name_free(taken=taken), guards.known_roles(roles)])
    user = User.objects.create_user(
        username=username,
        email=email,
        password=password,
        last_name=last_name,
        first_name=first_name,
        department=department,
        manager=manager,
        deputy=deputy,
        language=language,
        is_staff=True,
        date_joined=at,
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    changes = {"roles": sorted(roles), **{name: _told(getattr(user, name)) for name in TOLD}}
    trail.record(action="accounts.user_created", obj=user, by=by, at=at, changes=changes)
    followups.staff_changed(person=user, by=by, at=at)
    return user


@deed
def change_user(
    *, user: User, changes: dict[str, Any], by: User | None, at: datetime, roles: Collection[str] | None = None
) -> User:
    """Change details, place, absence and roles of an account; `roles` None leaves them as they are.

    :raises Refused: for one's own account (but for absence, deputy and language), and for roles not in the table.
    """
    stored = User.objects.select_for_update().get(pk=user.pk)
    values = {name: changes[name] for name in EDITABLE if name in changes}
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    held = set(stored.groups.values_list("name", flat=True))
    wanted = held if roles is None else set(roles)
    names = [*changed, *(["roles"] if wanted != held else [])]
    if not names:
        return stored
    namesakes = User.objects.filter(username__iexact=changed.get("username", "")).exclude(pk=user.pk)
    refuse_if(
        [
            guards.own_account(stored, by, names),
            guards.superuser(stored, by),
            guards.known_roles(wanted),
            guards.not_themselves(stored, changed.get("manager"), changed.get("deputy")),
            guards.name_free(taken=namesakes.exists()),
        ],
        obj=stored,
    )
    before = {name: _told(getattr(stored, name)) for name in changed if name in TOLD}
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(changed) or None)
    _record_change(stored, changed, before, by, at)
    _assign(stored, held, wanted, by, at)
    if "deputy" in changed:
        followups.deputy_changed(person=stored, by=by, at=at)
    if "department" in changed:
        followups.staff_changed(person=stored, by=by, at=at)
    return stored


def _record_change(user: User, changed: dict[str, Any], before: dict[str, Any], by: User | None, at: datetime) -> None:
    if not changed:
        return
    told: dict[str, Any] = {name: [before[name], _told(value)] for name, value in changed.items() if name in TOLD}
    silent = sorted(name for name in changed if name not in TOLD)
    if silent:
        told["fields"] = silent
    trail.record(action="accounts.user_changed", obj=user, by=by, at=at, changes=told)


def _assign(user: User, held: set[str], wanted: set[str], by: User | None, at: datetime) -> None:
    if wanted == held:
        return
    user.groups.set(Group.objects.filter(name__in=wanted))
    changes = {"rights_granted": sorted(wanted - held), "rights_withdrawn": sorted(held - wanted)}
    trail.record(action="accounts.roles_changed", obj=user, by=by, at=at, changes=changes)


def _told(value: Any) -> Any:
    """Return a value as the trail keeps it: a person by sign-in name, a department by code."""
    if isinstance(value, User):
        return value.username
    return value.code if isinstance(value, Department) else value


@deed
def deactivate_user(*, user: User, reason: str, by: User | None, at: datetime) -> User:
    """Close an account: nobody signs in with it any more; what it did stays under its name.

    :raises Refused: for one's own account.
    :raises Conflict: when it is closed already.
    """
    refuse_if([guards.own_account(user, by, ["is_active"]), guards.superuser(user, by)], obj=user)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise Conflict(_("The account is closed already."))
    trail.record(action="accounts.user_deactivated", obj=user, by=by, at=at, reason=reason)
    user.refresh_from_db()
    followups.staff_changed(person=user, by=by, at=at)
    return user


@deed
def reactivate_user(*, user: User, reason: str, by: User | None, at: datetime) -> User:
    """Open a closed account again.

    :raises Refused: for one's own account.
    :raises Conflict: when it is open already.
    """
    refuse_if([guards.own_account(user, by, ["is_active"]), guards.superuser(user, by)], obj=user)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Conflict(_("The account is open already."))
    trail.record(action="accounts.user_reactivated", obj=user, by=by, at=at, reason=reason)
    user.refresh_from_db()
    followups.staff_changed(person=user, by=by, at=at)
    return user


@deed
def set_password(*, user: User, password: str, by: User | None, at: datetime) -> User:
    """Set a password: by the person, or by an administrator who hands it over; sessions elsewhere end.

    :raises Refused: when somebody inside the roles sets it for an account outside them.
    """
    refuse_if([guards.superuser(user, by)], obj=user)
    user.set_password(password)
    user.save(update_fields=["password"])
    trail.record(action="accounts.password_set", obj=user, by=by, at=at)
    return user


@deed
def choose_language(*, user: User, language: str, by: User | None, at: datetime) -> User:
    """Keep in which language the person reads the portal and its mail."""
    if user.language == language:
        return user
    changes = {"language": [user.language, language]}
    user.language = language
    user.save(update_fields=["language"])
    trail.record(action="accounts.language_changed", obj=user, by=by, at=at, changes=changes)
    return user


@deed
def sync_roles(*, by: User | None, at: datetime) -> dict[str, int]:
    """Write the table of roles into groups; return how many rights each role holds. The trail keeps a difference.

    :raises LookupError: when the table names a permission that does not exist.
    """
    before = _granted()
    held = table.sync()
    after = _granted()
    changes = {}
    for role in {*before, *after}:
        had, has = before.get(role, set()), after.get(role, set())
        if had != has:
            changes[role] = {"granted": sorted(has - had), "withdrawn": sorted(had - has)}
    if changes:
        told = {"roles": sorted(changes), "rights": changes}
        trail.record(action="accounts.roles_synced", by=by, at=at, changes=told)
    return held


def _granted() -> dict[str, set[str]]:
    rows = Group.objects.values_list("name", "permissions__content_type__app_label", "permissions__codename")
    granted: dict[str, set[str]] = {}
    for role, app, codename in rows:
        granted.setdefault(role, set()).update([f"{app}.{codename}"] if codename else [])
    return granted
