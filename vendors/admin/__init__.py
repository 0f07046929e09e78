"""What does staff see of vendors, joint use and countries?"""

from vendors.admin.contracts import EntrustmentAdmin, ForeignGroundAdmin
from vendors.admin.countries import CountryAdmin, CountrySystemAdmin
from vendors.admin.joint_use import JointUseArrangementAdmin, JointUsePartnerAdmin
from vendors.admin.vendors import VendorAdmin

__all__ = [
    "CountryAdmin",
    "CountrySystemAdmin",
    "EntrustmentAdmin",
    "ForeignGroundAdmin",
    "JointUseArrangementAdmin",
    "JointUsePartnerAdmin",
    "VendorAdmin",
]
