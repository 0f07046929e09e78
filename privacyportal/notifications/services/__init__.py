"""What can be done with a message: queue it, send it again, post it, decide not to."""

from privacyportal.notifications.services.posting import drop, record_posting, waits, write_anew
from privacyportal.notifications.services.queueing import queue, queue_many, silence, wake
from privacyportal.notifications.services.settling import resend, settle

__all__ = [
    "drop",
    "queue",
    "queue_many",
    "record_posting",
    "resend",
    "settle",
    "silence",
    "waits",
    "wake",
    "write_anew",
]
