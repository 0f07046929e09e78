"""Numbers are given out once, in order, by the Tokyo year."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.references import registry
from privacyportal.references.models import Reference

NEW_YEAR_IN_TOKYO = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_numbers_follow_each_other_and_restart_with_the_tokyo_year() -> None:
    before = registry.issue("CASE", at=datetime(2026, 12, 31, 14, 59, tzinfo=UTC))
    after = registry.issue("CASE", at=NEW_YEAR_IN_TOKYO)
    assert before.number.startswith("CASE-2026-")
    assert after.number == "CASE-2027-000001"
    assert registry.issue("CASE", at=NEW_YEAR_IN_TOKYO).number == "CASE-2027-000002"


@pytest.mark.django_db
def test_many_numbers_are_issued_with_as_many_statements_as_one(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(6):
        issued = registry.issue_many("CASE", count=400, at=NEW_YEAR_IN_TOKYO)
    assert [r.number for r in issued[-2:]] == ["CASE-2027-000399", "CASE-2027-000400"]
    assert Reference.objects.filter(number__startswith="CASE-2027-").count() == 400


@pytest.mark.django_db
def test_a_number_takes_its_counter_twice_and_itself(django_assert_num_queries: object) -> None:
    registry.issue("CASE", at=NEW_YEAR_IN_TOKYO)
    with django_assert_num_queries(3):
        registry.issue("CASE", at=NEW_YEAR_IN_TOKYO)


@pytest.mark.django_db
def test_a_kind_without_years_counts_through() -> None:
    first, second = registry.issue_many("VENDOR", count=2, at=NEW_YEAR_IN_TOKYO)
    assert int(second.number.removeprefix("VENDOR-")) == int(first.number.removeprefix("VENDOR-")) + 1


def test_a_number_that_means_nothing_is_not_found(baba: User, as_user: object) -> None:
    client: Client = as_user(baba)
    assert client.get("/ref/CASE-2026-999999/").status_code == 404
    assert client.get("/ref/NONSENSE-1/").status_code == 404


def test_a_number_leads_to_the_login_first(db: None, client: Client) -> None:
    response = client.get("/ref/CASE-2026-000001/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/admin/login/?next=/ref/CASE-2026-000001/"
