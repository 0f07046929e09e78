"""What can be done with the policy, its master data and the pledges to keep it?"""

from privacyportal.policies.services.keeping import bring_in_line, follow_staff, record_review, sign_pledge
from privacyportal.policies.services.texts import (
    Loaded,
    PolicyRefused,
    add_wording,
    change_obligation,
    change_wording,
    date_version,
    load_policy,
    map_obligation,
    save_category,
    save_purpose,
)

__all__ = [
    "Loaded",
    "PolicyRefused",
    "add_wording",
    "bring_in_line",
    "change_obligation",
    "change_wording",
    "date_version",
    "follow_staff",
    "load_policy",
    "map_obligation",
    "record_review",
    "save_category",
    "save_purpose",
    "sign_pledge",
]
