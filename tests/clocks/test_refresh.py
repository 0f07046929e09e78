"""Does a clock say what its events say, however often it is rebuilt?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule, Level, Notice
from privacyportal.clocks.plan import ClockState, Facts, Pause, Unit
from privacyportal.clocks.river import NoRule
from privacyportal.clocks.river.sweeping import sweep
from tests.factories.clocks import EVENTS, make_rule, tokyo
from tests.rewriting import published_as
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
NOW = tokyo("2026-11-24T10:05")

type MakeCompany = Callable[..., Vendor]


def clock_of(vendor: Vendor) -> Clock:
    return Clock.objects.get(reference=vendor.reference)


def refreshed(vendor: Vendor, facts: Facts | None, at: str = "2026-11-24T10:05") -> Clock:
    EVENTS[vendor.pk] = facts
    river.refresh(reference=vendor.reference, at=tokyo(at))
    return clock_of(vendor)


def levels(vendor: Vendor) -> dict[str, object]:
    rows = Level.objects.filter(clock__reference=vendor.reference).order_by("generation", "order")
    return {f"{row.generation}.{row.code}": row.fire_at for row in rows}


def test_a_clock_has_its_limit_and_every_step_with_its_moment(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    clock = refreshed(vendor, Facts(started_at=RECEIVED))
    assert clock.state == ClockState.RUNNING
    assert clock.due_on == date(2026, 12, 8)
    assert clock.due_at == tokyo("2026-12-08T17:00")
    assert levels(vendor) == {
        "1.soon": tokyo("2026-12-03T09:00"),
        "1.due": tokyo("2026-12-08T09:00"),
        "1.overdue": tokyo("2026-12-09T09:01"),
        "1.escalate_manager": tokyo("2026-12-11T09:00"),
        "1.escalate_head": tokyo("2026-12-17T09:00"),
    }


def test_refreshing_again_changes_nothing(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED))
    before = (list(Clock.objects.values()), list(Level.objects.values()))
    river.refresh(reference=vendor.reference, at=NOW)
    assert (list(Clock.objects.values()), list(Level.objects.values())) == before


def test_done_in_the_minute_of_the_limit_is_met_and_a_minute_later_is_missed(
    company: MakeCompany, rule: ClockRule
) -> None:
    in_time, late = company(None), company(None)
    facts = Facts(started_at=RECEIVED)
    assert refreshed(in_time, replace(facts, stopped_at=tokyo("2026-12-08T17:00"))).state == ClockState.MET
    assert refreshed(late, replace(facts, stopped_at=tokyo("2026-12-08T17:01"))).state == ClockState.MISSED
    assert set(levels(in_time).values()) <= {None}


def test_a_result_stands_when_the_rule_changes_afterwards(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    done = refreshed(vendor, Facts(started_at=RECEIVED, stopped_at=tokyo("2026-12-08T16:00")))
    published_as(ClockRule.objects.filter(pk=rule.pk), amount=1)
    river.refresh(reference=vendor.reference, at=NOW)
    assert clock_of(vendor).due_at == done.due_at == tokyo("2026-12-08T17:00")
    assert clock_of(vendor).state == ClockState.MET


def test_a_pause_keeps_the_limit_in_sight_and_mails_nobody(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    pause = Pause(started_at=tokyo("2026-12-01T11:00"), reason="person")
    clock = refreshed(vendor, Facts(started_at=RECEIVED, pauses=[pause]))
    assert clock.state == ClockState.PAUSED
    assert clock.due_on == date(2026, 12, 8)
    assert clock.remaining == 5
    assert set(levels(vendor).values()) == set() or set(levels(vendor).values()) == {None}


def test_a_resumed_clock_keeps_its_generation_and_moves_by_the_paused_days(
    company: MakeCompany, rule: ClockRule
) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED))
    sweep(at=tokyo("2026-12-03T09:00"))
    pause = Pause(tokyo("2026-12-03T11:00"), tokyo("2026-12-07T10:00"), "person")
    clock = refreshed(vendor, Facts(started_at=RECEIVED, pauses=[pause]), at="2026-12-07T10:00")
    assert clock.generation == 1
    assert clock.due_on == date(2026, 12, 10)
    sweep(at=tokyo("2026-12-09T10:00"))
    assert [notice.level for notice in Notice.objects.all()] == ["soon"]


def test_a_pause_for_a_reason_that_does_not_stop_the_rule_is_not_counted(company: MakeCompany) -> None:
    make_rule(stopped_by=["identity"])
    vendor = company(None)
    pause = Pause(tokyo("2026-11-26T11:00"), tokyo("2026-12-07T10:00"), "person")
    assert refreshed(vendor, Facts(started_at=RECEIVED, pauses=[pause])).due_on == date(2026, 12, 8)


def test_time_after_a_closure_is_not_counted_when_the_matter_is_taken_up_again(company: MakeCompany) -> None:
    make_rule(stopped_by=[])
    vendor = company(None)
    closed = Pause(tokyo("2026-12-03T11:00"), tokyo("2027-01-12T10:00"), "closed")
    clock = refreshed(vendor, Facts(started_at=RECEIVED, pauses=[closed]))
    assert clock.state == ClockState.RUNNING
    assert clock.due_on == date(2027, 1, 15)


def test_a_promised_date_is_not_moved_by_pauses_or_rules(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    pause = Pause(tokyo("2026-11-26T11:00"), None, "person")
    clock = refreshed(vendor, Facts(started_at=RECEIVED, fixed_on=date(2026, 12, 5), pauses=[pause]))
    assert clock.state == ClockState.RUNNING
    assert (clock.due_on, clock.is_fixed) == (date(2026, 12, 5), True)


def test_an_extension_begins_a_new_generation_that_reminds_again(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED, fixed_on=date(2026, 12, 8)))
    sweep(at=tokyo("2026-12-03T09:00"))
    clock = refreshed(vendor, Facts(started_at=RECEIVED, fixed_on=date(2026, 12, 15)), at="2026-12-04T09:00")
    assert clock.generation == 2
    sweep(at=tokyo("2026-12-10T09:00"))
    assert [(notice.generation, notice.level) for notice in Notice.objects.order_by("pk")] == [(1, "soon"), (2, "soon")]


def test_a_promised_date_that_is_given_up_for_a_later_one_of_the_rule_begins_a_new_generation(
    company: MakeCompany, rule: ClockRule
) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED, fixed_on=date(2026, 12, 4)))
    clock = refreshed(vendor, Facts(started_at=RECEIVED), at="2026-12-01T09:00")
    assert (clock.generation, clock.due_on, clock.is_fixed) == (2, date(2026, 12, 8), False)


def test_a_limit_that_a_longer_rule_moves_keeps_its_generation(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED))
    published_as(ClockRule.objects.filter(pk=rule.pk), amount=11)
    clock = refreshed(vendor, Facts(started_at=RECEIVED))
    assert (clock.generation, clock.due_on) == (1, date(2026, 12, 9))


def test_a_date_moved_earlier_keeps_the_generation(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED, fixed_on=date(2026, 12, 15)))
    clock = refreshed(vendor, Facts(started_at=RECEIVED, fixed_on=date(2026, 12, 8)))
    assert clock.generation == 1
    assert levels(vendor)["1.due"] == tokyo("2026-12-08T09:00")


def test_the_next_yearly_round_reminds_anew(company: MakeCompany) -> None:
    make_rule(12, Unit.MONTHS)
    vendor = company(None)
    refreshed(vendor, Facts(started_at=tokyo("2025-11-20T10:00")))
    clock = refreshed(vendor, Facts(started_at=tokyo("2026-11-18T10:00")))
    assert clock.generation == 2
    assert clock.due_on == date(2027, 11, 18)


def test_a_duty_that_no_longer_applies_is_cancelled(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    refreshed(vendor, Facts(started_at=RECEIVED))
    assert refreshed(vendor, None).state == ClockState.CANCELLED
    sweep(at=tokyo("2027-03-01T09:00"))
    assert not Notice.objects.exists()


def test_no_time_allowed_and_no_date_is_no_clock(company: MakeCompany) -> None:
    make_rule(0)
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=NOW)
    assert not Clock.objects.exists()


def test_without_a_rule_in_force_nothing_is_guessed(company: MakeCompany) -> None:
    make_rule(valid_from=date(2026, 12, 1))
    vendor = company(Facts(started_at=RECEIVED))
    with pytest.raises(NoRule, match="2026-11-24"):
        river.refresh(reference=vendor.reference, at=NOW)


def test_what_began_under_the_old_rule_keeps_it(company: MakeCompany, rule: ClockRule, baba: User, endo: User) -> None:
    draft = river.amend_rule(obj=rule, valid_from=date(2026, 12, 1), amount=5, by=baba, at=NOW)
    river.publish_rule(obj=draft, by=endo, at=NOW)
    old, new = company(None), company(None)
    assert refreshed(old, Facts(started_at=RECEIVED)).due_on == date(2026, 12, 8)
    assert refreshed(new, Facts(started_at=tokyo("2026-12-01T10:00"))).due_on == date(2026, 12, 8)
    assert {clock.rule.amount for clock in Clock.objects.all()} == {10, 5}


def test_an_import_records_what_is_past_and_leaves_the_rest_to_come(
    company: MakeCompany, rule: ClockRule, mailoutbox: list[object]
) -> None:
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh_many(references=[vendor.reference], at=tokyo("2026-12-09T12:00"), suppress="imported")
    assert {(n.level, n.outcome, n.reason) for n in Notice.objects.all()} == {
        ("soon", "suppressed", "imported"),
        ("due", "suppressed", "imported"),
        ("overdue", "suppressed", "imported"),
    }
    run = sweep(at=tokyo("2026-12-11T09:00"))
    assert [notice.level for notice in run.notices.all()] == ["escalate_manager"]


def test_many_records_cost_as_many_statements_as_one(
    company: MakeCompany, rule: ClockRule, django_assert_max_num_queries: Callable[..., object]
) -> None:
    vendors = [company(Facts(started_at=RECEIVED)) for _n in range(50)]
    with django_assert_max_num_queries(20):
        river.refresh_many(references=[vendor.reference for vendor in vendors], at=NOW)
    assert Clock.objects.count() == 50
    assert Level.objects.count() == 250


def test_a_result_keeps_what_was_used_and_what_was_left(company: MakeCompany, rule: ClockRule) -> None:
    start, done = tokyo("2026-11-24T10:00"), tokyo("2026-12-08T15:30")
    pause = Pause(started_at=tokyo("2026-11-25T09:00"), ended_at=tokyo("2026-11-25T13:00"))
    clock = refreshed(company(None), Facts(started_at=start, stopped_at=done, pauses=(pause,)))
    assert (clock.state, clock.elapsed, clock.margin) == ("met", (7 + 4 + 8 * 8 + 6) * 60 + 30, 90)
    late = refreshed(company(None), Facts(started_at=start, stopped_at=tokyo("2026-12-09T10:00")))
    assert (late.state, late.margin) == ("missed", -60)


def test_a_pause_that_nobody_ended_is_subtracted_at_the_end(company: MakeCompany, rule: ClockRule) -> None:
    vendor = company(None)
    pause = Pause(started_at=tokyo("2026-12-01T11:00"), reason="person")
    clock = refreshed(vendor, Facts(started_at=RECEIVED, pauses=[pause], stopped_at=tokyo("2026-12-14T10:00")))
    assert (clock.state, clock.due_on) == (ClockState.MET, date(2026, 12, 21))
