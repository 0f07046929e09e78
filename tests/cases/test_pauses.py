"""While the person is waited for, the time stands still; closing and reopening never cost the person a day."""

from datetime import timedelta

import pytest

from cases import services
from cases.models import CasePause
from cases.states import Kind, Status
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Clock
from privacyportal.notifications.models import Message
from tests.factories.cases import MONDAY, answered, investigated, open_case, sent, tokyo

pytestmark = pytest.mark.django_db


def due_on(case: object, duty: str = "cases.answer") -> str:
    return Clock.objects.get(reference=case.reference, duty=duty).due_on.isoformat()


def test_paused_days_move_the_answer_date(aoki: User) -> None:
    case = investigated(by=aoki)
    assert due_on(case) == "2026-12-01"
    asked, came = tokyo("2026-11-17T10:00"), tokyo("2026-11-19T10:00")
    services.wait_for_person(case=case, reason="person_documents", sent=sent(asked), by=aoki, at=asked)
    clock = Clock.objects.get(reference=case.reference, duty="cases.answer")
    assert clock.state == "paused"
    services.resume(case=case, sent=sent(came), by=aoki, at=came)
    assert due_on(case) == "2026-12-03"
    assert due_on(case, "cases.acknowledge") == "2026-11-17"


def test_the_pause_lasts_from_the_sending_to_the_arrival_whenever_it_is_recorded(aoki: User) -> None:
    case = investigated(by=aoki)
    asked, came = tokyo("2026-11-17T10:00"), tokyo("2026-11-18T15:00")
    services.wait_for_person(
        case=case, reason="person_information", sent=sent(asked), by=aoki, at=asked + timedelta(hours=3)
    )
    services.resume(case=case, sent=sent(came), by=aoki, at=came + timedelta(days=2))
    pause = CasePause.objects.get(case=case)
    assert (pause.started_at, pause.ended_at) == (asked, came)
    assert (pause.request.direction, pause.answer.direction) == ("outgoing", "incoming")


def test_an_answer_cannot_arrive_before_its_request(aoki: User) -> None:
    case = investigated(by=aoki)
    asked = tokyo("2026-11-17T10:00")
    services.wait_for_person(case=case, reason="person_information", sent=sent(asked), by=aoki, at=asked)
    with pytest.raises(Refused) as refused:
        services.resume(case=case, sent=sent(asked - timedelta(hours=1)), by=aoki, at=asked)
    assert refused.value.refusals[0].field == "happened_at"


@pytest.mark.usefixtures("aoki_at_disclosure")
def test_a_request_waits_for_identity_and_its_suit_date_never_moves(aoki: User) -> None:
    case = open_case(kind=Kind.DISCLOSURE, by=aoki)
    before = due_on(case, "cases.suit_possible"), due_on(case, "cases.identity_check")
    assert before[0] == "2026-12-01"
    asked, came = tokyo("2026-11-17T10:00"), tokyo("2026-11-20T10:00")
    services.wait_for_person(case=case, reason="person_identity", sent=sent(asked), by=aoki, at=asked)
    case = services.resume(case=case, sent=sent(came), by=aoki, at=came)
    assert (case.status, case.acknowledged_at) == (Status.ACKNOWLEDGED, asked)
    assert due_on(case, "cases.suit_possible") == before[0]
    assert (before[1], due_on(case, "cases.identity_check")) == ("2026-11-24", "2026-11-27")


def test_the_same_matter_reopened_runs_on_with_the_time_that_was_left(aoki: User, baba: User) -> None:
    at = tokyo("2026-11-18T10:00")
    case = answered(by=aoki, approver=baba, at=at)
    services.close(case=case, outcome="upheld", by=aoki, at=at)
    again = tokyo("2026-12-18T10:00")
    case = services.reopen(case=case, kind="same_matter", reason="停止が一部漏れていた", by=baba, at=again)
    clock = Clock.objects.get(reference=case.reference, duty="cases.answer")
    assert (case.status, clock.state, case.answered_at) == (Status.INVESTIGATING, "running", None)
    assert clock.due_on.isoformat() == "2026-12-30"
    assert case.reopenings.get().former_outcome == "upheld"


def test_new_facts_start_a_new_deadline(aoki: User, baba: User) -> None:
    case = answered(by=aoki, approver=baba)
    services.close(case=case, outcome="upheld", by=aoki, at=MONDAY)
    again = tokyo("2026-12-01T10:00")
    case = services.reopen(case=case, kind="new_facts", reason="別の案内状が届いた", by=baba, at=again)
    clock = Clock.objects.get(reference=case.reference, duty="cases.answer")
    assert (clock.started_at, clock.due_on.isoformat()) == (again, "2026-12-15")
    assert clock.generation == 2


def test_a_case_reopened_after_its_date_mails_nobody_at_once(aoki: User, baba: User) -> None:
    case = investigated(by=aoki)
    services.withdraw(case=case, sent=sent(MONDAY), reason="申出人の意思", by=aoki, at=tokyo("2026-11-30T16:00"))
    again = tokyo("2026-12-21T10:00")
    case = services.reopen(case=case, kind="same_matter", reason="撤回された", by=baba, at=again)
    levels = Clock.objects.get(reference=case.reference, duty="cases.answer").levels
    assert not levels.filter(recorded_at=None, fire_at__lte=again).exists()
    assert not Message.objects.filter(reference=case.reference).exists()


def test_a_withdrawn_case_ends_its_pause_and_its_deadline(aoki: User) -> None:
    case = investigated(by=aoki)
    asked = tokyo("2026-11-17T10:00")
    services.wait_for_person(case=case, reason="person_choice", sent=sent(asked), by=aoki, at=asked)
    back = tokyo("2026-11-18T10:00")
    case = services.withdraw(case=case, sent=sent(back), reason="申出人の意思", by=aoki, at=back)
    assert not CasePause.objects.filter(case=case, ended_at=None).exists()
    assert Clock.objects.get(reference=case.reference, duty="cases.answer").state == "cancelled"


def test_a_corrected_time_of_receipt_moves_the_deadlines(aoki: User) -> None:
    case = open_case(by=aoki)
    earlier = tokyo("2026-11-12T10:00")
    case = services.correct_received(case=case, received_at=earlier, reason="支店に12日に到着", by=aoki, at=MONDAY)
    assert due_on(case) == "2026-11-27"
