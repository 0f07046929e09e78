"""How many mails a second leave, beside the bare SMTP library on one connection?"""

import smtplib
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.utils import timezone

from privacyportal.clocks.river import sweeping
from privacyportal.notifications import delivery
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.notifications.wire import as_bytes
from privacyportal.roof.bench import river
from privacyportal.roof.bench.clones import analyze
from privacyportal.roof.bench.mailsink import mail_sink

TURNS = 5


def measure(*, mails: int, directory: Path) -> list[dict[str, object]]:
    """Return mails per second of smtplib sending mails written beforehand, and of the portal's delivery of the same.

    Both in turns; medians, and of the ratio the worst and the best turn.

    :raises RuntimeError: when a mail was not sent.
    """
    river.build(clocks=mails, levels=mails)
    sweeping.sweep(at=timezone.now())
    turns: list[tuple[float, float]] = []
    with mail_sink(directory) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        written = [written_mail(message) for message in Message.objects.select_related("recipient", "reference")]
        for turn in range(1, TURNS + 1):
            put_back()
            turns.append((mails / timed_bare(written, sink.port), mails / timed_portal()))
            sent, accepted = Message.objects.filter(status=Status.SENT).count(), sink.accepted().total()
            if (sent, accepted) != (mails, 2 * mails * turn):
                raise RuntimeError(f"{sent} of {mails} mails were sent, the server accepted {accepted} in {turn} turns")
    return [
        *rows("smtplib on one connection", [bare for bare, _portal in turns], [1.0]),
        *rows("the portal's delivery", [portal for _bare, portal in turns], [portal / bare for bare, portal in turns]),
    ]


def rows(name: str, speeds: list[float], ratios: list[float]) -> Iterator[dict[str, object]]:
    """Yield one line of the result."""
    yield {
        "name": name,
        "database": connection.vendor,
        "per_second": round(median(speeds), 1),
        "ratio": round(median(ratios), 2),
        "least": round(min(ratios), 2),
        "most": round(max(ratios), 2),
    }


def put_back() -> None:
    """Let all mails wait for their first attempt as if queued now: what has waited for minutes is asked about more."""
    Message.objects.update(
        queued_at=timezone.now(), release_at=None,
        status=Status.WAITING, sent_at=None, attempts=0, lease_until=None, lease_token=None, message_id="",
        to_address="", subject="", body="",
    )  # fmt: skip
    analyze(Message)


def written_mail(message: Message) -> tuple[str, bytes]:
    """Return a mail's recipient and text as the portal writes it."""
    if message.recipient is None:
        raise RuntimeError("A reminder without a recipient.")
    return message.recipient.email, as_bytes(compose(message))


def timed_bare(mails: list[tuple[str, bytes]], port: int) -> float:
    """Return the seconds that smtplib takes."""
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for recipient, text in mails:
            server.sendmail(settings.DEFAULT_FROM_EMAIL, [recipient], text)
    return time.perf_counter() - started


def timed_portal() -> float:
    """Return the seconds that the portal takes: find, check, write, send and record each mail."""
    started = time.perf_counter()
    while delivery.deliver(now=timezone.now).counts:
        pass
    return time.perf_counter() - started
