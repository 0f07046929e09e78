"""What follows for cases when a handler gets another deputy, or an account is closed or opened again?"""

from cases.services.access import realign_access
from privacyportal.accounts import followups

followups.register(realign_access)
followups.register_staff(realign_access)
