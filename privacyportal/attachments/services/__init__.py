"""What can be done with files?"""

from privacyportal.attachments.services.keeping import attach
from privacyportal.attachments.services.resealing import exchange
from privacyportal.attachments.services.taking import take_copy

__all__ = ["attach", "exchange", "take_copy"]
