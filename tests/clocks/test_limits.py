"""The firm's limits for reminders are figures like others: dated, by two persons, never behind the last sweep."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Threshold
from privacyportal.clocks.river import limits, thresholds
from privacyportal.clocks.river.sweeping import sweep
from tests.factories.clocks import tokyo
from tests.migrating import ALIAS, migrated, older_database

type SignIn = Callable[[User], Client]
NOW = tokyo("2026-12-04T10:00")


def drafted(code: str, value: int | str, valid_from: date, by: User) -> Threshold:
    return thresholds.amend(
        obj=Threshold.objects.get(code=code),
        value=Decimal(value),
        source="会議",
        valid_from=valid_from,
        change_reason="会議で決定",
        by=by,
        at=NOW,
    )


def test_the_brake_changes_by_a_second_person_from_the_day_after_the_last_sweep(baba: User, endo: User) -> None:
    sweep(at=NOW)
    early = drafted(limits.IN_ONE_SWEEP, 50, date(2026, 12, 4), baba)
    with pytest.raises(Refused) as refused:
        thresholds.publish(obj=early, by=endo, at=NOW)
    assert refused.value.refusals[0].code == "backoffice.backwards"
    later = {"valid_from": date(2026, 12, 5), "change_reason": "翌日から"}
    thresholds.correct(obj=early, value=Decimal(50), source="会議", **later, by=baba, at=NOW)
    thresholds.publish(obj=early, by=endo, at=NOW)
    assert [limits.most_in_one_sweep(date(2026, 12, day)) for day in (4, 5)] == [500, 50]


@pytest.mark.parametrize("value", ["0", "0.5", "10.5"])
def test_no_limit_stops_everything_or_counts_half_a_notice(baba: User, value: str) -> None:
    with pytest.raises(Refused):
        drafted(limits.PER_PERSON, value, date(2027, 1, 1), baba)


def test_whether_early_notices_may_be_declined_is_chosen_by_its_word(baba: User, as_user: SignIn) -> None:
    row = Threshold.objects.get(code=limits.MAY_DECLINE)
    assert row.value_text == "認めない"
    page = as_user(baba).get(f"/admin/clocks/threshold/{row.pk}/do/amend/").content.decode()
    assert '<option value="1">認める</option>' in page
    draft = drafted(limits.MAY_DECLINE, 1, date(2027, 1, 1), baba)
    assert draft.value_text == "認める"
    told = ["「認めない」を「認める」に変更します。", "事前の通知を受け取らないことを選んでいる人：0人"]
    assert thresholds.effect_text(draft).splitlines() == told


def test_what_the_firm_had_set_becomes_the_first_versions(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), older_database(tmp_path, ("clocks", "0010_thresholds")) as older:
        rows = older.get_model("clocks", "ReminderSettings").objects.using(ALIAS)
        rows.create(pk=1, brake_total=2_000_000_000, brake_per_person=7, may_decline_warnings=True)
        apps = migrated(("clocks", "0011_reminder_limits_are_thresholds"))
        stored = apps.get_model("clocks", "Threshold").objects.using(ALIAS).order_by("code")
        assert list(stored.values_list("code", "value", "stage", "valid_from", "valid_to")) == [
            ("clocks.brake_per_person", 7, "published", date(1970, 1, 1), None),
            ("clocks.brake_total", 99_999_999, "published", date(1970, 1, 1), None),
            ("clocks.may_decline_warnings", 1, "published", date(1970, 1, 1), None),
        ]
