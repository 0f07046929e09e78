"""How does a person bring a ledger of their own: say which column is what, try it, bring it in, or let it be?"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.models import ImportMapping, ImportRun
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.imports import history, looking, mapping, vocabulary
from privacyportal.imports.mapping import Mapping, used_columns
from privacyportal.imports.registry import importer_for
from privacyportal.imports.runs import IMPORT, discard_upload, hand_out, path_of
from privacyportal.imports.sources import Layout
from privacyportal.imports.written import draft_of

Status = ImportRun.Status
# What nobody has gone on with for so long is let be: its file holds people's data.
KEPT = timedelta(days=7)
# So many mappings, newest first, are asked for what was chosen earlier.
ASKED = 20
_TRIED = Q(status=Status.FINISHED, dry_run=True)


@deed(right=IMPORT, words=_lazy("bringing a ledger"))
def begin(
    *, kind: str, upload: UploadedFile, sheet: str = "", hidden_rows: str = "", by: Actor, at: datetime
) -> ImportRun:
    """Keep an uploaded file whose columns a person is going to match.

    :raises FileRefused: where it cannot be read; it is not kept.
    """
    run = ImportRun.objects.create(
        kind=kind,
        mapping_name="",
        file_name=Path(upload.name or "").name[:255],
        upload=upload,
        dry_run=True,
        sheet=sheet,
        hidden_rows=hidden_rows,
        status=Status.MATCHING,
        started_by=by.account,
        created_at=at,
    )
    look(run)
    return run


@deed(right=IMPORT, on="run", words=_lazy("choice of sheet and heading"), numbers=("heading",))
def lay_out(*, run: ImportRun, sheet: str, heading: str, hidden_rows: str, by: Actor, at: datetime) -> ImportRun:
    """Say which sheet is read, which of its lines (from 1) is the heading, `none` for a table without, and hidden rows.

    What was chosen for the columns is forgotten: they are others now.

    :raises Conflict: when the run is not being matched any more.
    """
    has_none = heading == "none"
    layout = Layout(sheet=sheet, heading=0 if has_none else int(heading or 0), header=not has_none)
    content = draft_of(run.kind, layout)
    return _still_matching(run, mapping_content=content, sheet=sheet, hidden_rows=hidden_rows)


@deed(right=IMPORT, on="run", words=_lazy("matching of columns"))
def match_columns(*, run: ImportRun, content: str, sheet: str, hidden_rows: str, by: Actor, at: datetime) -> ImportRun:
    """Keep which column becomes which field, as a mapping (TOML) whose words are not translated yet.

    :raises Conflict: when the run is not being matched any more.
    """
    return _still_matching(run, mapping_content=content, sheet=sheet, hidden_rows=hidden_rows)


@deed(right=IMPORT, on="run", words=_lazy("trying of a ledger"))
def try_out(
    *, run: ImportRun, content: str, name: str, is_shared: bool, as_history: bool, by: Actor, at: datetime
) -> ImportRun:
    """Remember a whole mapping (TOML) under a name, and try the file by it: a dry run is handed to the workers.

    :raises Refused: when nothing of the kind is history.
    :raises Conflict: when the run is not being matched any more.
    """
    refuse_if([history.has_history(right=importer_for(run.kind).history_right) if as_history else None])
    said = {"content": content, "is_shared": is_shared, "is_retired": False, "saved_at": at}
    kept, _is_new = ImportMapping.objects.update_or_create(owner=by.account, kind=run.kind, name=name, defaults=said)
    changes = {"kind": run.kind, "mapping": name, "is_shared": is_shared}
    trail.record(action="backoffice.import_mapping_saved", obj=kept, by=by, at=at, changes=changes)
    _still_matching(run, mapping_content=content, mapping_name=name, as_history=as_history, status=Status.WAITING)
    hand_out(run)
    return run


@deed(right=IMPORT, on="run", words=_lazy("correction of a mapping"))
def match_again(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Go back from what was tried to the matching of the columns.

    :raises Conflict: when the run was brought in, or its file is gone.
    """
    return _tried(run, status=Status.MATCHING, finished_at=None, message="", rows_done=0)


@deed(right=IMPORT, on="run", words=_lazy("bringing in what was tried"))
def bring_in(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Bring in the file of a dry run by the same mapping; as history it waits for a second person first.

    :raises Conflict: when it was brought in already, or its file is gone.
    """
    status = Status.PROPOSED if run.as_history else Status.WAITING
    _tried(run, dry_run=False, status=status, finished_at=None, message="", rows_done=0, started_by=by.account)
    if not run.as_history:
        hand_out(run)
    return run


@deed(right=IMPORT, on="run", words=_lazy("letting a file be"), by_portal=True)
def let_be(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Throw the file away of a run that nobody goes on with; what a dry run found stays.

    :raises Conflict: when it goes on.
    """
    told = _("Nobody went on with it; the file has been thrown away.")
    if run.status == Status.MATCHING:
        _still_matching(run, status=Status.REFUSED, finished_at=at, message=told)
    else:
        _tried(run, message=told)
    trail.record(action="backoffice.import_let_be", obj=run, by=by, at=at, changes={"kind": run.kind})
    transaction.on_commit(lambda: discard_upload(run))
    return run


def let_old_be(*, at: datetime) -> int:
    """Let be what nobody has gone on with for a week; return how many files that were."""
    lying = Q(status=Status.MATCHING, created_at__lt=at - KEPT) | _TRIED & Q(finished_at__lt=at - KEPT)
    old = list(ImportRun.objects.filter(lying).exclude(upload=""))
    for run in old:
        let_be(run=run, by=PORTAL, at=at)
    return len(old)


def look(run: ImportRun) -> looking.Look:
    """Look at the file of a run, as it is laid out by what was said of it.

    :raises FileRefused: where it cannot be read.
    """
    said, words = draft(run), vocabulary.known(importer_for(run.kind))
    named = {name for name in used_columns(said) if isinstance(name, str)}
    layout = replace(said.layout, sheet=run.sheet, hidden=run.hidden_rows)
    return looking.look(path_of(run), layout, replace(words, written=words.written | named))


def draft(run: ImportRun) -> Mapping:
    """Return what was said so far of the columns."""
    return mapping.loads(run.mapping_content or draft_of(run.kind, Layout()), name=run.mapping_name)


def earlier(run: ImportRun) -> list[Mapping]:
    """Return the mappings of the kind that whoever brings the file may use, the newest first."""
    if run.started_by is None:
        return []
    kept = ImportMapping.objects.visible_to(run.started_by).in_use().filter(kind=run.kind).order_by("-saved_at", "-pk")
    return [mapping.loads(one.content, name=one.name) for one in kept[:ASKED]]


def _still_matching(run: ImportRun, **said: object) -> ImportRun:
    if not ImportRun.objects.filter(pk=run.pk, status=Status.MATCHING).update(**said):
        raise Conflict(_("The columns of this file are not being matched any more."))
    run.refresh_from_db()
    return run


def _tried(run: ImportRun, **said: object) -> ImportRun:
    if not ImportRun.objects.filter(_TRIED, pk=run.pk).exclude(upload="").update(**said):
        raise Conflict(_("Only what was tried, and whose file is still kept, can be gone on with."))
    run.refresh_from_db()
    return run
