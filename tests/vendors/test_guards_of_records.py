"""What is forbidden about the people of a company and about evidence, at its exact edge? Without a database."""

from datetime import date, timedelta

import pytest

from tests.oracles import assert_says
from vendors.guards import contacts, evidence

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
NAMES = ("contact_name", "contact_email", "notes")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contact_name": "山田"}, "contact_name"),
        ({"notes": "x", "contact_email": "a@b.example"}, "contact_email"),
        ({"contact_name": "", "notes": "x"}, "notes"),
    ],
)
def test_nobody_is_named_again_where_the_people_are_erased(changes: dict[str, object], field: str) -> None:
    assert_says(contacts.people_stand(changes, NAMES, is_erased=True), "people_erased", section="4", field=field)
    assert contacts.people_stand(changes, NAMES, is_erased=False) is None


@pytest.mark.parametrize("changes", [{}, {"contact_name": ""}, {"name": "別の会社"}])
def test_what_names_nobody_may_change(changes: dict[str, object]) -> None:
    assert contacts.people_stand(changes, NAMES, is_erased=True) is None


def test_evidence_expires_on_or_after_the_day_of_its_issue() -> None:
    assert evidence.in_order(issued_on=TODAY, expires_on=TODAY) is None
    found = evidence.in_order(issued_on=TODAY, expires_on=TODAY - DAY)
    assert_says(found, "evidence_out_of_order", section="6", field="expires_on")


def test_evidence_is_recorded_from_the_day_of_its_issue() -> None:
    assert evidence.issued(issued_on=TODAY, today=TODAY) is None
    found = evidence.issued(issued_on=TODAY + DAY, today=TODAY)
    assert_says(found, "evidence_not_issued", section="6", field="issued_on")
