"""Is every step that falls due recorded once and told once, whatever the sweep has been through?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from privacyportal.accounts.models import Desk, User
from privacyportal.calendars.budgets import Budget, Unit, due
from privacyportal.calendars.loading import open_hours
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule, Notice, SweepRun
from privacyportal.clocks.plan import Facts, LevelCode, OffsetUnit, Outcome, Reason, Role, fire_at
from privacyportal.clocks.river import dispatching
from privacyportal.clocks.river.rulebook import value_of
from privacyportal.clocks.river.sweeping import record_fallen_due, sweep
from privacyportal.clocks.show.forecast import forecast
from privacyportal.notifications.models import Message
from tests.factories.clocks import EVENTS, make_rule, tokyo
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
type MakeCompany = Callable[..., Vendor]


@pytest.fixture
def running(company: MakeCompany, rule: ClockRule, head: User) -> Vendor:
    """A company whose answer is due on Tuesday 8 December at 17:00."""
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    return vendor


def told() -> list[tuple[str, str]]:
    rows = Message.objects.select_related("recipient").order_by("pk")
    return [(row.facts["level"], row.recipient.username) for row in rows]


MOMENTS = ["2026-12-03T09:00", "2026-12-08T09:00", "2026-12-09T09:01", "2026-12-11T09:00", "2026-12-17T09:00"]


def test_each_step_is_told_once_to_the_owner_then_the_supervisor_then_the_head_of_compliance(running: Vendor) -> None:
    for moment in MOMENTS:
        for _again in range(2):
            sweep(at=tokyo(moment))
    assert told() == [
        ("soon", "goto"),
        ("due", "goto"),
        ("overdue", "goto"),
        ("escalate_manager", "kudo"),
        ("escalate_head", "head"),
    ]


def test_a_step_is_not_told_before_its_moment(running: Vendor) -> None:
    assert sweep(at=tokyo("2026-12-03T08:59")).recorded == 0
    assert sweep(at=tokyo("2026-12-03T09:00")).recorded == 1


def test_after_an_outage_the_last_step_and_the_owners_last_are_mailed_and_the_others_recorded_as_replaced(
    running: Vendor,
) -> None:
    run = sweep(at=tokyo("2027-01-04T09:00"))
    assert (run.recorded, run.superseded, run.queued) == (5, 3, 2)
    assert sorted(told()) == [("escalate_head", "head"), ("overdue", "goto")]
    replaced = Notice.objects.filter(outcome=Outcome.SUPERSEDED)
    assert {notice.reason for notice in replaced} == {Reason.LATER_STEP}


def test_a_step_that_tells_two_people_tells_both_in_whatever_order_it_was_entered(
    company: MakeCompany, head: User, goto: User
) -> None:
    days = OffsetUnit.BUSINESS_DAYS
    steps = [(LevelCode.SOON, Role.OWNER, -3), (LevelCode.DUE, Role.OWNER, 0), (LevelCode.DUE, Role.MANAGER, 0)]
    make_rule(ladder=tuple((code, role, offset, days, False) for code, role, offset in steps))
    river.refresh(reference=company(Facts(started_at=RECEIVED)).reference, at=RECEIVED)
    assert {row.username for row in forecast(head, date(2026, 12, 8), now=tokyo("2026-12-07T10:00")).people} == {
        "goto",
        "kudo",
    }
    sweep(at=tokyo("2026-12-08T09:00"))
    assert sorted(told()) == [("due", "goto"), ("due", "kudo")]
    assert Notice.objects.get(outcome=Outcome.SUPERSEDED).level == LevelCode.SOON


def test_who_is_meant_by_two_roles_of_one_step_is_told_once(company: MakeCompany, head: User, kudo: User) -> None:
    days = OffsetUnit.BUSINESS_DAYS
    make_rule(ladder=tuple((LevelCode.DUE, role, 0, days, False) for role in (Role.OWNER, Role.COMPLIANCE_HEAD)))
    river.refresh(reference=company(Facts(started_at=RECEIVED), None).reference, at=RECEIVED)
    sweep(at=tokyo("2026-12-08T09:00"))
    assert told() == [("due", "head")]
    assert Notice.objects.get(outcome=Outcome.SUPPRESSED).reason == Reason.TOLD


def test_every_shipped_ladder_tells_the_owner_that_a_limit_has_passed(db: None) -> None:
    hours, limit = open_hours("DESK"), due(open_hours("DESK"), RECEIVED, Budget(3, Unit.BUSINESS_DAYS))
    for rule in ClockRule.objects.prefetch_related("levels"):
        steps = value_of(rule).steps
        overdue = [step for step in steps if (step.code, step.role) == (LevelCode.OVERDUE, Role.OWNER)]
        for step in overdue:
            moment = fire_at(step, RECEIVED, hours, limit, ())
            later = [other for other in steps if other.order > step.order and other.code != step.code]
            assert all(fire_at(other, RECEIVED, hours, limit, ()) > moment for other in later), rule


def test_a_step_of_a_former_generation_is_not_told(running: Vendor) -> None:
    Clock.objects.update(generation=2)
    assert sweep(at=tokyo("2026-12-09T12:00")).recorded == 0
    assert told() == []


def test_two_sweeps_at_once_record_each_step_once(running: Vendor) -> None:
    at = tokyo("2026-12-03T09:00")
    first = SweepRun.objects.create(at=at, started_at=at)
    second = SweepRun.objects.create(at=at, started_at=at)
    record_fallen_due(run=first, at=at)
    record_fallen_due(run=second, at=at)
    dispatching.dispatch(at=at)
    dispatching.dispatch(at=at)
    assert Notice.objects.count() == 1
    assert told() == [("soon", "goto")]


def test_a_sweep_killed_before_the_mails_were_prepared_is_completed_by_the_next(running: Vendor) -> None:
    at = tokyo("2026-12-03T09:00")
    record_fallen_due(run=SweepRun.objects.create(at=at, started_at=at), at=at)
    assert told() == []
    sweep(at=tokyo("2026-12-03T09:01"))
    assert told() == [("soon", "goto")]


def test_a_deadline_answered_between_detection_and_mail_is_recorded_as_settled(running: Vendor) -> None:
    at = tokyo("2026-12-03T09:00")
    record_fallen_due(run=SweepRun.objects.create(at=at, started_at=at), at=at)
    EVENTS[running.pk] = Facts(started_at=RECEIVED, stopped_at=at)
    river.refresh(reference=running.reference, at=at)
    sweep(at=tokyo("2026-12-03T09:01"))
    assert told() == []
    assert Notice.objects.get().reason == Reason.SETTLED


def test_one_broken_record_does_not_stop_the_others(
    running: Vendor, company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = company(Facts(started_at=RECEIVED))
    river.refresh(reference=other.reference, at=RECEIVED)
    find = dispatching.Directory.find

    def broken(self: dispatching.Directory, subject: object, obj: Vendor, role: str) -> list[User]:
        if obj.pk == running.pk:
            raise LookupError("no such department")
        return find(self, subject, obj, role)

    monkeypatch.setattr(dispatching.Directory, "find", broken)
    run = sweep(at=tokyo("2026-12-03T09:00"))
    assert (run.failed, run.queued) == (1, 1)
    assert "no such department" in Notice.objects.get(outcome=Outcome.FAILED).error


def test_what_found_nobody_is_told_to_those_who_can_mend_it_and_tried_again_an_hour_later(
    company: MakeCompany, rule: ClockRule, baba: User, goto: User
) -> None:
    vendor = company(Facts(started_at=RECEIVED), None)
    river.refresh(reference=vendor.reference, at=RECEIVED)
    User.objects.filter(pk=goto.pk).update(is_active=False)
    User.objects.filter(groups__name="compliance_officer").update(is_active=False)
    sweep(at=tokyo("2026-12-03T09:00"))
    assert Notice.objects.get().outcome == Outcome.NOBODY
    User.objects.filter(pk=baba.pk).update(is_active=True)
    sweep(at=tokyo("2026-12-03T09:59"))
    assert Notice.objects.get().outcome == Outcome.NOBODY
    sweep(at=tokyo("2026-12-03T10:00"))
    assert told() == [("soon", "baba")]


def test_a_person_whose_hours_are_unknown_does_not_stop_the_mails_to_others(
    running: Vendor, company: MakeCompany, goto: User, ueda: User, desk: Desk
) -> None:
    other = company(Facts(started_at=RECEIVED), ueda)
    river.refresh(reference=other.reference, at=RECEIVED)
    nowhere = BusinessCalendar.objects.create(code="NOWHERE", name_ja="未公開", name_en="Nowhere")
    Desk.objects.create(code="NEW", kind=Desk.Kind.OURS, name="新設窓口", calendar=nowhere).members.add(goto)
    sweep(at=tokyo("2026-12-03T09:00"))
    assert told() == [("soon", "ueda")]
    assert "NoCalendar" in Notice.objects.get(outcome=Outcome.FAILED).error


def test_the_deputy_is_told_too_while_the_owner_is_away(
    running: Vendor, goto: User, ueda: User, company: MakeCompany
) -> None:
    goto.deputy, goto.absent_from, goto.absent_until = ueda, date(2026, 12, 1), date(2026, 12, 4)
    goto.save()
    vendor = company(Facts(started_at=RECEIVED), goto)
    river.refresh(reference=vendor.reference, at=RECEIVED)
    EVENTS[running.pk] = None
    river.refresh(reference=running.reference, at=RECEIVED)
    sweep(at=tokyo("2026-12-03T09:00"))
    assert told() == [("soon", "goto"), ("soon", "ueda")]


def test_somebody_who_may_not_see_the_record_is_not_told_and_the_next_step_is(
    rule: ClockRule, company: MakeCompany, ueda: User, kudo: User
) -> None:
    vendor = company(Facts(started_at=RECEIVED), None)
    Vendor.objects.filter(pk=vendor.pk).update(owner=ueda)
    User.objects.filter(pk=ueda.pk).update(manager=kudo)
    river.refresh(reference=vendor.reference, at=RECEIVED)
    sweep(at=tokyo("2026-12-03T09:00"))
    assert told() == [("soon", "kudo")]


def test_a_record_without_an_owner_goes_up_the_ladder(rule: ClockRule, company: MakeCompany, head: User) -> None:
    vendor = company(Facts(started_at=RECEIVED), None)
    river.refresh(reference=vendor.reference, at=RECEIVED)
    sweep(at=tokyo("2026-12-03T09:00"))
    assert told() == [("soon", "head")]


def test_nobody_to_tell_is_itself_recorded(rule: ClockRule, company: MakeCompany) -> None:
    vendor = company(Facts(started_at=RECEIVED), None)
    river.refresh(reference=vendor.reference, at=RECEIVED)
    run = sweep(at=tokyo("2026-12-03T09:00"))
    assert run.failed == 1
    assert Notice.objects.get().outcome == Outcome.NOBODY


def test_a_step_for_at_once_does_not_wait_for_the_desk_to_open(company: MakeCompany) -> None:
    make_rule(ladder=((LevelCode.OVERDUE, Role.OWNER, 1, OffsetUnit.BUSINESS_MINUTES, True),))
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    assert sweep(at=tokyo("2026-12-08T17:00")).recorded == 0
    assert sweep(at=tokyo("2026-12-08T17:01")).recorded == 1


def test_half_of_the_time_allowed_is_a_moment_too(company: MakeCompany) -> None:
    make_rule(480, "business_minutes", ladder=((LevelCode.SOON, Role.OWNER, 50, OffsetUnit.PERCENT, False),))
    vendor = company(Facts(started_at=tokyo("2026-11-24T15:00")))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    assert Clock.objects.get().levels.get().fire_at == tokyo("2026-11-25T11:00")


def test_the_command_prints_what_it_recorded(running: Vendor, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep", at="2026-12-08T09:00+09:00")
    lines = capsys.readouterr().out.splitlines()
    number = running.reference.number
    assert lines == [
        f"2026-12-03 09:00\t{number}\ttests.answer\tsoon\towner\tsuperseded\tlater_step",
        f"2026-12-08 09:00\t{number}\ttests.answer\tdue\towner\tqueued",
        "2 recorded, 1 superseded, 0 suppressed, 0 failed, 1 mails queued",
    ]


@pytest.mark.parametrize("at", ["someday", "2026-13-08T09:00", "0001-01-01"])
def test_the_command_refuses_what_is_no_moment(db: None, at: str) -> None:
    with pytest.raises(CommandError, match=at):
        call_command("sweep", at=at)


def test_a_new_holiday_moves_the_limit_and_mails_nobody_for_the_past(running: Vendor, endo: User, baba: User) -> None:
    from privacyportal.calendars import services as calendars
    from privacyportal.calendars.models import BusinessCalendar

    draft = calendars.draft(calendar=BusinessCalendar.objects.get(code="DESK"), by=baba, at=RECEIVED)
    calendars.set_day(version=draft, on=date(2026, 12, 2), kind="closed", name="臨時休業", by=baba, at=RECEIVED)
    calendars.publish(version=draft, by=endo, at=RECEIVED)
    sweep(at=tokyo("2026-12-01T09:00"))
    clock = Clock.objects.get()
    assert clock.due_on == date(2026, 12, 9)
    assert clock.calendar_version == draft
    assert clock.generation == 1
