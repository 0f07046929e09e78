"""The policy, its obligations, and the master data that it names."""

from privacyportal.policies.models.access import AccessGrant, AccessReview
from privacyportal.policies.models.keeping import PledgeSigning, PolicyReview, StaffPledge, Training
from privacyportal.policies.models.master import (
    CategoryVersion,
    ConsentWording,
    DataCategory,
    PurposeOfUse,
    PurposeVersion,
)
from privacyportal.policies.models.numbers import NumberDisposal
from privacyportal.policies.models.obligations import Obligation, ObligationMapping
from privacyportal.policies.models.outline import PolicyOutline
from privacyportal.policies.models.policy import PolicyClause, PolicySection, PolicyVersion
from privacyportal.policies.models.review import ReviewItem

__all__ = [
    "AccessGrant",
    "AccessReview",
    "CategoryVersion",
    "ConsentWording",
    "DataCategory",
    "NumberDisposal",
    "Obligation",
    "ObligationMapping",
    "PledgeSigning",
    "PolicyClause",
    "PolicyOutline",
    "PolicyReview",
    "PolicySection",
    "PolicyVersion",
    "PurposeOfUse",
    "PurposeVersion",
    "ReviewItem",
    "StaffPledge",
    "Training",
]
