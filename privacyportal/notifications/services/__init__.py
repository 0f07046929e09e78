"""What can be done with a message: queue it, send it again, post it, decide not to."""

from privacyportal.notifications.services.bouncing import CLOSE, bounced, close_return
from privacyportal.notifications.services.posting import drop, record_posting, still_wanted, waits, write_anew
from privacyportal.notifications.services.queueing import queue, queue_many, silence, together, untold, wake
from privacyportal.notifications.services.settling import (
    RESEND,
    Resent,
    record_sent,
    resend,
    resend_many,
    settle,
    weigh,
)

__all__ = [
    "CLOSE",
    "RESEND",
    "Resent",
    "bounced",
    "close_return",
    "drop",
    "queue",
    "queue_many",
    "record_posting",
    "record_sent",
    "resend",
    "resend_many",
    "settle",
    "silence",
    "still_wanted",
    "together",
    "untold",
    "waits",
    "wake",
    "weigh",
    "write_anew",
]
