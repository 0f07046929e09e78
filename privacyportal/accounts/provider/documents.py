"""What does the provider say of itself (OpenID Connect Discovery 1.0), and with which keys does it sign?

Kept in the memory of each process for an hour. A key that is not known has its keys asked for again, at most once a
minute: providers change their keys without notice, and a made-up key must not have them asked without end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from authlib.oidc.discovery import get_well_known_url
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from privacyportal.accounts.provider.asking import Document, fetch
from privacyportal.accounts.provider.errors import ProviderAway

KEPT_FOR = timedelta(hours=1)
KEYS_AGAIN_AFTER = timedelta(minutes=1)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Signatures that only the provider can make: never `none`, never a secret that both sides know (HS…).
ASYMMETRIC = frozenset({"RSA", "EC", "OKP"})

_kept: dict[str, tuple[datetime, Document]] = {}


@dataclass(frozen=True)
class Provider:
    """Where the provider is asked for what; `ends_at` is empty where it offers no sign-out."""

    issuer: str
    asks_at: str
    gives_at: str
    keys_at: str
    ends_at: str
    takes_secret_in: str
    names_itself: bool


def is_on() -> bool:
    """Return whether people may sign in through a provider here."""
    return bool(settings.PORTAL_OIDC_ISSUER)


def label() -> str:
    """Return what the button says, or nothing where people do not sign in through a provider."""
    labels = settings.PORTAL_OIDC_LABELS
    return str(labels.get(get_language() or "", labels["ja"])) if is_on() else ""


def is_safe(url: str) -> bool:
    """Return whether nobody between can read or change what is said there: HTTPS, or this very machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def provider() -> Provider:
    """Return what the provider says of itself.

    :raises ProviderAway: when it does not say it in time, or says it of another issuer or of unsafe addresses.
    """
    issuer = settings.PORTAL_OIDC_ISSUER
    said = _document(get_well_known_url(issuer, external=True), KEPT_FOR)
    if said.get("issuer") != issuer:
        raise ProviderAway
    methods = said.get("token_endpoint_auth_methods_supported")
    basic = not isinstance(methods, list) or "client_secret_basic" in methods
    return Provider(
        issuer=issuer,
        asks_at=_address(said, "authorization_endpoint"),
        gives_at=_address(said, "token_endpoint"),
        keys_at=_address(said, "jwks_uri"),
        ends_at=_address(said, "end_session_endpoint") if said.get("end_session_endpoint") else "",
        takes_secret_in="client_secret_basic" if basic else "client_secret_post",
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def keys(*, again: bool = False) -> KeySet:
    """Return the keys that the provider signs with; `again` when one was missing.

    :raises ProviderAway: when there are none in time.
    """
    said = _document(provider().keys_at, KEYS_AGAIN_AFTER if again else KEPT_FOR)
    listed = said.get("keys")
    public = [key for key in listed if _is_for_signatures(key)] if isinstance(listed, list) else []
    try:
        return KeySet.import_key_set({"keys": public})
    except (JoseError, ValueError) as error:
        raise ProviderAway from error


def forget() -> None:
    """Forget all that is kept."""
    _kept.clear()


def _document(url: str, kept_for: timedelta) -> Document:
    """Return a document that was asked for within `kept_for`, by a clock that may have been set back."""
    now = timezone.now()
    at, document = _kept.get(url, (now, {}))
    if document and timedelta(0) <= now - at < kept_for:
        return document
    _kept[url] = (now, fetch(url))
    return _kept[url][1]


def _address(said: Document, name: str) -> str:
    url = said.get(name)
    if not isinstance(url, str) or not is_safe(url):
        raise ProviderAway
    return url


def _is_for_signatures(key: object) -> bool:
    return isinstance(key, Mapping) and key.get("kty") in ASYMMETRIC and key.get("use", "sig") == "sig"
