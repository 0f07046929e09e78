"""A figure that others are judged by changes like a rule: dated, by two persons, within the law, never backwards."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.publishing import Stage
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Threshold
from privacyportal.clocks.plan import Measure, declare, measures
from privacyportal.clocks.plan.measures import _measures
from privacyportal.clocks.river import thresholds
from tests.factories.clocks import tokyo

NOW = tokyo("2026-12-04T10:00")
CODE = "tests.persons"


@pytest.fixture
def persons(db: None) -> Iterator[Threshold]:
    """From how many persons on; law wants at least 100, and something was judged on 2 December."""
    declare(
        Measure(
            code=CODE,
            label="人数",
            unit="人",
            value=Decimal(1000),
            source="tests",
            least=Decimal(100),
            affected=lambda before, after, day: f"{before:f} → {after:f} from {day}",
            newest_use=lambda: date(2026, 12, 2),
        )
    )
    thresholds.install_thresholds(by=PORTAL, at=NOW)
    yield Threshold.objects.get(code=CODE)
    del _measures[CODE]


def drafted(persons: Threshold, by: User, *, value: int = 500, valid_from: date = date(2027, 1, 1)) -> Threshold:
    return thresholds.amend(
        obj=persons, value=Decimal(value), source="決定", valid_from=valid_from, change_reason="決定", by=by, at=NOW
    )


def test_a_figure_changes_from_its_day_on_when_a_second_person_has_published_it(
    persons: Threshold, baba: User, endo: User
) -> None:
    draft = drafted(persons, baba)
    assert thresholds.value_on(CODE, date(2027, 1, 1)) == 1000
    with pytest.raises(Refused):
        thresholds.publish(obj=draft, by=baba, at=NOW)
    thresholds.publish(obj=draft, by=endo, at=NOW)
    assert thresholds.value_on(CODE, date(2026, 12, 31)) == 1000
    assert thresholds.value_on(CODE, date(2027, 1, 1)) == 500
    assert draft.impact.endswith("1000.0000 → 500.0000 from 2027-01-01")


def test_no_version_goes_beyond_the_law_or_behind_what_was_judged(persons: Threshold, baba: User, endo: User) -> None:
    with pytest.raises(Refused):
        drafted(persons, baba, value=99)
    draft = drafted(persons, baba, value=100, valid_from=date(2026, 12, 2))
    with pytest.raises(Refused):
        thresholds.publish(obj=draft, by=endo, at=NOW)
    thresholds.withdraw(obj=draft, reason="早すぎるため", by=baba, at=NOW)
    assert (draft.stage, thresholds.value_on(CODE, date(2026, 12, 2))) == (Stage.WITHDRAWN, 1000)


def test_every_declared_figure_is_installed_once_with_its_source(db: None) -> None:
    stored = {row.code: row for row in Threshold.objects.published()}
    assert sorted(stored) == [measure.code for measure in measures()]
    assert all(row.source for row in stored.values())
    assert thresholds.install_thresholds(by=PORTAL, at=NOW) == []


def test_the_record_of_a_provision_is_never_kept_for_less_than_three_years(baba: User) -> None:
    row = Threshold.objects.get(code="consents.provision_record_months")
    assert (row.value, row.certainty) == (36, "H")
    with pytest.raises(Refused):
        drafted(row, baba, value=35)
