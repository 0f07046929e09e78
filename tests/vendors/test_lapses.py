"""A ground abroad that stops holding is that morning's task, in lists and by mail, without anybody looking (A16)."""

from datetime import date
from typing import Any

import pytest

from privacyportal.accounts.models import User
from privacyportal.clocks.models import Clock, Level
from privacyportal.clocks.river.sweeping import sweep
from tests.factories.actors import CLERK
from tests.factories.clocks import tokyo
from tests.factories.vendors import NOW, TODAY
from tests.rewriting import without
from vendors import services
from vendors.models import Country, ForeignGround, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("goto")]
LAPSE = "vendors.ground_lapse"
CONSENTED = {"consent_wording": "W-11 第2版、同意書庫", "consent_informed_on": date(2026, 11, 1)}


def ground(country: str, **fields: Any) -> ForeignGround:
    abroad, owner = Country.objects.get(pk=country), User.objects.get(username="goto")
    vendor = services.register_vendor(name=f"委託先{country}", country=abroad, owner=owner, by=CLERK, at=NOW)
    with without("vendor_abroad_on_a_ground"):  # as one that lost its ground, and is given another
        Vendor.objects.filter(pk=vendor.pk).update(status="active", activated_at=NOW)
    vendor.refresh_from_db()
    fields = {"basis": "designated", "evidence": "所在国の確認書", "valid_from": TODAY, **fields}
    return services.add_foreign_ground(party=vendor, by=CLERK, at=NOW, **fields)


def lapse_of(found: ForeignGround) -> Clock | None:
    return Clock.objects.filter(reference=found.reference, duty=LAPSE, state="running").first()


def test_an_ended_designation_makes_a_task_of_the_next_morning_for_each_ground_that_rests_on_it() -> None:
    german, french = ground("DE"), ground("FR")
    assert lapse_of(german) is None
    services.end_designation(
        country=Country.objects.get(pk="DE"), valid_to=date(2026, 12, 31), reason="告示の改正", by=CLERK, at=NOW
    )
    clock = lapse_of(german)
    assert clock is not None
    assert (clock.started_at, clock.due_on) == (tokyo("2027-01-01T00:00"), date(2027, 1, 5))
    assert lapse_of(french) is None


def test_a_check_that_is_overdue_lapses_the_day_after_and_a_new_check_moves_it() -> None:
    found = ground(
        "US", basis="equivalent", implementation_checked_on=date(2026, 11, 1), law_checked_on=date(2026, 10, 1)
    )
    clock = lapse_of(found)
    assert clock is not None
    assert clock.started_at == tokyo("2027-10-02T00:00")


def test_a_ground_with_an_end_lapses_the_day_after_it_and_is_told_of_that_morning() -> None:
    found = ground("US", basis="consent", **CONSENTED, valid_to=date(2026, 12, 7))
    sweep(at=tokyo("2026-12-08T08:59"))
    told = Level.objects.filter(clock=lapse_of(found), code="due")
    assert set(told.values_list("recorded_at", flat=True)) == {None}
    sweep(at=tokyo("2026-12-08T12:00"))
    assert None not in set(told.values_list("recorded_at", flat=True))


def test_what_was_stopped_or_replaced_has_no_lapse_left() -> None:
    found = ground("US", basis="consent", **CONSENTED, valid_to=date(2026, 12, 7))
    services.stop_provision(ground=found, reason="提供の終了", by=CLERK, at=NOW)
    assert lapse_of(found) is None
