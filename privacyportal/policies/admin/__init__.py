"""Screens of the policy, its obligations and the master data that it names."""

from privacyportal.policies.admin.master import ConsentWordingAdmin, DataCategoryAdmin, PurposeOfUseAdmin
from privacyportal.policies.admin.obligations import ObligationAdmin, ObligationMappingAdmin
from privacyportal.policies.admin.pledges import StaffPledgeAdmin
from privacyportal.policies.admin.policy import PolicyClauseAdmin, PolicySectionAdmin, PolicyVersionAdmin

__all__ = [
    "ConsentWordingAdmin",
    "DataCategoryAdmin",
    "ObligationAdmin",
    "ObligationMappingAdmin",
    "PolicyClauseAdmin",
    "PolicySectionAdmin",
    "PolicyVersionAdmin",
    "PurposeOfUseAdmin",
    "StaffPledgeAdmin",
]
