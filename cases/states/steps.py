"""Which steps does a case take, from where to where, by which right, and what does each need?

A step is one object, and the transition table is the list of them: a service declares its deed by its step, moves the
case by it, and the history is told in its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from cases.states.words import ENDED, OPEN, WAITING, WORKING, Kind, Status
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.rights import Right, right

INTAKE = right("cases.add_case")
HANDLE = right("cases.handle_case")
APPROVE = right("cases.approve_case")
EITHER = right("cases.handle_case", "cases.approve_case")
ASSIGN = right("cases.assign_case")
REROUTE = right("cases.reroute_case")
ROUTES = right("cases.change_routetable")


class Need(Enum):
    """What a step does not do without, asked in one place for every step that names it."""

    # A written reason.
    REASON = auto()
    # Of a request: the requester's identity, verified (policy section 9).
    IDENTITY = auto()


@dataclass(frozen=True)
class Move:
    """From which states to which state a step takes a case."""

    sources: tuple[Status, ...]
    target: Status


@dataclass(frozen=True, kw_only=True)
class StepByKind:
    """One step of a case: name in the records, words for people, the right it asks, how it moves each kind of case.

    Beside `backoffice.steps.Step`, which leads from states to one state: a request and a complaint go different ways.

    `moves` is empty where the step leaves a case in its state; a kind that is missing there does not take it.
    """

    name: str
    words: Text
    right: Right = HANDLE
    moves: Mapping[Kind, Move] | None = None
    needs: frozenset[Need] = frozenset()

    def move_of(self, kind: str) -> Move | None:
        """Return how the step moves a case of a kind; None where it does not."""
        return (self.moves or {}).get(Kind(kind))

    def is_open_to(self, kind: str, status: str) -> bool:
        """Return whether the table lets a case of this kind take this step from where it stands."""
        move = self.move_of(kind)
        return move is not None and status in move.sources


def both(sources: tuple[Status, ...], target: Status) -> dict[Kind, Move]:
    """Return a step's moves that are the same for complaints and requests."""
    return {kind: Move(sources, target) for kind in Kind}


REASON = frozenset({Need.REASON})
IDENTITY = frozenset({Need.IDENTITY})

OPENED = StepByKind(name="open", words=_("intake"), right=INTAKE)
ACKNOWLEDGE = StepByKind(
    name="acknowledge", words=_("acknowledgement"), moves=both((Status.RECEIVED,), Status.ACKNOWLEDGED)
)
INVESTIGATE = StepByKind(
    name="investigate",
    words=_("investigation"),
    moves={Kind.COMPLAINT: Move((Status.RECEIVED, Status.ACKNOWLEDGED), Status.INVESTIGATING)},
)
VERIFY_IDENTITY = StepByKind(
    name="verify_identity",
    words=_("identity verification"),
    moves={Kind.DISCLOSURE: Move((Status.RECEIVED, *WORKING), Status.INVESTIGATING)},
)
WAIT_FOR_PERSON = StepByKind(
    name="wait_for_person",
    words=_("waiting for the person"),
    moves={
        Kind.COMPLAINT: Move(WORKING, Status.WAITING_PERSON),
        Kind.DISCLOSURE: Move((Status.RECEIVED, *WORKING), Status.WAITING_PERSON),
    },
)
WAIT_FOR_BODY = StepByKind(
    name="wait_for_body", words=_("waiting for an outside body"), moves=both(WORKING, Status.WAITING_BODY)
)
RESUME = StepByKind(
    name="resume",
    words=_("time resumed"),
    moves={
        Kind.COMPLAINT: Move(WAITING, Status.INVESTIGATING),
        Kind.DISCLOSURE: Move(WAITING, Status.ACKNOWLEDGED),
    },
)
RESUME_VERIFIED = StepByKind(
    name="resume_verified",
    words=_("time resumed"),
    moves={Kind.DISCLOSURE: Move(WAITING, Status.INVESTIGATING)},
    needs=IDENTITY,
)
PROPOSE_ANSWER = StepByKind(
    name="propose_answer",
    words=_("answer proposed"),
    moves=both((Status.INVESTIGATING,), Status.AWAITING_APPROVAL),
    needs=IDENTITY,
)
SEND_BACK = StepByKind(
    name="send_back",
    words=_("answer sent back"),
    right=APPROVE,
    moves=both((Status.AWAITING_APPROVAL,), Status.INVESTIGATING),
    needs=REASON,
)
APPROVE_ANSWER = StepByKind(
    name="approve",
    words=_("answer approved"),
    right=APPROVE,
    moves=both((Status.AWAITING_APPROVAL,), Status.APPROVED),
)
ANSWER = StepByKind(
    name="answer",
    words=_("answer to the person"),
    moves=both((Status.APPROVED,), Status.ANSWERED),
    needs=IDENTITY,
)
CLOSE = StepByKind(name="close", words=_("closure"), moves=both((Status.ANSWERED,), Status.CLOSED))
REOPEN = StepByKind(
    name="reopen",
    words=_("reopening"),
    right=APPROVE,
    moves=both(ENDED, Status.INVESTIGATING),
    needs=REASON,
)
WITHDRAW = StepByKind(
    name="withdraw",
    words=_("withdrawal"),
    right=EITHER,
    moves=both(tuple(status for status in OPEN if status is not Status.ANSWERED), Status.WITHDRAWN),
    needs=REASON,
)
# Once an answer was drafted it is decided on: two cases with answers are two matters.
DUPLICATE = StepByKind(
    name="duplicate",
    words=_("end as a duplicate"),
    moves=both((Status.RECEIVED, *WORKING, *WAITING), Status.DUPLICATE),
    needs=REASON,
)
REMIND = StepByKind(name="remind", words=_("reminder of what is waited for"))
REROUTED = StepByKind(name="reroute", words=_("route changed"), right=REROUTE, needs=REASON)
ASSIGNED = StepByKind(name="assign", words=_("handler assigned"), right=ASSIGN)
TAKEN = StepByKind(name="take", words=_("taken over"))
CORRECT_RECEIVED = StepByKind(name="correct_received", words=_("time of receipt corrected"), needs=REASON)

