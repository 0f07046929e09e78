"""Whose word is owed: an answer to the latest message, how the matter stands, or what was promised?"""

from collections.abc import Iterable
from datetime import datetime, time

from cases.models import Case, CasePromise, Correspondence
from cases.states import BODY_REASONS, ENDED
from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.plan import Facts

type Spell = tuple[datetime, datetime | None]


def message_facts(case: Case) -> Facts | None:
    """From the oldest unanswered message of the person's side to our next word to it (T3).

    Letters, mails and calls count in both directions; internal notes are no letters, automatic messages no words.
    """
    spells = _unanswered(case)
    if not spells:
        return None
    started_at, answered_at = spells[-1]
    return Facts(
        started_at=started_at,
        stopped_at=answered_at,
        cancelled=answered_at is None and case.status in ENDED,
        restarts=len(spells) - 1,
    )


def progress_facts(case: Case) -> Facts | None:
    """From our last word to the person to the next, while we spoke last and still owe the answer (T1).

    While we wait for the person there is nothing to tell; a case taken up again begins anew.
    """
    said = {word.happened_at for word in _words(case) if word.direction == Correspondence.Direction.OUTGOING}
    ours = _before_answer(case, said | {case.acknowledged_at})
    heard = {word.happened_at for word in _words(case) if word.direction == Correspondence.Direction.INCOMING}
    waits = [pause for pause in case.pauses.all() if pause.reason not in BODY_REASONS]
    if not ours or ours[-1] < max(_before_answer(case, heard), default=ours[-1]) or any(not w.ended_at for w in waits):
        return None
    reopened = [row.reopened_at for row in case.reopenings.all()]
    return Facts(
        started_at=max([ours[-1], *reopened, *(pause.ended_at for pause in waits if pause.ended_at)]),
        stopped_at=case.answered_at,
        cancelled=case.answered_at is None and case.status in ENDED,
        restarts=len(ours) - 1 + len(reopened),
    )


def _before_answer(case: Case, moments: Iterable[datetime | None]) -> list[datetime]:
    """Return the moments before the answer, in order; all of them while there is none."""
    known = [at for at in moments if at is not None]
    return sorted(at for at in known if case.answered_at is None or at < case.answered_at)


def _words(case: Case) -> list[Correspondence]:
    """Return what was said between the person's side and us, oldest first."""
    words = [
        letter
        for letter in case.correspondence.all()
        if letter.party == Correspondence.Party.PERSON and not letter.is_automatic
    ]
    return sorted(words, key=lambda row: (row.happened_at, row.pk))


def _unanswered(case: Case) -> list[Spell]:
    """Return the stretches in which a word of ours was owed, the last one open where it still is."""
    spells: list[Spell] = []
    since: datetime | None = None
    for letter in _words(case):
        if letter.direction == Correspondence.Direction.INCOMING:
            since = since or letter.happened_at
        elif since is not None:
            spells.append((since, letter.happened_at))
            since = None
    return [*spells, (since, None)] if since is not None else spells


def promise_facts(case: Case) -> Facts | None:
    """The nearest promise not yet kept, else the last one kept; no rule moves its date (T2)."""
    promises = list(case.promises.all())
    if not promises:
        return None
    open_ones = [promise for promise in promises if promise.kept_at is None]
    promise = min(open_ones, key=lambda row: (row.on, row.pk)) if open_ones else max(promises, key=_kept_at)
    return Facts(
        started_at=promise.made_in.happened_at,
        stopped_at=promise.kept_at,
        cancelled=promise.kept_at is None and case.status in ENDED,
        fixed_on=promise.on,
        fixed_at=promise.at,
        restarts=len(promises) - 1 + sum(len(row.told) for row in promises),
    )


def _kept_at(promise: CasePromise) -> datetime:
    return promise.kept_at or datetime.combine(promise.by_on, time.min, TOKYO)
