"""Faults that a portal could have and must not: planted in a real worker, to see whether the oracle finds them."""

import os
import runpy
import smtplib
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from privacyportal.clocks.river import sweeping  # noqa: E402
from privacyportal.notifications import delivery, leasing  # noqa: E402
from privacyportal.notifications.composing import compose  # noqa: E402
from privacyportal.notifications.models import Message  # noqa: E402
from privacyportal.notifications.states import Status  # noqa: E402
from privacyportal.notifications.verdicts import Now, Report  # noqa: E402
from privacyportal.notifications.wire import as_bytes  # noqa: E402

AT_ONCE = 50


def hand_over(server: smtplib.SMTP, message: Message) -> None:
    """Send a mail as the library does."""
    assert message.recipient is not None
    server.sendmail(settings.DEFAULT_FROM_EMAIL, [message.recipient.email], as_bytes(compose(message)))


def mark_sent(message: Message) -> None:
    """Record that it was sent."""
    Message.objects.filter(pk=message.pk).update(status=Status.SENT, sent_at=timezone.now(), lease_until=None)


def sent_before_sending(*, now: Now) -> Report:
    """Record a mail as sent, then send it: whoever is killed between the two has lost it."""
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        while batch := leasing.lease(at=now()):
            for message in batch:
                mark_sent(message)
                hand_over(server, message)
    return Report()


def claimed_without_lock(*, now: Now) -> Report:
    """Take what waits into nobody's hands: whoever looks at the same moment sends it too."""
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        while batch := list(Message.objects.ready(now()).order_by("pk")[:AT_ONCE]):
            for message in batch:
                hand_over(server, message)
                mark_sent(message)
    return Report()


def resent(*, at: datetime) -> int:
    """Send again what a dead process was handing over: it may have arrived."""
    again = Message.objects.abandoned(at)
    return again.update(status=Status.WAITING, lease_until=None, lease_token=None)


def plant_sender(sender: object) -> None:
    """Put another sender in the place of the portal's."""
    delivery.__dict__["deliver"] = sender


def plant_resending() -> None:
    """Put the faulty settling of what a dead process left in the place of the portal's."""
    leasing.__dict__["settle_abandoned"] = resent


def plant_skipping() -> None:
    """Let the sweep pass over one step in fifty."""
    condition = "level.fire_at <= %(at)s"
    assert condition in sweeping.AT_ONCE
    sweeping.__dict__["AT_ONCE"] = sweeping.AT_ONCE.replace(condition, f"{condition} AND level.clock_id %% 50 <> 7")


def work() -> None:
    """Become the worker."""
    runpy.run_module("celery", run_name="__main__", alter_sys=True)
