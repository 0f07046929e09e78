"""What does a person sign in with beside the password, and is this it?"""

import logging
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.oath import TOTP

from privacyportal.accounts import guards, limits, rights
from privacyportal.accounts.models import CodeGenerator, Passkey, RecoveryCode, User
from privacyportal.accounts.passkeys import KeyRefused, Proven, Shown, prove
from privacyportal.accounts.services import requests
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.rights import OWN
from privacyportal.backoffice.sealed import opened, sealed

logger = logging.getLogger(__name__)

SECRET_BYTES = 20
# A clock may be half a minute wrong either way.
TOLERANCE = 1
# No 0, O, 1, I: they are read from paper.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def has_any(user: User) -> bool:
    """Return whether the person has a key of any kind: then it is asked for, whatever the installation requires."""
    return user.passkeys.exists() or user.code_generators.exists()


def is_resettable(user: User) -> bool:
    """Return whether there is anything but the password that opens the account."""
    return has_any(user) or user.provider_links.exists()


def is_needed(user: User) -> bool:
    """Return whether the password alone lets this person in no further."""
    return bool(settings.PORTAL_SECOND_FACTOR) or has_any(user)


def new_secret() -> bytes:
    """Return a secret for a program that writes codes."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(secret: bytes, code: str, *, at: datetime, after: int = 0) -> int | None:
    """Return the half-minute that a code belongs to, if it is right at that moment and later than `after`."""
    if not (code.isascii() and code.isdigit() and len(code) == limits.CODE_DIGITS):
        return None
    totp = TOTP(secret, digits=limits.CODE_DIGITS)
    totp.time = at.timestamp()
    return totp.t() if totp.verify(int(code), tolerance=TOLERANCE, min_t=after + 1) else None


@deed(right=OWN, on="user", words=gettext_lazy("program for one-time codes added"), numbers=("code",))
def add_generator(*, user: User, name: str, secret: bytes, code: str, by: Actor, at: datetime) -> list[str]:
    """Add a program for one-time codes, once a code proves that it has the secret.

    Return recovery codes where the person has none yet; they can be read now and never again.

    :raises Refused: when the code is wrong, or a key has the name already.
    """
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    step = step_of(secret, code, at=at)
    refuse_if(
        [guards.key_proven(is_proven=step is not None), guards.key_named(taken=_is_named(stored, name))], obj=user
    )
    CodeGenerator.objects.create(
        user=stored, name=name, secret=sealed(secret, bound_to=place_of(stored)), last_step=step or 0, added_at=at
    )
    return _added(stored, "generator", by, at)


@deed(right=OWN, on="user", words=gettext_lazy("passkey added"), numbers=("key",))
def add_passkey(*, user: User, name: str, key: Proven, by: Actor, at: datetime) -> list[str]:
    """Add a passkey that has proved itself; return recovery codes where the person has none yet.

    :raises Refused: when it is known already, or a key has the name already.
    """
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    is_known = Passkey.objects.filter(credential=key.credential).exists()
    refuse_if([guards.key_new(is_known=is_known), guards.key_named(taken=_is_named(stored, name))], obj=user)
    Passkey.objects.create(
        user=stored, name=name, credential=key.credential, public_key=key.public_key, uses=key.uses, added_at=at
    )
    return _added(stored, "passkey", by, at)


@deed(right=OWN, on="user", words=gettext_lazy("key removed"))
def remove_key(*, user: User, key: CodeGenerator | Passkey, by: Actor, at: datetime) -> None:
    """Remove one of one's own keys.

    :raises Refused: when it is the last one, where a second step is required.
    :raises Conflict: when it is another's.
    """
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    count = stored.passkeys.count() + stored.code_generators.count()
    is_last = bool(settings.PORTAL_SECOND_FACTOR) and count == 1
    if key.user_id != stored.pk:
        raise Conflict(_("It is another person's key."))
    refuse_if([guards.key_spare(is_last=is_last)], obj=user)
    kind = "passkey" if isinstance(key, Passkey) else "generator"
    key.delete()
    if count == 1:
        stored.recovery_codes.all().delete()
    trail.record(action="accounts.key_removed", obj=stored, by=by, at=at, changes={"factor": kind})


@deed(right=OWN, on="user", words=gettext_lazy("new recovery codes"))
def renew_recovery_codes(*, user: User, by: Actor, at: datetime) -> list[str]:
    """Make new recovery codes and return them, the only time they can be read; the old ones are good no more."""
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    stored.recovery_codes.all().delete()
    codes = [_new_code() for _code in range(limits.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=stored, code_hash=hash_of(code), made_at=at) for code in codes])
    trail.record(action="accounts.recovery_codes_made", obj=stored, by=by, at=at)
    return codes


@deed(right=rights.CHANGE, on="user", words=gettext_lazy("request to remove all keys of an account"), by_portal=True)
def ask_key_reset(*, user: User, reason: str, by: Actor, at: datetime) -> User:
    """Ask a second person to agree that somebody who has lost all keys signs in with the password and adds new ones.

    :raises Refused: for one's own account.
    :raises Conflict: when there is no key to remove, or another request for the account waits.
    """
    refuse_if([guards.own_account(is_own=by.account == user, changed=["keys"])], obj=user)
    if not is_resettable(user):
        raise Conflict(_("The account has no keys."))
    requests.insist_on_none(user)
    requests.ask(user, changes={}, roles=[], by=by, at=at, reason=reason, resets_keys=True)
    return user


@transaction.atomic
def pass_code(*, user: User, code: str, at: datetime) -> str:
    """Judge a one-time or recovery code; return what it was, or nothing. Each is good once."""
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    plain = code.strip().replace(" ", "")
    for generator in stored.code_generators.all():
        secret = _secret_of(generator, stored)
        step = step_of(secret, plain, at=at, after=generator.last_step) if secret else None
        if step is not None:
            CodeGenerator.objects.filter(pk=generator.pk).update(last_step=step, last_used_at=at)
            return _passed(stored, "generator", at)
    unused = stored.recovery_codes.filter(code_hash=hash_of(plain), used_at=None)
    return _passed(stored, "recovery", at) if unused.update(used_at=at) else _failed(stored, "code", at)


@transaction.atomic
def pass_passkey(*, user: User, shown: Shown, at: datetime) -> str:
    """Judge what a passkey signed; return `passkey`, or nothing."""
    stored: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    key = stored.passkeys.filter(credential=shown.credential).first()
    if key is None:
        return _failed(stored, "passkey", at)
    try:
        uses = prove(shown, public_key=key.public_key, uses=key.uses)
    except KeyRefused:
        return _failed(stored, "passkey", at)
    Passkey.objects.filter(pk=key.pk).update(uses=uses, last_used_at=at)
    return _passed(stored, "passkey", at)


def hash_of(code: str) -> str:
    """Return what is stored of a recovery code: it is random, so that a keyed hash keeps it."""
    plain = code.upper().replace("-", "")
    return salted_hmac("accounts.recovery_code", plain, algorithm="sha256").hexdigest()


def _new_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _sign in range(5)) for _part in range(5))


def _added(user: User, kind: str, by: Actor, at: datetime) -> list[str]:
    trail.record(action="accounts.key_added", obj=user, by=by, at=at, changes={"factor": kind})
    if user.recovery_codes.filter(used_at=None).exists():
        return []
    return renew_recovery_codes(user=user, by=by, at=at)


def _passed(user: User, kind: str, at: datetime) -> str:
    trail.record(action="accounts.second_step_passed", obj=user, by=PORTAL, at=at, changes={"factor": kind})
    return kind


def _failed(user: User, kind: str, at: datetime) -> str:
    trail.record(action="accounts.second_step_failed", obj=user, by=PORTAL, at=at, changes={"factor": kind})
    return ""


def _secret_of(generator: CodeGenerator, user: User) -> bytes:
    """Return a program's secret; nothing where it is not what was stored for this person, or its key is missing.

    Then no code of it is right, and the person's other keys and recovery codes still are.
    """
    try:
        return opened(generator.secret, bound_to=place_of(user))
    except ValueError:
        logger.exception("The secret of code generator %s does not open.", generator.pk)
        return b""


def _is_named(user: User, name: str) -> bool:
    return user.passkeys.filter(name=name).exists() or user.code_generators.filter(name=name).exists()


def place_of(user: User) -> str:
    """Return what the secrets of a person's programs are bound to."""
    return f"accounts.code_generator:{user.pk}"
