"""How does an account get rights, or another name or address? One person asks, a second one agrees."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts import followups, guards, rights
from privacyportal.accounts.models import AccountRequest, User
from privacyportal.accounts.persons import are_named_alike, folded
from privacyportal.accounts.roles import MUST_BE_HELD, label_of
from privacyportal.accounts.services import links
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor, ActorKind
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.values import values_of
from privacyportal.backoffice.writing import write

# Among the changes of a request: that a closed account is opened again.
REOPENS = "is_active"
# Who somebody is, and where their link to sign in goes: changed like rights once an account has any.
IDENTITY = ("last_name", "first_name", "email", "staff_number")


def ask(
    user: User,
    *,
    changes: Mapping[str, str | bool | None],
    roles: Collection[str],
    by: Actor,
    at: datetime,
    reason: str = "",
    resets_keys: bool = False,
    link: tuple[str, str] = ("", ""),
) -> AccountRequest:
    """Put a change before a second person, inside another deed; a newer request replaces one that still waits.

    `link` is issuer and subject of the person at the sign-in provider, where the account is to be linked with it.
    """
    wanted = {"changes": dict(changes), "roles": sorted(roles), "resets_keys": resets_keys}
    wanted |= {"issuer": link[0], "subject": link[1]}
    request, _created = AccountRequest.objects.update_or_create(
        user=user,
        decision=AccountRequest.Decision.PENDING,
        defaults={**wanted, "reason": reason, "asked_at": at, "asked_by": by.account},
    )
    told = {"fields": sorted(changes), "roles": sorted(roles), "resets_keys": resets_keys}
    told |= links.mark(*link)
    trail.record(action="accounts.change_asked", obj=user, by=by, at=at, changes=told, reason=reason)
    return request


def insist_on_none(user: User) -> None:
    """Let no request replace another one silently.

    :raises Conflict: when one still waits.
    """
    if user.requests.filter(decision=AccountRequest.Decision.PENDING).exists():
        raise Conflict(_("Another request for this account still waits for a second person."))


@deed(right=rights.DECIDE, on="request", words=gettext_lazy("agreement to rights"))
def agree(*, request: AccountRequest, by: Actor, at: datetime, reason: str = "") -> User:
    """Agree, as a second person, to what was asked for an account; it takes effect at once.

    :raises Refused: when one asked for it oneself, or it is for one's own account.
    :raises Conflict: when it has been decided already.
    """
    stored = _decide(request, AccountRequest.Decision.AGREED, by, at, reason)
    user: User = User.objects.select_for_update().get(pk=stored.user_id)
    reopens = stored.changes.pop(REOPENS, False)
    refuse_if(taken(user, {"email": user.email, **stored.changes} if reopens else stored.changes), obj=user)
    for name, value in stored.changes.items():
        setattr(user, name, value)
    user.save(update_fields=list(stored.changes) or None)
    if reopens:
        reopen(user, by=by, at=at, reason=stored.reason)
    held = set(user.groups.values_list("name", flat=True))
    give(user, held, held | set(stored.roles), by, at)
    if stored.resets_keys:
        _remove_keys(user, by, at)
    if stored.subject:
        links.tie(user, stored.issuer, stored.subject, by=by, at=at)
    if stored.changes:
        told = {"fields": sorted(stored.changes)}
        trail.record(action="accounts.user_changed", obj=user, by=by, at=at, changes=told)
    return user


@deed(right=rights.DECIDE, on="request", words=gettext_lazy("refusal of rights"))
def refuse(*, request: AccountRequest, reason: str, by: Actor, at: datetime) -> AccountRequest:
    """Refuse what was asked for an account, for a written reason.

    :raises Refused: when one asked for it oneself, or it is for one's own account.
    :raises Conflict: when it has been decided already.
    """
    return _decide(request, AccountRequest.Decision.REFUSED, by, at, reason)


def _decide(
    request: AccountRequest, decision: AccountRequest.Decision, by: Actor, at: datetime, reason: str
) -> AccountRequest:
    stored: AccountRequest = (
        AccountRequest.objects.select_for_update(of=("self",)).select_related("user", "asked_by").get(pk=request.pk)
    )
    if stored.decision != AccountRequest.Decision.PENDING:
        raise Conflict(_("It has been decided already."))
    same_as_asker, same_as_concerned = by.is_same_person(stored.asked_by), by.is_same_person(stored.user)
    refuse_if([guards.second_person(same_as_asker=same_as_asker, same_as_concerned=same_as_concerned)], obj=stored.user)
    stored.decision, stored.decided_at, stored.decided_by = decision, at, by.account
    stored.decision_reason = reason
    stored.save(update_fields=["decision", "decided_at", "decided_by", "decision_reason"])
    told = {"roles": stored.roles, "fields": sorted(stored.changes)}
    trail.record(action=f"accounts.change_{decision}", obj=stored.user, by=by, at=at, changes=told, reason=reason)
    return stored


def _remove_keys(user: User, by: Actor, at: datetime) -> None:
    """Remove whatever the person signs in with beside the password; open sessions and links end with it."""
    for keys in (user.passkeys, user.code_generators, user.recovery_codes, user.provider_links):
        keys.all().delete()
    user.epoch += 1
    user.save(update_fields=["epoch"])
    trail.record(action="accounts.keys_reset", obj=user, by=by, at=at)


def give(user: User, held: set[str], wanted: set[str], by: Actor, at: datetime) -> None:
    """Write roles, inside another deed, and tell the trail which came and which went.

    :raises Refused: when nobody would hold a role any more that somebody must hold.
    """
    if wanted == held:
        return
    user.groups.set(Group.objects.filter(name__in=wanted))
    refuse_if([guards.role_kept(left_without_holder(held - wanted), field="roles")], obj=user)
    changes = {"rights_granted": sorted(wanted - held), "rights_withdrawn": sorted(held - wanted)}
    trail.record(action="accounts.roles_changed", obj=user, by=by, at=at, changes=changes)


def reopen(user: User, *, by: Actor, at: datetime, reason: str) -> None:
    """Open a closed account again, inside another deed; what carries an older count of fresh starts stays dead."""
    write(user, is_active=True, epoch=user.epoch + 1)
    trail.record(action="accounts.user_reactivated", obj=user, by=by, at=at, reason=reason)
    followups.staff_changed(person=user, by=by, at=at)


def left_without_holder(roles: Collection[str]) -> list[str]:
    """Return, in words, which of the roles that somebody must hold nobody with an open account holds any more.

    Whoever asks has taken the roles away; of two who do so at once the second waits here and sees what the first did.
    """
    kept = list(Group.objects.select_for_update().filter(name__in=MUST_BE_HELD.intersection(roles)).order_by("name"))
    return [label_of(role.name) for role in kept if not role.user_set.filter(is_active=True).exists()]


def outside(user: User, by: Actor) -> Refusal | None:
    """Return the refusal of a change of an account outside the roles by anybody but such an account or the server."""
    by_such = by.kind == ActorKind.PORTAL or (by.account is not None and by.account.is_superuser)
    return guards.superuser(is_outside_roles=user.is_superuser, by_such=by_such)


def taken(user: User | None, values: Mapping[str, object]) -> list[Refusal | None]:
    """Return what another account already has of these values: mail address, staff number, name."""
    others = User.objects.exclude(pk=user.pk if user else None)
    mail, number = str(values.get("email") or ""), str(values.get("staff_number") or "")
    mails = others.filter(email__iexact=mail, is_active=True).first() if mail else None
    with_numbers = others.exclude(staff_number=None) if number else others.none()
    numbered = next((one for one in with_numbers if folded(one.staff_number or "") == folded(number)), None)
    return [
        guards.mail_free(holder=str(mails or "")),
        guards.number_free(holder=str(numbered or "")),
        _namesake(user, values),
    ]


def _namesake(user: User | None, values: Mapping[str, object]) -> Refusal | None:
    if not {"last_name", "first_name", "staff_number"} & set(values):
        return None
    fields = ("last_name", "first_name", "staff_number")
    stored: Mapping[str, object] = values_of(user, fields) if user is not None else {}
    said = {name: str(values.get(name, stored.get(name)) or "") for name in fields}
    asked = User(**said)
    names = (said["last_name"], said["first_name"])
    others = User.objects.exclude(pk=user.pk if user else None).order_by("pk")
    namesake = next((one for one in others if are_named_alike((one.last_name, one.first_name), names)), None)
    is_told_apart = namesake is not None and not namesake.is_same_person(asked)
    return guards.told_apart(namesake=str(namesake.username) if namesake else "", is_told_apart=is_told_apart)
