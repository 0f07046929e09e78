"""Which steps does a case take from where it stands, by which right, and what does each need? Without a database."""

import pytest
from django.utils.translation import override

from cases.states import (
    ENDED,
    OPEN,
    OUTCOMES,
    STEPS,
    TONES,
    Kind,
    Move,
    Need,
    Outcome,
    Status,
    StepByKind,
    step_label,
)
from cases.states.steps import both

# From each state: the steps that a complaint and a request take, each with where it leads.
NO_ANSWER = {"withdraw": "withdrawn"}
# Until an answer is drafted a case may turn out to be the same as another.
UNDRAFTED = {"duplicate": "duplicate", **NO_ANSWER}
WORKING = {"wait_for_person": "waiting_person", "wait_for_body": "waiting_body", **UNDRAFTED}
TABLE: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "received": (
        {"acknowledge": "acknowledged", "investigate": "investigating", **UNDRAFTED},
        {
            "acknowledge": "acknowledged",
            "verify_identity": "investigating",
            "wait_for_person": "waiting_person",
            **UNDRAFTED,
        },
    ),
    "acknowledged": (
        {"investigate": "investigating", **WORKING},
        {"verify_identity": "investigating", **WORKING},
    ),
    "investigating": (
        {"propose_answer": "awaiting_approval", **WORKING},
        {"verify_identity": "investigating", "propose_answer": "awaiting_approval", **WORKING},
    ),
    "waiting_person": (
        {"resume": "investigating", **UNDRAFTED},
        {"resume": "acknowledged", "resume_verified": "investigating", **UNDRAFTED},
    ),
    "waiting_body": (
        {"resume": "investigating", **UNDRAFTED},
        {"resume": "acknowledged", "resume_verified": "investigating", **UNDRAFTED},
    ),
    "awaiting_approval": (
        {"send_back": "investigating", "approve": "approved", **NO_ANSWER},
        {"send_back": "investigating", "approve": "approved", **NO_ANSWER},
    ),
    "approved": ({"answer": "answered", **NO_ANSWER}, {"answer": "answered", **NO_ANSWER}),
    "answered": ({"close": "closed"}, {"close": "closed"}),
    "closed": ({"reopen": "investigating"}, {"reopen": "investigating"}),
    "withdrawn": ({"reopen": "investigating"}, {"reopen": "investigating"}),
    "duplicate": ({"reopen": "investigating"}, {"reopen": "investigating"}),
}
HANDLE, APPROVE = "cases.handle_case", "cases.approve_case"
EITHER = f"{HANDLE} | {APPROVE}"
# The steps whose right is not that of whoever handles the case.
RIGHTS = {
    "open": "cases.add_case",
    "send_back": APPROVE,
    "approve": APPROVE,
    "reopen": APPROVE,
    "withdraw": EITHER,
    "reroute": "cases.reroute_case",
    "assign": "cases.assign_case",
    "answer_referral": EITHER,
    "approve_explanation": APPROVE,
    "send_back_explanation": APPROVE,
    "approve_extension": APPROVE,
    "refuse_extension": APPROVE,
    "leak_waived": APPROVE,
    "import": "backoffice.import_records",
}
REASONED = {
    "duplicate",
    "send_back",
    "reopen",
    "withdraw",
    "reroute",
    "correct_received",
    "send_back_explanation",
    "ask_extension",
    "refuse_extension",
    "leak",
    "leak_waived",
}
IDENTIFIED = {"resume_verified", "propose_answer", "answer"}


def taken(kind: Kind, status: str) -> dict[str, str]:
    """The steps that a case of a kind takes from a state, and where each leads."""
    return {step.name: target_of(step, kind) for step in STEPS if step.is_open_to(kind, status)}


def target_of(step: StepByKind, kind: Kind) -> str:
    """Where a step leads a case of a kind."""
    move = step.move_of(kind)
    return move.target if move is not None else ""


@pytest.mark.parametrize("status", Status.values)
def test_a_case_takes_the_steps_of_the_table_and_no_other(status: str) -> None:
    assert (taken(Kind.COMPLAINT, status), taken(Kind.DISCLOSURE, status)) == TABLE[status]


def test_every_step_asks_the_right_of_whoever_handles_the_case_or_a_named_one() -> None:
    assert {step.name: str(step.right) for step in STEPS if str(step.right) != HANDLE} == RIGHTS


def test_which_steps_want_a_written_reason_and_which_a_verified_identity() -> None:
    assert {step.name for step in STEPS if Need.REASON in step.needs} == REASONED
    assert {step.name for step in STEPS if Need.IDENTITY in step.needs} == IDENTIFIED


def test_a_step_that_moves_nothing_is_no_move_of_any_kind() -> None:
    note = StepByKind(name="remind", words="")
    assert [note.move_of(kind) for kind in Kind.values] == [None, None]
    assert not note.is_open_to("complaint", "received")
    with pytest.raises(ValueError, match="question"):
        note.move_of("question")


def test_a_move_of_both_kinds_is_the_same_for_each() -> None:
    move = Move((Status.RECEIVED,), Status.CLOSED)
    assert both((Status.RECEIVED,), Status.CLOSED) == {Kind.COMPLAINT: move, Kind.DISCLOSURE: move}


def test_every_state_is_open_or_ended_and_every_outcome_is_of_one_kind() -> None:
    assert sorted([*OPEN, *ENDED]) == sorted(Status)
    assert sorted([*OUTCOMES[Kind.COMPLAINT], *OUTCOMES[Kind.DISCLOSURE]]) == sorted(Outcome)
    assert set(TONES) == set(Status)


def test_history_tells_a_step_in_its_words_and_an_unknown_one_by_its_name() -> None:
    with override("en"):
        assert [step_label(name) for name in ("close", "of old")] == ["closure", "of old"]
