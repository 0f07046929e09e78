"""Screens of the policy, its obligations and the master data that it names."""

from privacyportal.policies.admin.access import AccessGrantAdmin, AccessReviewAdmin
from privacyportal.policies.admin.items import ReviewItemAdmin
from privacyportal.policies.admin.master import ConsentWordingAdmin, DataCategoryAdmin, PurposeOfUseAdmin
from privacyportal.policies.admin.numbers import NumberDisposalAdmin
from privacyportal.policies.admin.obligations import ObligationAdmin, ObligationMappingAdmin
from privacyportal.policies.admin.outlines import PolicyOutlineAdmin
from privacyportal.policies.admin.pledges import StaffPledgeAdmin
from privacyportal.policies.admin.policy import PolicyClauseAdmin, PolicySectionAdmin, PolicyVersionAdmin
from privacyportal.policies.admin.versions import CategoryVersionAdmin, PurposeVersionAdmin

__all__ = [
    "AccessGrantAdmin",
    "AccessReviewAdmin",
    "CategoryVersionAdmin",
    "ConsentWordingAdmin",
    "DataCategoryAdmin",
    "NumberDisposalAdmin",
    "ObligationAdmin",
    "ObligationMappingAdmin",
    "PolicyClauseAdmin",
    "PolicyOutlineAdmin",
    "PolicySectionAdmin",
    "PolicyVersionAdmin",
    "PurposeOfUseAdmin",
    "PurposeVersionAdmin",
    "ReviewItemAdmin",
    "StaffPledgeAdmin",
]
