"""How does a second person let a file in as history, or not?"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor, acting
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.imports import history
from privacyportal.imports.registry import importer_for
from privacyportal.imports.runs import IMPORT, discard_upload, hand_out

Status = ImportRun.Status


def not_let_in(run: ImportRun, by: Actor) -> Refusal | None:
    """Return what keeps somebody from letting a file in as history."""
    right = importer_for(run.kind).history_right
    proposer = acting(run.started_by) if run.started_by else PORTAL
    return history.second_person(by=proposer, approved_by=by.account, right=right)


@deed(right=IMPORT, on="run", words=_lazy("letting a file in as history"))
def approve_history(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Let a file in as history, as the second person; it is handed to the workers.

    :raises Refused: when it is one's own file, or one may not approve such records.
    :raises Conflict: when somebody else was faster.
    """
    refuse_if([not_let_in(run, by)], obj=run)
    proposed = ImportRun.objects.filter(pk=run.pk, status=Status.PROPOSED)
    if not proposed.update(status=Status.WAITING, approved_by=by.account):
        raise Conflict(_("This import does not wait for a second person any more."))
    run.refresh_from_db()
    trail.record(action="backoffice.import_history_approved", obj=run, by=by, at=at, changes={"kind": run.kind})
    hand_out(run)
    return run


@deed(right=IMPORT, on="run", words=_lazy("not letting a file in"))
def decline_history(*, run: ImportRun, reason: str, by: Actor, at: datetime) -> ImportRun:
    """Let a file not in as history; its upload is thrown away.

    :raises Conflict: when somebody else was faster.
    """
    proposed = ImportRun.objects.filter(pk=run.pk, status=Status.PROPOSED)
    if not proposed.update(status=Status.REFUSED, finished_at=at, message=reason):
        raise Conflict(_("This import does not wait for a second person any more."))
    run.refresh_from_db()
    changes = {"kind": run.kind}
    trail.record(action="backoffice.import_refused", obj=run, by=by, at=at, changes=changes, reason=reason)
    transaction.on_commit(lambda: discard_upload(run))
    return run
