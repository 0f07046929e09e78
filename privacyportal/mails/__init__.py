"""Which mails does the roof itself declare?"""

from privacyportal.mails import anchor, invitation

__all__ = ["anchor", "invitation"]
