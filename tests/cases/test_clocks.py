"""Each thing that is due in a case has a clock of its own: messages, waits, outside bodies, leaks, disposal (T1)."""

from datetime import date

import pytest

from cases import services
from cases.figures import View, narrowed
from cases.models import Case, Correspondence
from cases.states import Concerns, Kind
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Refused
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.clocks.models import Clock, ClockRule, Level, RuleLevel
from privacyportal.clocks.plan import duties_of
from privacyportal.clocks.river import catalogue
from privacyportal.clocks.river.sweeping import sweep
from tests.factories.cases import MONDAY, answered, investigated, open_case, partner, partner_desk, sent, tokyo
from tests.rewriting import rewriting

pytestmark = pytest.mark.django_db


def clock_of(case: Case, duty: str) -> Clock:
    return Clock.objects.get(reference=case.reference, duty=f"cases.{duty}")


def came(case: Case, at: str, *, by: User, **fields: object) -> None:
    letter = sent(tokyo(at))
    services.record_correspondence(
        case=case, direction="incoming", sent=type(letter)(**{**vars(letter), **fields}), by=by, at=tokyo(at)
    )


def went(case: Case, at: str, *, by: User, **fields: object) -> None:
    letter = sent(tokyo(at))
    services.record_correspondence(
        case=case, direction="outgoing", sent=type(letter)(**{**vars(letter), **fields}), by=by, at=tokyo(at)
    )


def test_the_oldest_unanswered_message_starts_and_the_next_word_of_ours_stops(aoki: User) -> None:
    case = investigated(by=aoki)
    assert not Clock.objects.filter(reference=case.reference, duty="cases.latest_message").exists()
    came(case, "2026-11-17T10:00", by=aoki, channel="telephone")
    came(case, "2026-11-18T10:00", by=aoki)
    services.add_note(case=case, text="折返し予定", by=aoki, at=tokyo("2026-11-18T11:00"))
    went(case, "2026-11-18T12:00", by=aoki, is_automatic=True)
    clock = clock_of(case, "latest_message")
    assert (clock.state, clock.started_at, clock.due_on) == ("running", tokyo("2026-11-17T10:00"), date(2026, 11, 25))
    went(case, "2026-11-19T10:00", by=aoki, party="body")
    assert clock_of(case, "latest_message").state == "running"
    went(case, "2026-11-19T11:00", by=aoki)
    assert clock_of(case, "latest_message").state == "met"
    came(case, "2026-11-20T09:00", by=aoki, is_automatic=True)
    assert clock_of(case, "latest_message").state == "met"
    came(case, "2026-11-20T10:00", by=aoki)
    clock = clock_of(case, "latest_message")
    assert (clock.state, clock.generation, clock.started_at) == ("running", 2, tokyo("2026-11-20T10:00"))


def test_whoever_heard_from_us_last_and_is_owed_an_answer_hears_again_within_twenty_business_days(aoki: User) -> None:
    case = investigated(by=aoki)
    assert clock_of(case, "progress").started_at == case.acknowledged_at == MONDAY
    went(case, "2026-11-17T10:00", by=aoki)
    clock = clock_of(case, "progress")
    assert (clock.state, clock.started_at, clock.due_on) == ("running", tokyo("2026-11-17T10:00"), date(2026, 12, 16))
    came(case, "2026-11-18T10:00", by=aoki)
    assert clock_of(case, "progress").state == "cancelled"  # an answer to the message is owed instead
    went(case, "2026-11-19T10:00", by=aoki)
    clock = clock_of(case, "progress")
    assert (clock.state, clock.started_at, clock.due_on) == ("running", tokyo("2026-11-19T10:00"), date(2026, 12, 18))


def test_nobody_is_told_how_the_matter_stands_while_their_own_answer_is_waited_for(aoki: User) -> None:
    case = investigated(by=aoki)
    at = tokyo("2026-11-18T10:00")
    services.wait_for_person(case=case, sent=sent(at), reason="person_documents", by=aoki, at=at)
    assert clock_of(case, "progress").state == "cancelled"


