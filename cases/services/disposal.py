"""How do the identity documents of an ended request go, on paper and in the portal?"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.guards import disposal
from cases.models import Case, IdentityDisposal
from cases.services.declaring import step_deed
from cases.services.moving import finish, locked, note_step
from cases.states import steps
from privacyportal.accounts.models import User
from privacyportal.attachments.models import IDENTITY, Attachment
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.erasure.rules import Rule
from privacyportal.erasure.services import erase

SECTION = "4"


def identity_files(case: Case) -> QuerySet[Attachment]:
    """Return the case's files that are known as identity documents and not erased yet: labelled so, or restricted."""
    known = Q(label=IDENTITY) | Q(restricted=True)
    return Attachment.objects.filter(known, reference=case.reference, erasure=None).order_by("pk")


@step_deed(steps.DISPOSE)
def dispose_identity(
    *,
    case: Case,
    method: str,
    count: int,
    disposed_at: datetime,
    checked_by: User,
    documents: Sequence[Attachment] = (),
    by: Actor,
    at: datetime,
) -> IdentityDisposal:
    """Dispose of the identity documents of an ended request, seen by a second person; erase those among its files.

    `documents` are files of the case; their names and contents go for good. With the method "erased" `count` is their
    number; with any other, that of the papers. Whatever the method, none may be left in the portal.

    :raises Refused: when the checker disposed of them, the moment lies in the future or before the end, there is
        nothing to erase, the count is another, or identity documents would be left.
    :raises Conflict: when the case has not ended.
    """
    case = locked(case)
    ended_at = case.closed_at or case.withdrawn_at
    if ended_at is None:
        raise Conflict(_("The case has not ended."))
    timely = [
        guards.other_checker(is_same=by.is_same_person(checked_by)),
        guards.not_in_future(disposed_at, now=at, field="disposed_at"),
        guards.not_before(disposed_at, earliest=ended_at, field="disposed_at"),
    ]
    found = _found(case, documents, method=method, count=count, by=by, timely=timely)
    _erase(found, by=by, checked_by=checked_by, at=at)
    proof = {"method": method, "count": count, "disposed_at": disposed_at, "recorded_at": at}
    record = IdentityDisposal.objects.create(case=case, disposed_by=by.account, checked_by=checked_by, **proof)
    note_step(case, steps.DISPOSE, by=by, at=at)
    changes = {"disposal": method, "count": count, "files_erased": len(found), "happened_at": disposed_at}
    finish(case, "cases.identity_disposed", by=by, at=at, changes=changes, section=SECTION)
    return record


def _found(
    case: Case, documents: Sequence[Attachment], *, method: str, count: int, by: Actor, timely: list[Refusal | None]
) -> list[Attachment]:
    """Return those of the chosen files that are the case's and not erased yet, unless a guard says no."""
    chosen = {file.pk for file in documents}
    found = list(Attachment.objects.filter(pk__in=chosen, reference=case.reference, erasure=None).order_by("pk"))
    left = identity_files(case).exclude(pk__in=chosen).count()
    refuse_if(
        [
            *timely,
            disposal.counted_truly(method, count=count, chosen=len(chosen), found=len(found)),
            disposal.nothing_left(left),
            disposal.erased_by_a_person(files=len(found), is_person=by.account is not None),
        ],
        obj=case,
    )
    return found


def _erase(files: Sequence[Attachment], *, by: Actor, checked_by: User, at: datetime) -> None:
    """Erase the chosen files under the rule of identity documents."""
    wants, reason = by.account, str(_("Identity documents of an ended request"))
    if wants is None:
        return  # then there are none: a guard has seen to it
    for file in files:
        erase(obj=file, rule=Rule.IDENTITY, reason=reason, erased_by=wants, checked_by=checked_by, by=by, at=at)
