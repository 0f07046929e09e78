"""What can be done with files?"""

from privacyportal.attachments.services.keeping import attach
from privacyportal.attachments.services.quarantine import discard, held, own_file, release
from privacyportal.attachments.services.resealing import exchange
from privacyportal.attachments.services.scanning import keep_verdict
from privacyportal.attachments.services.taking import take_copy

__all__ = [
    "attach",
    "discard",
    "exchange",
    "held",
    "keep_verdict",
    "own_file",
    "release",
    "take_copy",
]
