"""How many mails a second leave, beside the bare SMTP library on one connection?"""

import smtplib
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from privacyportal.clocks.river import sweeping
from privacyportal.notifications import delivery
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.notifications.wire import as_bytes
from privacyportal.roof.bench import river
from privacyportal.roof.bench.mailsink import mail_sink


def measure(*, mails: int, directory: Path) -> list[dict[str, object]]:
    """Return mails per second of smtplib sending the same mails, written beforehand, and of the portal's delivery.

    :raises RuntimeError: when a mail was not sent.
    """
    river.build(clocks=mails, levels=mails)
    sweeping.sweep(at=timezone.now())
    with mail_sink(directory) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        written = [written_mail(message) for message in Message.objects.select_related("recipient", "reference")]
        bare = mails / timed_bare(written, sink.port)
        portal = mails / timed_portal()
        accepted = sink.accepted().total()
    sent = Message.objects.filter(status=Status.SENT).count()
    if (sent, accepted) != (mails, 2 * mails):
        raise RuntimeError(f"{sent} of {mails} mails were sent, the server accepted {accepted}")
    return [
        {"name": "smtplib on one connection", "per_second": round(bare, 1), "ratio": 1.0},
        {"name": "the portal's delivery", "per_second": round(portal, 1), "ratio": round(portal / bare, 2)},
    ]


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
