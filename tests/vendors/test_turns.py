"""It is the turn of who answers for what is due soon, later nobody's yet; a review that is near comes next."""

from datetime import timedelta

import pytest
import time_machine

from privacyportal.accounts.models import User
from privacyportal.clocks.show.turns import due_next
from tests.factories import vendors as factories
from vendors.admin.turns import is_to_be_assessed
from vendors.models import Vendor
from vendors.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(goto: User, baba: User) -> Vendor:
    """A vendor under supervision."""
    return factories.active_vendor(owner=goto, signer=baba)


def test_what_is_due_soon_is_named_with_who_answers_and_by_when(vendor: Vendor) -> None:
    vendor.refresh_from_db()
    assert vendor.next_review_on is not None
    with time_machine.travel(factories.NOW, tick=False):
        assert due_next(vendor) is None, "the review is months away"
    day = vendor.next_review_on
    with time_machine.travel(factories.NOW.replace(year=day.year, month=day.month, day=day.day) - timedelta(days=10)):
        turn = due_next(vendor)
    assert turn is not None
    assert str(turn.text).startswith("後藤")
    assert f"{day.year}年{day.month}月{day.day}日" in str(turn.text)


def test_what_is_no_numbered_record_has_no_turn(goto: User) -> None:
    assert due_next(goto) is None


def test_a_review_that_is_near_or_never_was_comes_next(vendor: Vendor) -> None:
    candidate = factories.VendorFactory.create(status=Status.CANDIDATE)
    with time_machine.travel(factories.NOW, tick=False):
        assert not is_to_be_assessed(vendor)
        assert is_to_be_assessed(candidate)
    assert vendor.next_review_on is not None
    with time_machine.travel(vendor.next_review_on + timedelta(days=1), tick=False):
        assert is_to_be_assessed(vendor)
