"""How does a case end that came in twice? Under the number of the one received first, which is answered."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cases import guards
from cases.models import Case, CaseLink, CasePause
from cases.services.answers import left_open
from cases.services.declaring import step_deed
from cases.services.links import note_link
from cases.services.moving import finish, locked, move, wanting
from cases.states import UNANSWERED, steps
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, refuse_if


@step_deed(steps.DUPLICATE)
def end_as_duplicate(*, case: Case, original: Case, reason: str, by: Actor, at: datetime) -> Case:
    """End a case that is the same matter as `original`, received no later, under which it is answered; return it.

    The two are linked. What the person is still owed under this number (a promise, a body's question, the report of a
    leak) keeps it open.

    :raises Refused: when the reason is missing, the other case is of another kind, was received later or ended without
        an answer, or something is owed under this number (sections 9, 12 and 13).
    :raises Conflict: when an answer has been drafted, the case has ended, or is named as its own duplicate.
    """
    if case.pk == original.pk:
        raise Conflict(_("A case is not a duplicate of itself."))
    # Always in the same order: two people who name each other's case wait for one another.
    stored = {one.pk: locked(one) for one in sorted((case, original), key=lambda one: one.pk)}
    case, original = stored[case.pk], stored[original.pk]
    refuse_if(
        [
            *wanting(case, steps.DUPLICATE, reason=reason),
            guards.same_kind(is_same=case.kind == original.kind),
            guards.first_received(received_at=case.received_at, original_received_at=original.received_at),
            guards.original_answers(is_answering=original.status not in UNANSWERED),
            *left_open(case),
        ],
        obj=case,
    )
    move(case, steps.DUPLICATE, by=by, at=at, reason=reason, withdrawn_at=at, duplicate_of=original)
    CasePause.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    either_way = Q(case=case, linked=original) | Q(case=original, linked=case)
    if not CaseLink.objects.filter(either_way).exists():
        note_link(case, original, reason=reason, by=by, at=at)
    changes = {"original": str(original.reference)}
    return finish(case, "cases.ended_as_duplicate", by=by, at=at, changes=changes, reason=reason)
