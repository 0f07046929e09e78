"""What follows for the policy when somebody comes to the firm, goes, or returns? A pledge."""

from privacyportal.accounts import followups
from privacyportal.policies.services import follow_staff

followups.register_staff(follow_staff)
