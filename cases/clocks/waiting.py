"""How long do we wait for others before we remind them, and before it is decided how to go on? (P4)"""

from collections.abc import Iterable

from cases.models import Case, CasePause, Correspondence
from cases.states import BODY_REASONS, ENDED, MOST_REMINDERS
from privacyportal.clocks.plan import Facts


def nudge_facts(case: Case) -> Facts | None:
    """From the request, or the last reminder, to the next reminder; none after MOST_REMINDERS."""
    pause = next((row for row in case.pauses.all() if row.ended_at is None), None)
    if pause is None or case.status in ENDED:
        return None
    reminders = reminders_of(pause, case.correspondence.all())
    if len(reminders) >= MOST_REMINDERS:
        return None
    last = reminders[-1].happened_at if reminders else pause.started_at
    return Facts(started_at=last, variant=pause.reason)


def long_wait_facts(case: Case) -> Facts | None:
    """From the request to the arrival of its answer; past it, a person decides how the case goes on."""
    pauses = sorted(case.pauses.all(), key=lambda row: (row.started_at, row.pk))
    if not pauses:
        return None
    pause = pauses[-1]
    return Facts(
        started_at=pause.started_at,
        stopped_at=pause.ended_at if pause.answer_id else None,
        cancelled=pause.answer_id is None and case.status in ENDED,
        restarts=len(pauses) - 1,
        variant=pause.reason,
    )


def reminders_of(pause: CasePause, letters: Iterable[Correspondence]) -> list[Correspondence]:
    """Return what was sent, after the request, to the side that a pause waits for; oldest first."""
    party = Correspondence.Party.BODY if pause.reason in BODY_REASONS else Correspondence.Party.PERSON
    sent = [
        letter
        for letter in letters
        if letter.direction == Correspondence.Direction.OUTGOING
        and letter.party == party
        and not letter.is_automatic
        and letter.pk != pause.request_id
        and letter.happened_at >= pause.started_at
    ]
    return sorted(sent, key=lambda letter: (letter.happened_at, letter.pk))
