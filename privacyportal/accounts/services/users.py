"""How does a person come, change and go, and how do they sign in?"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import followups, guards, rights
from privacyportal.accounts import roles as table
from privacyportal.accounts.models import Department, User
from privacyportal.accounts.services import requests
from privacyportal.accounts.services.handing import NOBODY, Successors, keeping, refuse_closed
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor, ActorKind
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.rights import FOLLOWS, OWN
from privacyportal.backoffice.values import differing, values_of
from privacyportal.backoffice.writing import locked

EDITABLE = (
    "username",
    "last_name",
    "first_name",
    "email",
    "staff_number",
    "department",
    "manager",
    "deputy",
    "absent_from",
    "absent_until",
    "language",
)
# What the trail may hold the values of: places and days, never names or addresses.
TOLD = ("department", "manager", "deputy", "absent_from", "absent_until", "language")


@deed(right=rights.REGISTER, words=gettext_lazy("registration of a user"), by_portal=True)
def create_user(
    *,
    username: str,
    last_name: str,
    first_name: str,
    by: Actor,
    at: datetime,
    email: str = "",
    staff_number: str = "",
    department: Department | None = None,
    manager: User | None = None,
    deputy: User | None = None,
    language: str = "ja",
    roles: Collection[str] = (),
    password: str | None = None,
) -> User:
    """Register a member of staff. The roles asked for, from the table, count once a second person has agreed.

    Nobody can sign in yet: the person chooses a password by the link that `invite` sends. Only the server (`PORTAL`)
    sets a first password and gives roles at once: it begins an installation, where there is no second person.

    :raises Refused: for a sign-in name, mail address or staff number in use, a namesake not told apart, a role that is
        not in the table, or a supervisor or deputy who has left.
    """
    said = {"last_name": last_name, "first_name": first_name, "email": email, "staff_number": staff_number}
    is_taken = User.objects.filter(username__iexact=username).exists()
    refuse_if([guards.name_free(taken=is_taken), guards.known_roles(roles), *requests.taken(None, said)])
    over = {"manager": manager, "deputy": deputy}
    refuse_if(refuse_closed(over, username))
    user: User = User.objects.create_user(
        username,
        password=password if by.kind == ActorKind.PORTAL else None,
        is_staff=True,
        date_joined=at,
        department=department,
        language=language,
        **{**said, **over, "staff_number": staff_number or None},
    )
    _begin(user, roles, by, at)
    return user


def _begin(user: User, roles: Collection[str], by: Actor, at: datetime) -> None:
    """Note the account; give its roles where the server asks for them, else have a second person agree to them."""
    changes = {"roles": sorted(roles), **_told_of(user, TOLD)}
    trail.record(action="accounts.user_created", obj=user, by=by, at=at, changes=changes)
    if by.kind == ActorKind.PORTAL:
        user.groups.set(Group.objects.filter(name__in=roles))
    elif roles:
        requests.ask(user, changes={}, roles=roles, by=by, at=at)
    followups.staff_changed(person=user, by=by, at=at)


@deed(right=rights.CHANGE_OR_OWN, on="user", words=gettext_lazy("change of a user"), by_portal=True)
def change_user(
    *,
    user: User,
    changes: Mapping[str, object],
    by: Actor,
    at: datetime,
    roles: Collection[str] | None = None,
    reason: str = "",
    successors: Successors = NOBODY,
) -> User:
    """Change details, place, absence and roles of an account; `roles` None leaves them as they are.

    Roles are withdrawn at once; what the person is in charge of and can then no longer have goes to `successors`. Roles
    to be given, and, where the account has rights, another name, mail address or staff number wait for a second person.

    :raises Refused: for one's own account (but for absence, deputy and language), for roles not in the table, for a
        name, address or number that another account has, when something would be left without anybody in charge, and
        when nobody would hold a role that somebody must hold.
    """
    stored: User = User.objects.select_for_update().get(pk=user.pk)
    changed = differing(stored, _editable(changes))
    held = set(stored.groups.values_list("name", flat=True))
    wanted = held if roles is None else set(roles)
    if not changed and wanted == held:
        return stored
    refuse_if(_refusals(stored, changed, wanted, wanted != held, by), obj=stored)
    needs_second = by.kind != ActorKind.PORTAL
    waiting, given = _taken_out(changed) if needs_second and held else {}, wanted - held if needs_second else set()
    with keeping(stored, successors, moves=bool(held - wanted) or "department" in changed, reason=reason, by=by, at=at):
        _store(stored, changed, by, at)
        requests.give(stored, held, wanted - given, by, at)
    if waiting or given:
        requests.ask(stored, changes=waiting, roles=given, by=by, at=at, reason=reason)
    if {"deputy", "absent_from", "absent_until"} & set(changed):
        followups.deputy_changed(person=stored, by=by, at=at)
    if "department" in changed:
        followups.staff_changed(person=stored, by=by, at=at)
    return stored


def _editable(changes: Mapping[str, object]) -> dict[str, object]:
    """Return what may be changed of what is given, a staff number that is not there as None."""
    values = {name: changes[name] for name in EDITABLE if name in changes}
    return {**values, **{name: values[name] or None for name in ("staff_number",) if name in values}}


def _taken_out(changed: dict[str, object]) -> dict[str, str | None]:
    """Return what waits for a second person, and leave the rest."""
    waiting = {name: changed.pop(name) for name in requests.IDENTITY if name in changed}
    return {name: None if value is None else str(value) for name, value in waiting.items()}


def _refusals(
    user: User, changed: Mapping[str, object], wanted: set[str], has_other_roles: bool, by: Actor
) -> list[Refusal | None]:
    names = [*changed, *(["roles"] if has_other_roles else [])]
    namesakes = User.objects.filter(username__iexact=changed.get("username", "")).exclude(pk=user.pk)
    manager, deputy = _person(changed, "manager"), _person(changed, "deputy")
    return [
        guards.own_account(is_own=by.account == user, changed=names),
        requests.outside(user, by),
        guards.known_roles(wanted),
        guards.not_themselves(user.pk, manager=manager, deputy=deputy),
        guards.name_free(taken=namesakes.exists()),
        *refuse_closed({name: changed[name] for name in ("manager", "deputy") if name in changed}, user.username),
        *requests.taken(user, changed),
    ]


def _store(user: User, changed: Mapping[str, object], by: Actor, at: datetime) -> None:
    if not changed:
        return
    before = _told_of(user, [name for name in changed if name in TOLD])
    for name, value in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    told: dict[str, object] = {name: [before[name], _told(value)] for name, value in changed.items() if name in TOLD}
    silent = sorted(name for name in changed if name not in TOLD)
    if silent:
        told["fields"] = silent
    trail.record(action="accounts.user_changed", obj=user, by=by, at=at, changes=told)


def _person(changed: Mapping[str, object], name: str) -> int | None:
    person = changed.get(name)
    return person.pk if isinstance(person, User) else None


def _told_of(user: User, names: Collection[str]) -> dict[str, object]:
    return {name: _told(value) for name, value in values_of(user, names).items()}


def _told(value: object) -> object:
    """Return a value as the trail keeps it: a person by sign-in name, a department by code."""
    if isinstance(value, User):
        return value.username
    return value.code if isinstance(value, Department) else value


@deed(right=rights.CHANGE, on="user", words=gettext_lazy("link to choose a password"), by_portal=True)
def invite(*, user: User, by: Actor, at: datetime) -> User:
    """Send the person a link by mail, good once and for two days, with which they choose a password themselves.

    Whoever asks for the link learns neither link nor password.

    :raises Refused: for an account outside the roles, or one without a mail address.
    :raises Conflict: when the account is closed.
    """
    refuse_if([requests.outside(user, by), guards.has_mail(mail=user.email)], obj=user)
    if not user.is_active:
        raise Conflict(_("The account is closed already."))
    trail.record(action="accounts.invited", obj=user, by=by, at=at)
    followups.invited(person=user, by=by, at=at)
    return user


@deed(right=OWN, on="user", words=gettext_lazy("choice of language"))
def choose_language(*, user: User, language: str, by: Actor, at: datetime) -> User:
    """Keep in which language the person reads the portal and its mail."""
    user = locked(user)
    if user.language == language:
        return user
    changes = {"language": [user.language, language]}
    user.language = language
    user.save(update_fields=["language"])
    trail.record(action="accounts.language_changed", obj=user, by=by, at=at, changes=changes)
    return user


@deed(right=FOLLOWS, words=gettext_lazy("writing of the roles"), by_portal=True)
def sync_roles(*, by: Actor, at: datetime) -> dict[str, int]:
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
