"""The policy, its obligations, and the master data that it names."""

from privacyportal.policies.models.keeping import PledgeSigning, PolicyReview, StaffPledge
from privacyportal.policies.models.master import ConsentWording, DataCategory, PurposeOfUse
from privacyportal.policies.models.obligations import Obligation, ObligationMapping
from privacyportal.policies.models.policy import PolicyClause, PolicySection, PolicyVersion

__all__ = [
    "ConsentWording",
    "DataCategory",
    "Obligation",
    "ObligationMapping",
    "PledgeSigning",
    "PolicyClause",
    "PolicyReview",
    "PolicySection",
    "PolicyVersion",
    "PurposeOfUse",
    "StaffPledge",
]