def test_the_answer_ends_the_duty_to_tell_progress_and_a_late_reopening_does_not_find_it_overdue(
    aoki: User, baba: User
) -> None:
    case = answered(by=aoki, approver=baba, at=tokyo("2026-11-20T10:00"))
    assert clock_of(case, "progress").state == "met"
    at = tokyo("2027-03-01T10:00")
    services.close(case=case, outcome="upheld", root_cause="手順の不備", by=baba, at=at)
    services.reopen(case=case, kind="same_matter", reason="未了の点", by=baba, at=at)
    clock = clock_of(case, "progress")
    assert (clock.state, clock.started_at) == ("running", at)


def test_a_wait_reminds_us_to_remind_twice_and_then_to_decide(aoki: User) -> None:
    case = investigated(by=aoki)
    asked = tokyo("2026-11-17T10:00")
    services.wait_for_person(case=case, reason="person_documents", sent=sent(asked), by=aoki, at=asked)
    assert clock_of(case, "nudge").due_on == date(2026, 12, 2)
    assert clock_of(case, "long_wait").due_on == date(2026, 12, 17)
    for n, at in enumerate((tokyo("2026-12-02T10:00"), tokyo("2026-12-16T10:00")), start=1):
        services.remind(case=case, sent=sent(at), by=aoki, at=at)
        assert (clock_of(case, "nudge").state == "running") is (n == 1)
    assert clock_of(case, "answer").state == "paused"
    now = tokyo("2026-12-18T10:00")
    assert case in narrowed(Case.objects.all(), View.LONG_WAIT, aoki, now)
    services.resume(case=case, sent=sent(tokyo("2026-12-18T09:00")), by=aoki, at=now)
    assert clock_of(case, "long_wait").state == "missed"
    assert case not in narrowed(Case.objects.all(), View.LONG_WAIT, aoki, now)


def test_a_matter_taken_to_a_partners_desk_is_measured_on_that_desks_calendar(aoki: User) -> None:
    desk = partner_desk()
    desk.calendar = BusinessCalendar.objects.get(code="GOV")
    desk.save()
    late = tokyo("2026-12-21T10:00")
    case = open_case(by=aoki, at=late, received_at=late, concerns=Concerns.SEMINAR_CO_HOST, partner=partner(desk))
    referral = services.pass_on_to_partner_desk(case=case, sent=sent(late, "要旨"), consented_at=late, by=aoki, at=late)
    clock = clock_of(case, "body_answer")
    assert clock.calendar_version.calendar.code == "GOV"
    assert clock.due_on == date(2027, 1, 8)
    assert clock_of(case, "answer").calendar_version.calendar.code == "DESK"
    assert list(Level.objects.filter(clock=clock).values_list("code", flat=True)) == ["due"]
    assert clock not in Clock.objects.overdue(tokyo("2027-02-01T10:00"))
    back = tokyo("2027-01-06T10:00")
    services.record_referral_result(case=case, referral=referral, sent=sent(back), by=aoki, at=back)
    assert clock_of(case, "body_answer").state == "met"


LEAKS = [
    ("2026-12-01", False, "2027-01-04"),
    ("2026-12-01", True, "2027-01-29"),
    ("2026-12-02", False, "2027-01-04"),
    ("2026-12-02", True, "2027-02-01"),
    ("2026-11-05", True, "2027-01-04"),
    ("2026-10-05", False, "2026-11-04"),
    ("2026-08-24", False, "2026-09-24"),
    ("2027-02-20", False, "2027-03-23"),
]


def test_the_final_report_is_due_as_annex_a2_counts(aoki: User, baba: User) -> None:
    day = tokyo("2026-08-01T10:00")
    case = open_case(by=aoki, at=day, received_at=day)
    leak = services.report_possible_leak(case=case, reason="誤送信", by=aoki, at=day)
    for known, wrongful, due in LEAKS:
        at = tokyo(f"{known}T15:00")
        services.record_leak_facts(case=leak, known_at=at, wrongful_purpose=wrongful, reason="確認", by=baba, at=at)
        assert clock_of(leak, "leak_final_report").due_on.isoformat() == due
    assert clock_of(leak, "leak_first_report").due_on == date(2027, 2, 24)