REFER = StepByKind(name="refer", words=_("referral to the JSDA"))
REFERRED = StepByKind(name="referred", words=_("referral received"))
ANSWER_REFERRAL = StepByKind(name="answer_referral", words=_("referral answered"), right=EITHER)
DRAFT_EXPLANATION = StepByKind(name="draft_explanation", words=_("explanation drafted"))
APPROVE_EXPLANATION = StepByKind(name="approve_explanation", words=_("explanation approved"), right=APPROVE)
SEND_BACK_EXPLANATION = StepByKind(
    name="send_back_explanation", words=_("explanation sent back"), right=APPROVE, needs=REASON
)
PASS_ON = StepByKind(name="pass_on", words=_("passed on to the partner's desk"))
TELL_DESK = StepByKind(name="tell_desk", words=_("person told of the desk"))

PROMISE = StepByKind(name="promise", words=_("date promised"))
KEEP_PROMISE = StepByKind(name="keep_promise", words=_("promise kept"))
ASK_EXTENSION = StepByKind(name="ask_extension", words=_("extension asked for"), needs=REASON)
APPROVE_EXTENSION = StepByKind(name="approve_extension", words=_("extension approved"), right=APPROVE)
REFUSE_EXTENSION = StepByKind(name="refuse_extension", words=_("extension refused"), right=APPROVE, needs=REASON)
EXTEND = StepByKind(name="extend", words=_("extension told to the person"))

LEAK = StepByKind(name="leak", words=_("possible leak reported"), needs=REASON)
LEAK_FACTS = StepByKind(name="leak_facts", words=_("facts of the leak recorded"))
LEAK_FIRST = StepByKind(name="leak_first", words=_("preliminary report made"))
LEAK_FURTHER = StepByKind(name="leak_further", words=_("further report of the leak made"))
LEAK_FINAL = StepByKind(name="leak_final", words=_("final report made"))
LEAK_WAIVED = StepByKind(name="leak_waived", words=_("leak found not reportable"), right=APPROVE, needs=REASON)
DISPOSE = StepByKind(name="dispose", words=_("identity documents disposed of"))
IMPORTED = StepByKind(name="import", words=_("import"), right=right("backoffice.import_records"))

STEPS: tuple[StepByKind, ...] = (
    OPENED, ACKNOWLEDGE, INVESTIGATE, VERIFY_IDENTITY, WAIT_FOR_PERSON, WAIT_FOR_BODY, RESUME, RESUME_VERIFIED,
    PROPOSE_ANSWER, SEND_BACK, APPROVE_ANSWER, ANSWER, CLOSE, REOPEN, WITHDRAW, DUPLICATE, REMIND, REROUTED, ASSIGNED,
    TAKEN, CORRECT_RECEIVED, REFER, REFERRED, ANSWER_REFERRAL, DRAFT_EXPLANATION, APPROVE_EXPLANATION,
    SEND_BACK_EXPLANATION, PASS_ON, TELL_DESK, PROMISE, KEEP_PROMISE, ASK_EXTENSION, APPROVE_EXTENSION,
    REFUSE_EXTENSION, EXTEND, LEAK, LEAK_FACTS, LEAK_FIRST, LEAK_FURTHER, LEAK_FINAL, LEAK_WAIVED, DISPOSE, IMPORTED,
)  # fmt: skip
_WORDS = {step.name: step.words for step in STEPS}


def step_label(name: str) -> str:
    """Return what a recorded step is called in the reader's language."""
    return str(_WORDS.get(name, name))
