"""Who but the firm says when the head of the trail stood as it stands? A time-stamp authority, where one is named.

The firm's own file of anchors proves an order, not a time, and is the firm's. What an authority signs (RFC 3161) is
kept in a folder beside that file: `N.anchor` with the very line that was stamped, `N.tsr` with the authority's answer,
so that `openssl ts -verify -in N.tsr -data N.anchor -CAfile CERTIFICATES` proves each without the portal.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import requests
from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from privacyportal.audit.anchors import Anchor, is_kept, newest

ASKS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
ANSWERS = "application/timestamp-reply"
LARGEST = 100_000  # bytes of an answer
PIECE = 8_192


class StampRefused(Exception):
    """There is no stamp, or none that proves what was asked; the text says why."""


@dataclass(frozen=True)
class Stamp:
    """What an authority confirmed: the anchor, and when."""

    anchor: Anchor
    at: datetime


def folder() -> Path:
    """Return where the stamps are: beside the file of anchors, with its name."""
    path: Path = settings.PORTAL_ANCHORS_FILE
    return path.with_name(f"{path.name}.stamps")


def is_due(*, at: datetime) -> bool:
    """Return whether the anchor written last is to be stamped: it is another than the last stamped, and that is old."""
    anchor, last = newest(), newest_stamp()
    if not settings.PORTAL_TIMESTAMP_URL or anchor is None:
        return False
    every = timedelta(hours=settings.PORTAL_TIMESTAMP_HOURS)
    return last is None or (last.anchor.sequence != anchor.sequence and at - last.at >= every)


def stamp() -> Stamp:
    """Have the anchor written last stamped, prove the answer and keep both.

    :raises StampRefused: when there is no answer in time, or it does not prove this anchor now.
    """
    anchor = newest()
    if anchor is None:
        raise StampRefused("no anchor")
    data = anchor.line.encode("ascii")
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _posted(asked.as_bytes())
    at = _proved(answer, data, nonce=asked.nonce)
    place = folder()
    place.mkdir(mode=0o750, exist_ok=True)
    (place / f"{anchor.sequence}.anchor").write_bytes(data)
    part = place / f"{anchor.sequence}.part"
    with part.open("wb") as file:
        file.write(answer)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place / f"{anchor.sequence}.tsr")
    return Stamp(anchor, at)


def stamps() -> Iterator[Stamp]:
    """Yield every stamp that is kept, proved anew, in order.

    :raises StampRefused: naming the first that proves nothing, or whose entry the trail no longer holds.
    """
    for path in _kept():
        found = _read(path)
        if not is_kept(found.anchor):
            raise StampRefused(f"{path.name}: not the trail that was stamped")
        yield found


def newest_stamp() -> Stamp | None:
    """Return the last stamp; None where there is none, or where it proves nothing."""
    try:
        return _read(_kept()[-1])
    except (IndexError, StampRefused):
        return None


def _kept() -> Sequence[Path]:
    return sorted(folder().glob("*.tsr"), key=lambda path: (len(path.name), path.name))


def _read(path: Path) -> Stamp:
    try:
        data = path.with_suffix(".anchor").read_bytes()
        return Stamp(Anchor.read(data.decode("ascii")), _proved(path.read_bytes(), data))
    except (OSError, ValueError, KeyError, TypeError, StampRefused) as error:
        raise StampRefused(f"{path.name}: {error}") from error


def _proved(answer: bytes, data: bytes, *, nonce: int | None = None) -> datetime:
    """Return the time that an answer confirms for the data.

    :raises StampRefused: when it is none, or another's: data, nonce, or a certificate that is not among ours.
    """
    try:
        response: TimeStampResponse = decode_timestamp_response(answer)
        VerifierBuilder(roots=_certificates(), nonce=nonce).build().verify_message(response, data)
    except (ValueError, VerificationError) as error:
        raise StampRefused(str(error)) from error
    return response.tst_info.gen_time


def _certificates() -> list[x509.Certificate]:
    path: Path | None = settings.PORTAL_TIMESTAMP_CERTIFICATES
    if path is None:
        raise StampRefused("PORTAL_TIMESTAMP_CERTIFICATES names no file")
    try:
        return list(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise StampRefused(f"PORTAL_TIMESTAMP_CERTIFICATES cannot be read: {error}") from error


def _posted(asked: bytes) -> bytes:
    """Return the authority's answer.

    :raises StampRefused: when there is none within PORTAL_TIMESTAMP_SECONDS, or one that is no stamp.
    """
    until = time.monotonic() + settings.PORTAL_TIMESTAMP_SECONDS
    patience, answer = settings.PORTAL_TIMESTAMP_SECONDS, b""
    try:
        with requests.post(
            settings.PORTAL_TIMESTAMP_URL,
            data=asked,
            headers=ASKS,
            timeout=patience,
            stream=True,
            allow_redirects=False,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise StampRefused(f"the authority answered {response.status_code}")
            if not response.headers.get("Content-Type", "").startswith(ANSWERS):
                raise StampRefused("the authority answered with something else")
            for piece in response.iter_content(PIECE):
                answer += piece
                if len(answer) > LARGEST or time.monotonic() > until:
                    raise StampRefused("the authority's answer does not end")
    except requests.RequestException as error:
        raise StampRefused(f"the authority does not answer: {type(error).__name__}") from error
    return answer
