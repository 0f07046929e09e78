"""From every state, every deed: the table decides, for complaints and for requests alike."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.models import AnswerProposal, Case, CasePause, CaseStep, IdentityCheck
from cases.services.moving import can_take
from cases.services.steps import Identity
from cases.states import STEPS, Kind, Status, steps
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Conflict
from tests.factories.cases import MONDAY, open_case, sent
from tests.rewriting import without

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


def do(name: str, case: Case, by: User) -> Any:
    """Call the service behind a move."""
    calls: dict[str, dict[str, Any]] = {
        "acknowledge": {"sent": sent(MONDAY)},
        "investigate": {},
        "verify_identity": {"identity": Identity(method="passport", is_confirmed=True)},
        "wait_for_person": {"reason": "person_information", "sent": sent(MONDAY)},
        "wait_for_body": {"sent": sent(MONDAY)},
        "resume": {"sent": sent(LATER)},
        "propose_answer": {"text": "回答", "outcome": "upheld" if case.kind == Kind.COMPLAINT else "disclosed"},
        "send_back": {"reason": "根拠を追記"},
        "approve": {},
        "answer": {"channel": "letter", "happened_at": MONDAY},
        "close": {"outcome": "upheld" if case.kind == Kind.COMPLAINT else "disclosed"},
        "reopen": {"kind": "new_facts", "reason": "新たな事実"},
        "withdraw": {"reason": "申出人の意思", "sent": sent(MONDAY)},
    }
    if name == "duplicate":
        calls[name] = {"reason": "同じ件", "original": open_case(kind=case.kind)}
    renamed = {"answer": services.record_answer, "duplicate": services.end_as_duplicate}
    service = renamed.get(name) or getattr(services, name)
    return service(case=case, by=by, at=LATER, **calls[name])


def identify(case: Case, by: User) -> None:
    """Record that the requester was identified."""
    IdentityCheck.objects.get_or_create(
        case=case, defaults={"method": "passport", "is_confirmed": True, "checked_at": MONDAY, "checked_by": by}
    )


def case_in(kind: str, status: str, author: User, approver: User) -> Case:
    """A case put into a state by hand, with what the database asks of that state."""
    case = open_case(kind=kind)
    outcome = "upheld" if kind == Kind.COMPLAINT else "disclosed"
    ends = {Status.CLOSED: {"closed_at": MONDAY, "outcome": outcome}, Status.WITHDRAWN: {"withdrawn_at": MONDAY}}
    if status == Status.DUPLICATE:
        ends[Status.DUPLICATE] = {"withdrawn_at": MONDAY, "duplicate_of": open_case(kind=kind)}
    facts: dict[str, Any] = dict(ends.get(Status(status), {}))
    if status != Status.RECEIVED:
        facts["acknowledged_at"] = MONDAY
    if status in (Status.AWAITING_APPROVAL, Status.APPROVED, Status.ANSWERED, Status.CLOSED):
        facts["identity_verified_at"] = MONDAY
        identify(case, approver)
    if status in (Status.ANSWERED, Status.CLOSED):
        facts |= {"answered_at": MONDAY, "outcome": outcome}
    if status == Status.AWAITING_APPROVAL:
        AnswerProposal.objects.create(case=case, text="回答", outcome=outcome, proposed_at=MONDAY, proposed_by=author)
    if status in (Status.APPROVED, Status.ANSWERED, Status.CLOSED):
        AnswerProposal.objects.create(
            case=case,
            text="回答",
            outcome=outcome,
            proposed_at=MONDAY,
            proposed_by=author,
            decision="approved",
            decided_at=MONDAY,
            decided_by=approver,
        )
    if status in (Status.WAITING_PERSON, Status.WAITING_BODY):
        request = case.correspondence.create(
            direction="outgoing", channel="letter", text="照会", happened_at=MONDAY, recorded_at=MONDAY
        )
        CasePause.objects.create(case=case, reason="person_information", request=request, started_at=MONDAY)
    Case.objects.filter(pk=case.pk).update(status=status, **facts)
    case.refresh_from_db()
    return case


MOVES = {step.name: step for step in STEPS if step.moves}
NAMES = sorted(set(MOVES) - {"resume_verified"})


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("status", Status.values)
def test_only_the_tables_moves_are_possible(kind: str, status: str, aoki: User, baba: User) -> None:
    for name in NAMES:
        case = case_in(kind, status, aoki, baba)
        if name in ("propose_answer", "answer") and kind == Kind.DISCLOSURE:
            identify(case, baba)
            Case.objects.filter(pk=case.pk).update(identity_verified_at=MONDAY)
            case.refresh_from_db()
        move = MOVES[name].move_of(kind)
        if move is not None and status in move.sources:
            with transaction.atomic():
                do(name, case, baba)
            case.refresh_from_db()
            expected = Status.INVESTIGATING if name == "resume" and case.identity_verified_at else move.target
            assert case.status == expected, name
            step = CaseStep.objects.filter(case=case).latest("pk")
            assert (step.from_status, step.to_status, step.by) == (status, case.status, baba)
        elif name == "acknowledge" and case.is_open and case.acknowledged_at is None:
            continue
        else:
            with pytest.raises(Conflict):
                do(name, case, baba)
            assert Case.objects.get(pk=case.pk).status == status


def test_two_people_at_once_move_a_case_only_once(aoki: User, baba: User) -> None:
    case = open_case(told_number=True)
    seen_by_baba = Case.objects.get(pk=case.pk)
    services.investigate(case=case, by=aoki, at=LATER)
    with pytest.raises(Conflict) as conflict:
        services.investigate(case=seen_by_baba, by=baba, at=LATER)
    assert "調査" in conflict.value.text or "investigation" in conflict.value.text
    assert CaseStep.objects.filter(case=case, action="investigate").count() == 1


def test_a_receipt_can_be_acknowledged_late_but_once(aoki: User) -> None:
    case = open_case()
    services.investigate(case=case, by=aoki, at=LATER)
    case = services.acknowledge(case=case, sent=sent(LATER), by=aoki, at=LATER)
    assert (case.status, case.acknowledged_at) == (Status.INVESTIGATING, LATER)
    with pytest.raises(Conflict):
        services.acknowledge(case=case, sent=sent(LATER), by=aoki, at=LATER)
    assert not can_take(case, steps.ACKNOWLEDGE)


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("case_status_known", {"status": "lost"}),
    ("case_closed_has_date", {"status": "closed", "answered_at": MONDAY, "outcome": "upheld"}),
    ("case_closed_has_outcome", {"status": "closed", "answered_at": MONDAY, "closed_at": MONDAY}),
    ("case_withdrawn_has_date", {"status": "withdrawn"}),
    ("case_answered_has_date", {"status": "answered"}),
    ("case_received_before_registered", {"received_at": MONDAY + timedelta(days=1)}),
    ("case_disclosure_after_identity", {"kind": "disclosure", "status": "awaiting_approval"}),
]


@pytest.mark.parametrize(("name", "facts"), BROKEN, ids=[row[0] for row in BROKEN])
def test_the_database_itself_refuses_what_may_not_be(name: str, facts: dict[str, Any]) -> None:
    case = open_case()
    with without("case_answer_approved"), pytest.raises(IntegrityError, match=name), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**facts)


def test_the_database_refuses_an_answer_approved_by_its_author(aoki: User) -> None:
    case = open_case()
    with pytest.raises(IntegrityError, match="proposal_four_eyes"), transaction.atomic():
        AnswerProposal.objects.create(
            case=case,
            text="回答",
            outcome="upheld",
            proposed_at=MONDAY,
            proposed_by=aoki,
            decision="approved",
            decided_at=MONDAY,
            decided_by=aoki,
        )
