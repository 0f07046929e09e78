"""One record of continued provision is kept from its last provision, and asks for its next entry (rules 19, 21)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection

from consents import services
from consents.models import ThirdPartyProvision
from consents.states import Ending, Manner
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import Certainty
from tests.consents.test_recipients import TRUST, consented
from tests.factories import consents as make
from tests.factories.people import officer

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 10), date(2026, 12, 22)


def kept(*provisions: ThirdPartyProvision) -> list[date | None]:
    """Until when each record is kept, as list and page say it."""
    rows = ThirdPartyProvision.objects.with_keeping().in_bulk([row.pk for row in provisions])
    return [rows[row.pk].kept_until for row in provisions]


def twice(manner: str, **changed: Any) -> tuple[ThirdPartyProvision, ThirdPartyProvision]:
    """The same provision on the 10th of November and on the 22nd of December."""
    plan = consented("company", recipient_name=TRUST, manner=manner, provided_on=FIRST)
    first = make.provide(plan)
    return first, make.provide(replace(plan, provided_on=LAST, **changed), at=make.noon(LAST))


@pytest.mark.parametrize(
    ("manner", "first_until", "last_until"),
    [
        (Manner.BATCH, date(2029, 12, 22), date(2029, 12, 22)),
        (Manner.DOCUMENT, date(2027, 12, 22), date(2027, 12, 22)),
        (Manner.EACH, date(2029, 11, 16), date(2029, 12, 22)),
    ],
)
def test_a_later_provision_moves_the_keeping_of_the_record_before_it(
    manner: str, first_until: date, last_until: date
) -> None:
    assert kept(*twice(manner)) == [first_until, last_until]


def test_a_provision_under_another_document_moves_nothing() -> None:
    first, last = twice(Manner.DOCUMENT, document_number="契約2026-77")
    assert kept(first, last) == [date(2027, 11, 10), date(2027, 12, 22)]


def test_a_provision_of_many_persons_is_one_record_with_the_next_of_the_same_persons_only() -> None:
    plan = consented("company", recipient_name=TRUST, manner=Manner.BATCH, provided_on=FIRST)
    first = make.provide(plan)
    other = make.provide(replace(plan, subjects="別の口座の分", provided_on=LAST), at=make.noon(LAST))
    assert kept(first, other) == [date(2029, 11, 10), date(2029, 12, 22)]


@pytest.mark.parametrize(
    ("ending", "until"),
    [(Ending.STOPPED, date(2029, 12, 1)), (Ending.RETURNED, date(2029, 12, 1)), (Ending.ONCE, date(2029, 11, 10))],
)
def test_the_end_of_a_continued_provision_is_its_last_possible_day(ending: str, until: date) -> None:
    provision = make.provide(consented("company", recipient_name=TRUST, manner=Manner.BATCH, provided_on=FIRST))
    ended = {"ending": ending, "ended_on": date(2026, 12, 1), "note": "終了"}
    services.end_provision(provision=provision, **ended, by=officer(), at=make.noon(date(2026, 12, 5)))
    assert kept(provision) == [until]


def test_lists_ask_what_is_kept_by_the_last_provision() -> None:
    first, last = twice(Manner.DOCUMENT)
    rows = ThirdPartyProvision.objects.all()
    assert set(rows.to_keep_on(date(2027, 12, 22))) == {first, last}
    assert set(rows.to_keep_on(date(2027, 12, 23))) == set()
    assert set(rows.kept_over_on(date(2027, 12, 22))) == set()
    assert set(rows.kept_over_on(date(2027, 12, 23))) == {first, last}
    assert rows.kept_until_of(first) == date(2027, 12, 22)


def next_entry(provision: ThirdPartyProvision) -> Clock | None:
    return Clock.objects.filter(reference=provision.reference, duty="consents.continued_record").first()


def test_a_collective_record_asks_for_its_next_entry_until_one_is_made_or_the_end_is_recorded() -> None:
    plan = consented("company", recipient_name=TRUST, manner=Manner.BATCH, provided_on=FIRST)
    first = make.provide(plan)
    asked = next_entry(first)
    assert asked is not None
    assert (asked.state, asked.due_on) == ("running", date(2026, 12, 10))
    second = make.provide(replace(plan, provided_on=date(2026, 12, 8)), at=make.noon(date(2026, 12, 9)))
    asked.refresh_from_db()
    assert (asked.state, asked.stopped_at) == ("met", make.noon(date(2026, 12, 9)))
    again = next_entry(second)
    assert again is not None
    assert (again.state, again.due_on) == ("running", date(2027, 1, 8))
    ended = {"ending": Ending.STOPPED, "ended_on": date(2026, 12, 25), "note": "終了"}
    services.end_provision(provision=second, **ended, by=officer(), at=make.noon(date(2026, 12, 25)))
    again.refresh_from_db()
    assert again.state == "met"


@pytest.mark.parametrize("manner", [Manner.EACH, Manner.DOCUMENT])
def test_a_record_made_each_time_and_a_contract_ask_for_no_next_entry(manner: str) -> None:
    assert next_entry(make.provide(consented("company", recipient_name=TRUST, manner=manner))) is None


def test_the_rule_of_the_next_entry_is_a_target_with_its_source() -> None:
    rule = ClockRule.objects.get(duty="consents.continued_record")
    assert (rule.certainty, rule.amount, "第19条第2項ただし書" in rule.source) == (Certainty.TARGET, 1, True)


def test_the_end_of_a_provision_still_stands_still_in_the_database() -> None:
    provision = make.provide(consented("company", recipient_name=TRUST, manner=Manner.BATCH, provided_on=FIRST))
    ended = {"ending": Ending.STOPPED, "ended_on": FIRST, "note": "終了"}
    row = services.end_provision(provision=provision, **ended, by=officer(), at=make.NOW)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE consents_provisionending SET note = 'x' WHERE id = %s", [row.pk])
