"""What tests of vendors begin with."""

import pytest

from privacyportal.accounts.models import User
from privacyportal.policies.models import DataCategory, PurposeOfUse
from tests.factories import vendors as make
from vendors.models import Entrustment, JointUseArrangement


@pytest.fixture
def contract(goto: User) -> Entrustment:
    """A contract with ordinary data, of a vendor that does not handle individual numbers."""
    return make.entrust(make.VendorFactory(owner=goto))


@pytest.fixture
def numbers(goto: User) -> Entrustment:
    """A contract with individual numbers alone, of a vendor that handles them."""
    vendor = make.VendorFactory(owner=goto, handles_individual_numbers=True)
    affair = PurposeOfUse.objects.filter(kind="individual_number")[0]
    number = DataCategory.objects.filter(sensitivity="individual_number")[0]
    return make.entrust(vendor, purposes=[affair], categories=[number])


@pytest.fixture
def joint_use() -> JointUseArrangement:
    """A joint use of ordinary data."""
    return make.arrange([make.PartnerFactory()])
