"""How is a date promised to the person, kept, and extended only with a reason, a second person and a letter? (T2)"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases import guards, mails
from cases.models import Case, CasePromise, Correspondence, PromiseExtension
from cases.permissions import approvers_for
from cases.services.declaring import step_deed
from cases.services.moving import finish, locked, note_step, person_of, wanting
from cases.services.records import Sent, check_sent, keep_outgoing
from cases.states import StepByKind, steps
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, refuse_if

Decision = PromiseExtension.Decision


@step_deed(steps.PROMISE)
def record_promise(
    *, case: Case, what: str, by_on: date, by_at: datetime | None = None, sent: Sent, by: Actor, at: datetime
) -> CasePromise:
    """Record the letter or call in which a day, or a moment of it, was promised; its clock is frozen from then on.

    :raises Refused: when the day lies before the letter, or the letter out of order.
    :raises Conflict: when the case has ended.
    """
    case = locked(case)
    if not case.is_open:
        raise Conflict(_("The case has ended."))
    refuse_if([guards.promised_later(by_on=by_on, by_at=by_at, than=sent.happened_at), *check_sent(case, sent, at=at)],
              obj=case)  # fmt: skip
    letter = keep_outgoing(case, sent, by=by, at=at)
    return promise_in(letter, what=what, by_on=by_on, by_at=by_at, by=by, at=at)


def promise_in(
    letter: Correspondence, *, what: str, by_on: date, by_at: datetime | None = None, by: Actor, at: datetime
) -> CasePromise:
    """Store the promise that a letter holds, inside another deed."""
    promise = CasePromise.objects.create(
        case=letter.case, what=what, by_on=by_on, by_at=by_at, made_in=letter, promised_by=by.account, recorded_at=at
    )
    note_step(letter.case, steps.PROMISE, by=by, at=at)
    changes = {"what": what, "by_on": by_on, "by_at": by_at}
    finish(letter.case, "cases.promised", by=by, at=at, changes=changes)
    return promise


@step_deed(steps.KEEP_PROMISE)
def keep_promise(*, case: Case, promise: CasePromise, sent: Sent, by: Actor, at: datetime) -> CasePromise:
    """Record the letter or call by which a promise was kept.

    :raises Refused: when it lies before the promise.
    :raises Conflict: when the promise is kept already.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at, earliest=promise.made_in.happened_at), obj=case)
    letter = keep_outgoing(case, sent, by=by, at=at)
    if not keep_promises(case, letter, only=promise):
        raise Conflict(_("The promise has been kept already."))
    note_step(case, steps.KEEP_PROMISE, by=by, at=at)
    finish(case, "cases.promise_kept", by=by, at=at, changes={"what": promise.what, "happened_at": sent.happened_at})
    promise.refresh_from_db()
    return promise


def keep_promises(case: Case, letter: Correspondence, *, only: CasePromise | None = None, but: str = "") -> int:
    """Mark the open promises of a case as kept by a letter: one only, or all `but` of a kind; return how many were."""
    open_ones = CasePromise.objects.filter(case=case, kept_at=None)
    if only is not None:
        open_ones = open_ones.filter(pk=only.pk)
    return open_ones.exclude(what=but).update(kept_at=letter.happened_at, kept_in=letter)


