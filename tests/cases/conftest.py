"""What tests of cases begin with."""

import pytest

from cases.models import Case
from privacyportal.accounts.models import User
from tests.factories.cases import answered


@pytest.fixture
def case(baba: User, endo: User) -> Case:
    """A case that is answered and may be closed."""
    case: Case = answered(by=baba, approver=endo)
    case.refresh_from_db()
    return case
