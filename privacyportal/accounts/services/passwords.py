"""How does a person choose a password, and which one may it not be?"""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from privacyportal.accounts import guards, limits
from privacyportal.accounts.models import FormerPassword, User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.backoffice.rights import OWN


@deed(right=OWN, on="user", words=gettext_lazy("choice of a password"), by_portal=True)
def set_password(*, user: User, password: str, by: Actor, at: datetime) -> User:
    """Choose one's own password; sessions elsewhere and the calendar feed end. Nobody chooses it for another.

    :raises Refused: when it can be guessed, is the present one or one of the last `limits.FORMER_PASSWORDS`.
    """
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    problems = weaknesses(password, stored)
    refuse_if([guards.password_fit(problems=problems, is_former=not problems and was_used(password, stored))], obj=user)
    if stored.has_usable_password():
        FormerPassword.objects.create(user=stored, password=stored.password, given_up_at=at)
    forgotten = list(stored.former_passwords.values_list("pk", flat=True)[limits.FORMER_PASSWORDS :])
    FormerPassword.objects.filter(pk__in=forgotten).delete()
    user.set_password(password)
    user.epoch = stored.epoch + 1
    user.save(update_fields=["password", "epoch"])
    trail.record(action="accounts.password_set", obj=user, by=by, at=at)
    return user


@deed(right=OWN, on="user", words=gettext_lazy("ending of what is open elsewhere"))
def end_elsewhere(*, user: User, by: Actor, at: datetime) -> User:
    """End one's sessions, calendar feed and links, wherever they are open; the page that asks keeps its own session."""
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.epoch = stored.epoch + 1
    user.save(update_fields=["epoch"])
    trail.record(action="accounts.ended_elsewhere", obj=user, by=by, at=at)
    return user


def weaknesses(password: str, user: User) -> list[str]:
    """Return in words why others could guess a password."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []


def was_used(password: str, user: User) -> bool:
    """Return whether it is the present password or one of the last."""
    former = user.former_passwords.values_list("password", flat=True)[: limits.FORMER_PASSWORDS]
    return any(check_password(password, stored) for stored in (user.password, *former))