@step_deed(steps.ASK_EXTENSION)
def ask_extension(
    *,
    case: Case,
    promise: CasePromise,
    to_on: date,
    to_at: datetime | None = None,
    reason: str,
    by: Actor,
    at: datetime,
) -> PromiseExtension:
    """Ask a second person for a later day; the promise stands until the person has been told.

    :raises Refused: without a reason, or when the day is not later.
    :raises Conflict: when the promise is kept, or an extension of it is under way.
    """
    case = locked(case)
    refuse_if(
        [
            *wanting(case, steps.ASK_EXTENSION, reason=reason),
            guards.extended_later(to_on=to_on, to_at=to_at, from_on=promise.on, from_at=promise.at),
        ],
        obj=case,
    )
    under_way = PromiseExtension.objects.filter(promise=promise, told_at=None).exclude(decision=Decision.REFUSED)
    if not case.promises.filter(pk=promise.pk, kept_at=None).exists() or under_way.exists():
        raise Conflict(_("The promise has been kept, or an extension of it is under way."))
    extension = PromiseExtension.objects.create(
        promise=promise, to_on=to_on, to_at=to_at, reason=reason, asked_at=at, asked_by=person_of(by)
    )
    note_step(case, steps.ASK_EXTENSION, by=by, at=at, reason=reason)
    changes = {"by_on": [promise.on, to_on], "by_at": to_at}
    finish(case, "cases.extension_asked", by=by, at=at, changes=changes, reason=reason)
    mails.ask_for_extension(extension, approvers_for(case), by=by, at=at)
    return extension


@step_deed(steps.APPROVE_EXTENSION)
def approve_extension(
    *, case: Case, extension: PromiseExtension, reason: str = "", by: Actor, at: datetime
) -> PromiseExtension:
    """Approve a later day; who asked for it cannot. The date moves when the person has been told.

    :raises Refused: when the approver asked for it.
    :raises Conflict: when it is decided already.
    """
    return _decide(case, extension, steps.APPROVE_EXTENSION, Decision.APPROVED, reason, by, at)


@step_deed(steps.REFUSE_EXTENSION)
def refuse_extension(
    *, case: Case, extension: PromiseExtension, reason: str, by: Actor, at: datetime
) -> PromiseExtension:
    """Refuse a later day for a written reason; the promised day stands.

    :raises Refused: without a reason, or when the decider asked for it.
    :raises Conflict: when it is decided already.
    """
    return _decide(case, extension, steps.REFUSE_EXTENSION, Decision.REFUSED, reason, by, at)


@step_deed(steps.EXTEND)
def tell_extension(*, case: Case, extension: PromiseExtension, sent: Sent, by: Actor, at: datetime) -> PromiseExtension:
    """Record the letter that told the person of the approved later day: now the date moves.

    :raises Refused: when the letter is out of order.
    :raises Conflict: when the extension is not approved, or told already.
    """
    case = locked(case)
    refuse_if(check_sent(case, sent, at=at, earliest=extension.asked_at), obj=case)
    letter = keep_outgoing(case, sent, by=by, at=at)
    moved = PromiseExtension.objects.filter(
        pk=extension.pk, promise__case=case, decision=Decision.APPROVED, told_at=None
    )
    if not moved.update(letter=letter, told_at=letter.happened_at):
        raise Conflict(_("This extension is not approved, or the person has been told already."))
    note_step(case, steps.EXTEND, by=by, at=at, reason=extension.reason)
    changes = {"by_on": extension.to_on, "by_at": extension.to_at}
    finish(case, "cases.extended", by=by, at=at, changes=changes, reason=extension.reason)
    extension.refresh_from_db()
    return extension


def _decide(
    case: Case, extension: PromiseExtension, step: StepByKind, decision: str, reason: str, by: Actor, at: datetime
) -> PromiseExtension:
    case = locked(case)
    second = guards.second_person(is_person=by.account is not None, is_author=by.is_same_person(extension.asked_by))
    refuse_if([*wanting(case, step, reason=reason), second], obj=case)
    pending = PromiseExtension.objects.filter(pk=extension.pk, promise__case=case, decision=Decision.PENDING)
    if not pending.update(decision=decision, decided_at=at, decided_by=by.account, decision_reason=reason):
        raise Conflict(_("The extension has been decided on already."))
    note_step(case, step, by=by, at=at, reason=reason)
    finish(case, f"cases.extension_{decision}", by=by, at=at, reason=reason)
    extension.refresh_from_db()
    mails.tell_extension_decided(extension, by=by, at=at)
    return extension
