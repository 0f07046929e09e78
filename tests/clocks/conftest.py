"""The river's stage: companies that have one duty, with an owner, a supervisor and a head of compliance."""

from collections.abc import Callable, Iterator

import pytest
from guardian.shortcuts import assign_perm

from privacyportal.accounts.models import Department, User
from privacyportal.clocks.models import ClockRule
from privacyportal.clocks.plan import Facts
from tests.factories import clocks
from vendors.models import Vendor


@pytest.fixture(autouse=True)
def duty(db: None) -> Iterator[None]:
    """Companies have the tests' duty and no other."""
    with clocks.declared():
        yield


@pytest.fixture
def rule() -> ClockRule:
    """Ten business days with the usual ladder."""
    return clocks.make_rule()


@pytest.fixture
def head(make_user: Callable[..., User]) -> User:
    """The head of the compliance department."""
    user = make_user("head", "統括", "信", "compliance_officer")
    Department.objects.update_or_create(code="COMPLIANCE", defaults={"name": "コンプライアンス部", "head": user})
    return user


@pytest.fixture
def company(goto: User) -> Callable[..., Vendor]:
    """Make a company owned by Goto, who may see it: `company(Facts(...))`."""

    def make(facts: Facts | None, owner: User | None = goto) -> Vendor:
        vendor = clocks.make_company(owner, facts=facts)
        for person in filter(None, (owner, owner.deputy if owner else None)):
            assign_perm("vendors.view_vendor", person, vendor)
        return vendor

    return make
