"""Which mails does the roof itself declare?"""

from privacyportal.mails import anchor, handover, invitation, newcomer, quarantine, reading, sign_ins

__all__ = ["anchor", "handover", "invitation", "newcomer", "quarantine", "reading", "sign_ins"]
