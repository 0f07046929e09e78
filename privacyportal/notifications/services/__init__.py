"""What can be done with a message: queue it, send it again, post it, decide not to."""

from privacyportal.notifications.services.bouncing import bounced
from privacyportal.notifications.services.posting import drop, record_posting, waits, write_anew
from privacyportal.notifications.services.queueing import queue, queue_many, silence, wake
from privacyportal.notifications.services.settling import resend, resend_many, settle

__all__ = [
    "bounced",
    "drop",
    "queue",
    "queue_many",
    "record_posting",
    "resend",
    "resend_many",
    "settle",
    "silence",
    "waits",
    "wake",
    "write_anew",
]
