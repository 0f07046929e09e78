"""Which steps are written when they are past already, so that nobody gets a mail of them (E11)?"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from privacyportal.clocks.models import Notice
from privacyportal.clocks.plan import Outcome

BATCH = 1000


class Unsent(NamedTuple):
    """A step that is recorded as not sent, and the limit of its clock."""

    clock_id: int
    generation: int
    level: str
    role: str
    fire_at: datetime
    due_at: datetime


def record_silence(steps: Iterable[Unsent], at: datetime, reason: str) -> None:
    """Record steps as not sent, for a reason; of what is recorded already nothing changes."""
    said = {"outcome": Outcome.SUPPRESSED, "reason": reason, "recorded_at": at, "settled_at": at}
    notices = [Notice(**step._asdict(), **said) for step in steps]
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)


def is_silent(fire_at: datetime | None, at: datetime, suppress: str) -> bool:
    """Whether a step written at a moment mails nobody, because it is past and there is a reason for it (E11)."""
    return bool(suppress) and fire_at is not None and fire_at <= at
