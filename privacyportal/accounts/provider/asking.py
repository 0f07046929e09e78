"""How is the provider asked, though it be slow or silent, without holding up the pages of the portal?

A page waits for `PORTAL_OIDC_SECONDS` in all (name look-up, connection and a trickling answer included) and no more
pages wait at once than `PORTAL_SIGN_INS_AT_ONCE`. Who was silent just now is not asked again for a moment.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings

from privacyportal.accounts.provider.errors import ProviderAway, ProviderBusy, ProviderDoubted

LARGEST = 512 * 1024  # bytes of a document
SILENT_FOR = 10  # seconds in which a provider that was silent is not asked again

type Document = Mapping[str, object]


@dataclass
class Line:
    """The line of this process to the provider."""

    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(settings.PORTAL_SIGN_INS_AT_ONCE))
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(settings.PORTAL_SIGN_INS_AT_ONCE, thread_name_prefix="provider")
    )
    silent_until: float = 0.0


line = Line()


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the places for pages that ask the provider.

    :raises ProviderBusy: when there is none.
    """
    if not line.places.acquire(blocking=False):
        raise ProviderBusy
    try:
        yield
    finally:
        line.places.release()


def fetch(url: str) -> Document:
    """Return a document of the provider's.

    :raises ProviderAway: when there is none in time.
    """
    return _within(lambda: _got(url))


def exchange(url: str, client: OAuth2Session, **given: str) -> Document:
    """Return what the provider gives for a code.

    :raises ProviderAway: when it gives no answer in time.
    :raises ProviderDoubted: when it refuses the code.
    """
    return _within(lambda: _exchanged(url, client, given))


def _within(ask: Callable[[], Document]) -> Document:
    if time.monotonic() < line.silent_until:
        raise ProviderAway
    answer: Future[Document] = line.threads.submit(ask)
    try:
        return answer.result(timeout=settings.PORTAL_OIDC_SECONDS)
    except (TimeoutError, requests.Timeout) as error:
        answer.cancel()
        line.silent_until = time.monotonic() + SILENT_FOR
        raise ProviderAway from error
    except (requests.RequestException, ValueError) as error:
        raise ProviderAway from error


def _got(url: str) -> Document:
    with requests.get(
        url,
        headers={"Accept": "application/json"},
        timeout=settings.PORTAL_OIDC_SECONDS,
        allow_redirects=False,
        stream=True,
    ) as response:
        response.raise_for_status()
        text = response.raw.read(LARGEST + 1, decode_content=True)
    if len(text) > LARGEST:
        raise ValueError("The document is too large.")
    return _mapping(json.loads(text))


def _exchanged(url: str, client: OAuth2Session, given: Mapping[str, str]) -> Document:
    try:
        token = client.fetch_token(
            url,
            grant_type="authorization_code",
            timeout=settings.PORTAL_OIDC_SECONDS,
            allow_redirects=False,
            **given,
        )
    except OAuthError as error:
        raise ProviderDoubted("code") from error
    return _mapping(token)


def _mapping(said: object) -> Document:
    if not isinstance(said, dict):
        raise ValueError("The answer is no document.")  # noqa: TRY004  It is the provider's fault, not a caller's.
    return said
