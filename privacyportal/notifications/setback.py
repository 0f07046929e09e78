"""The machine's clock was set back: what had been put off until a moment would wait for it by the old clock."""

from datetime import datetime

from privacyportal.notifications.leasing import LEASE
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status


def clock_went_back(*, at: datetime) -> None:
    """Let every retry be due at `at`, and no lease last longer than one that begins then; safe to run twice."""
    waiting = Message.objects.filter(status=Status.WAITING, next_attempt_at__gt=at)
    waiting.update(next_attempt_at=at)
    Message.objects.filter(lease_until__gt=at + LEASE).update(lease_until=at + LEASE)