def test_a_leak_found_at_intake_counts_from_receipt_and_its_reports_end_both_limits(aoki: User, baba: User) -> None:
    case = open_case(by=aoki, leak_suspected=True)
    leak = Case.objects.get(linked_from__case=case)
    assert leak.leak.known_at == case.received_at == MONDAY
    assert not hasattr(case, "leak")
    first, final = clock_of(leak, "leak_first_report"), clock_of(leak, "leak_final_report")
    assert (first.due_on, final.due_on) == (date(2026, 11, 20), date(2026, 12, 15))
    assert (first.rule.certainty, final.rule.certainty) == ("G", "H")
    at = tokyo("2026-11-18T10:00")
    services.record_leak_report(case=leak, which="first", reported_at=at, reported_to="関東財務局", by=baba, at=at)
    assert (clock_of(leak, "leak_first_report").state, clock_of(leak, "leak_final_report").state) == ("met", "running")
    services.waive_leak_report(case=leak, reason="高度な暗号化", by=baba, at=at)
    assert clock_of(leak, "leak_final_report").state == "cancelled"


@pytest.mark.usefixtures("aoki_at_disclosure")
def test_identity_documents_of_an_ended_request_are_disposed_of_and_a_second_person_saw_it(
    aoki: User, baba: User
) -> None:
    case = open_case(by=aoki, kind=Kind.DISCLOSURE, disclosure_method="document", told_number=True)
    check = services.steps.Identity(method="passport", is_confirmed=True)
    services.verify_identity(case=case, identity=check, by=aoki, at=MONDAY)
    assert not Clock.objects.filter(reference=case.reference, duty="cases.identity_disposal").exists()
    ended = tokyo("2026-11-24T10:00")
    services.withdraw(case=case, sent=sent(ended), reason="取下げ", by=aoki, at=ended)
    assert clock_of(case, "identity_disposal").due_on == date(2026, 12, 24)
    proof = {"method": "shredded", "count": 2, "disposed_at": ended}
    with pytest.raises(Refused):
        services.dispose_identity(case=case, checked_by=aoki, by=aoki, at=ended, **proof)
    services.dispose_identity(case=case, checked_by=baba, by=aoki, at=ended, **proof)
    assert clock_of(case, "identity_disposal").state == "met"


def test_new_duties_do_not_disturb_an_answered_complaint(aoki: User, baba: User) -> None:
    case = answered(by=aoki, approver=baba)
    assert not Clock.objects.open().filter(reference=case.reference).exists()


def test_a_duty_that_an_upgrade_brings_reaches_records_that_are_there_and_is_silent_about_the_past(aoki: User) -> None:
    with rewriting(ClockRule, RuleLevel):
        ClockRule.objects.filter(duty="cases.latest_message").delete()
    case = investigated(by=aoki)
    letter = sent(tokyo("2026-11-17T10:00"))
    Correspondence.objects.create(
        case=case, direction="incoming", party="person", channel="letter", counterparty="佐々木 涼子", text=letter.text,
        happened_at=letter.happened_at, recorded_at=letter.happened_at,
    )  # fmt: skip
    now = tokyo("2026-12-14T10:00")
    assert [rule.duty for rule in catalogue.install(by=PORTAL, at=now)] == ["cases.latest_message"]
    sweep(at=now)
    clock = clock_of(case, "latest_message")
    assert (clock.state, clock.due_on) == ("running", date(2026, 11, 25))
    assert {notice.outcome for notice in clock.notices.all()} == {"suppressed"}
    assert catalogue.install(by=PORTAL, at=now) == []


@pytest.mark.parametrize("kind", Kind)
def test_what_comes_with_a_part_of_a_case_is_not_there_without_it(kind: Kind) -> None:
    """So a case that has just begun need not be asked."""
    case = open_case(kind=kind, description="漏えいのおそれ", leak_suspected=True)
    parts = {part.get_accessor_name() for part in Case._meta.related_objects}
    with_parts = [duty for duty in duties_of("CASE").values() if duty.part]
    assert {duty.part for duty in with_parts} <= parts
    assert [duty.code for duty in with_parts if duty.facts(case) is not None] == []
    assert [duty.code for duty in duties_of("CASE").values() if duty.facts(case) is not None] != []
