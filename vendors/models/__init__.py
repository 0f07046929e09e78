"""What is stored about vendors, partners and countries?"""

from vendors.models.countries import Country, CountryDesignation, CountrySystem
from vendors.models.evidence import VendorEvidence
from vendors.models.foreign import EquivalentCheck, ForeignGround
from vendors.models.joint_use import JointUseArrangement, JointUsePartner
from vendors.models.particulars import PartyChange
from vendors.models.standing import Standing
from vendors.models.tiers import NumberPermission
from vendors.models.vendor import (
    Entrustment,
    Vendor,
    VendorGroupObjectPermission,
    VendorUserObjectPermission,
)

__all__ = [
    "Country",
    "CountryDesignation",
    "CountrySystem",
    "Entrustment",
    "EquivalentCheck",
    "ForeignGround",
    "JointUseArrangement",
    "JointUsePartner",
    "NumberPermission",
    "PartyChange",
    "Standing",
    "Vendor",
    "VendorEvidence",
    "VendorGroupObjectPermission",
    "VendorUserObjectPermission",
]
