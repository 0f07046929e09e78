"""Is what the provider says of a person meant for us, now, for this browser, and signed by it?

OpenID Connect Core 1.0, section 3.1.3.7: signature, issuer, audience, authorized party, expiry, age, nonce.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from privacyportal.accounts.provider import documents
from privacyportal.accounts.provider.errors import ProviderDoubted

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# How far the provider's clock may be from ours, and how old its word may be.
LEEWAY = timedelta(minutes=1)
OLDEST = timedelta(minutes=10)
LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Told:
    """What the provider says of a person, proved.

    Issuer and subject say who it is; names and address are what it calls them. `is_strong` where the provider has asked
    for what counts here as a second step; `proved_at` when the person last showed there that it is they.
    """

    issuer: str
    subject: str
    name: str
    last_name: str
    first_name: str
    email: str
    is_strong: bool
    proved_at: datetime | None


def told_by(token: documents.Document, *, nonce: str, at: datetime) -> Told:
    """Return what a token says, when every proof holds.

    :raises ProviderDoubted: when one does not.
    :raises ProviderAway: when the provider's keys cannot be had.
    """
    signed = token.get("id_token")
    if not isinstance(signed, str):
        raise ProviderDoubted("id_token")
    claims = _judged(_opened(signed), token, nonce, at)
    subject, names = _text(claims, "sub"), _names(claims)
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderDoubted("sub")
    return Told(
        issuer=settings.PORTAL_OIDC_ISSUER,
        subject=subject,
        name=_text(claims, settings.PORTAL_OIDC_NAME_CLAIM),
        last_name=names[0],
        first_name=names[1],
        email=_mail(claims),
        is_strong=_is_strong(claims),
        proved_at=_instant(claims.get("auth_time")),
    )


def _opened(signed: str) -> jwt.Token:
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    try:
        try:
            return jwt.decode(signed, documents.keys(), registry=registry)
        except InvalidKeyIdError:
            return jwt.decode(signed, documents.keys(again=True), registry=registry)
    except (JoseError, ValueError) as error:
        raise ProviderDoubted("signature") from error


def _judged(opened: jwt.Token, token: documents.Document, nonce: str, at: datetime) -> Mapping[str, object]:
    wanted = {
        "iss": {"essential": True, "value": settings.PORTAL_OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.PORTAL_OIDC_CLIENT_ID},
    }
    params = {
        "nonce": nonce,
        "client_id": settings.PORTAL_OIDC_CLIENT_ID,
        "access_token": token.get("access_token"),
    }
    claims: dict[str, object] = dict(opened.claims)
    try:
        judged = CodeIDToken(opened.claims, opened.header, wanted, params)
        judged.validate(now=int(at.timestamp()), leeway=int(LEEWAY.total_seconds()))
    except ClaimError as error:
        raise ProviderDoubted(error.claim or "exp") from error
    except (JoseError, ValueError) as error:
        raise ProviderDoubted("claims") from error
    # The library lets a token for several parties pass without a word on which of them it was given to.
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and not claims.get("azp"):
        raise ProviderDoubted("azp")
    given_at = _instant(claims["iat"])
    if given_at is None or at - given_at > OLDEST + LEEWAY:
        raise ProviderDoubted("iat")
    return claims


def _is_strong(claims: Mapping[str, object]) -> bool:
    methods = claims.get("amr")
    named = set(map(str, methods)) if isinstance(methods, list) else set()
    return bool(named & set(settings.PORTAL_OIDC_TRUSTED_AMR)) or (
        _text(claims, "acr") in settings.PORTAL_OIDC_TRUSTED_ACR
    )


def _names(claims: Mapping[str, object]) -> tuple[str, str]:
    last, first = _text(claims, "family_name")[:150], _text(claims, "given_name")[:150]
    return (last, first) if last or first else (_text(claims, "name")[:150], "")


def _mail(claims: Mapping[str, object]) -> str:
    """Return the address, only where the provider says that it is the person's."""
    mail = _text(claims, "email")
    try:
        validate_email(mail)
    except ValidationError:
        return ""
    return mail if claims.get("email_verified") is True else ""


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None
