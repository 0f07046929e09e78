"""What can be done with the policy, its master data and the pledges to keep it?"""

from privacyportal.policies.services.access import Said, follow_access, review_access
from privacyportal.policies.services.categories import (
    correct_category,
    draft_category,
    draft_new_category,
    publish_category,
    withdraw_category,
)
from privacyportal.policies.services.following import follow_the_day
from privacyportal.policies.services.items import settle_item
from privacyportal.policies.services.keeping import (
    bring_in_line,
    follow_staff,
    record_review,
    record_training,
    sign_pledge,
)
from privacyportal.policies.services.numbers import dispose_of_numbers, register_number_end
from privacyportal.policies.services.outlines import (
    Mark,
    correct_outline,
    draft_outline,
    give_up_outline,
    keep_outline,
)
from privacyportal.policies.services.purposes import (
    correct_purpose,
    draft_new_purpose,
    draft_purpose,
    publish_purpose,
    withdraw_purpose,
)
from privacyportal.policies.services.texts import (
    Loaded,
    PolicyRefused,
    change_obligation,
    confirm_mapping,
    load_policy,
    map_obligation,
)
from privacyportal.policies.services.versions import propose_version, publish_version
from privacyportal.policies.services.wordings import (
    correct_wording,
    draft_end_of_wording,
    draft_wording,
    publish_wording,
    withdraw_wording,
)

__all__ = [
    "Loaded",
    "Mark",
    "PolicyRefused",
    "Said",
    "bring_in_line",
    "change_obligation",
    "confirm_mapping",
    "correct_category",
    "correct_outline",
    "correct_purpose",
    "correct_wording",
    "dispose_of_numbers",
    "draft_category",
    "draft_end_of_wording",
    "draft_new_category",
    "draft_new_purpose",
    "draft_outline",
    "draft_purpose",
    "draft_wording",
    "follow_access",
    "follow_staff",
    "follow_the_day",
    "give_up_outline",
    "keep_outline",
    "load_policy",
    "map_obligation",
    "propose_version",
    "publish_category",
    "publish_purpose",
    "publish_version",
    "publish_wording",
    "record_review",
    "record_training",
    "register_number_end",
    "review_access",
    "settle_item",
    "sign_pledge",
    "withdraw_category",
    "withdraw_purpose",
    "withdraw_wording",
]
