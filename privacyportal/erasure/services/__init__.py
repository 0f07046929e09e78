"""What can be done about content that should be gone?"""

from privacyportal.erasure.services.erasing import erase, finish, unfinished
from privacyportal.erasure.services.proposals import approve, propose, refuse
from privacyportal.erasure.services.repeating import repeat

__all__ = ["approve", "erase", "finish", "propose", "refuse", "repeat", "unfinished"]
