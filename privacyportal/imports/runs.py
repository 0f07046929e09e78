"""How is one attempt to take in a file asked for, carried out, and remembered whatever happens?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL, Actor, acting
from privacyportal.backoffice import waking
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import Conflict, Refused, keep, refuse_if
from privacyportal.backoffice.rights import right as right_to
from privacyportal.backoffice.sealed_files import SealedPath
from privacyportal.imports import engine, history, mapping, processes, reports
from privacyportal.imports.engine import Job, Outcome, Progress
from privacyportal.imports.errors import FileRefused, MappingRefused
from privacyportal.imports.mapping import Mapping
from privacyportal.imports.registry import importer_for
from privacyportal.imports.sources import sha256

Status = ImportRun.Status
RESTARTABLE = (Status.FAILED,)
IMPORT = right_to("backoffice.import_records")
_COUNTS = ("created", "updated", "unchanged", "rejected", "superseded")


@deed(right=IMPORT, words=_lazy("request of an import"))
def request(
    *,
    kind: str,
    mapping_name: str,
    content: str = "",
    upload: UploadedFile,
    dry_run: bool,
    as_history: bool = False,
    sheet: str = "",
    hidden_rows: str = "",
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Keep an uploaded file for import in the background; history to be stored waits for a second person first.

    The file is read by the worker; here only its mapping is looked up. `content` is that of one that a person keeps.

    :raises MappingRefused: when the mapping is unknown or wrong.
    :raises Refused: when nothing of the kind is history.
    """
    importer = importer_for(kind)
    _ = mapping.loads(content, name=mapping_name) if content else importer.mapping(mapping_name)
    refuse_if([history.has_history(right=importer.history_right) if as_history else None])
    run = ImportRun.objects.create(
        kind=kind,
        mapping_name=mapping_name,
        mapping_content=content,
        file_name=Path(upload.name or "").name[:255],
        upload=upload,
        dry_run=dry_run,
        as_history=as_history,
        sheet=sheet,
        hidden_rows=hidden_rows,
        status=Status.PROPOSED if as_history and not dry_run else Status.WAITING,
        started_by=by.account,
        created_at=at,
    )
    if run.status == Status.WAITING:
        hand_out(run)
    return run


def run_file(job: Job, *, mapping_name: str, progress: Progress = lambda outcome: None) -> Outcome:
    """Import a file now, in this process; a dry run leaves no trace in the database.

    :raises FileRefused: when the file is broken; nothing was written but the refusal.
    :raises MappingRefused: when the mapping does not fit.
    :raises Conflict: when another import of the kind is running.
    :raises Refused: when history is not let in by another person who may approve such records.
    """
    if job.approved_by is not None:
        right = job.importer.history_right
        refuse_if([history.second_person(by=job.by, approved_by=job.approved_by, right=right)])
    if job.dry_run:
        return engine.run(job, progress)
    tend(at=job.at)
    run = ImportRun.objects.create(
        kind=job.mapping.kind,
        mapping_name=mapping_name[:100],
        file_name=job.path.name[:255],
        as_history=job.approved_by is not None,
        sheet=job.sheet,
        hidden_rows=job.hidden,
        approved_by=job.approved_by,
        started_by=job.by.account,
        created_at=job.at,
    )
    if not _claim(run, job.at):
        run.delete()
        raise Conflict(_("Another import of this kind is running; try again when it has ended."))
    return _carry_out(run, job, progress)


def execute(*, run_id: int, at: datetime) -> Outcome | None:
    """Carry out a waiting run in a worker; None when it is not waiting, gone, or its kind is busy.

    Run twice, the second finds it claimed. A refusal is kept on the row; any other fault marks it and rises.
    """
    tend(at=at)
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or not _claim(run, at):
        return None
    upload = path_of(run)
    try:
        job = Job(
            path=upload,
            importer=importer_for(run.kind),
            mapping=mapping_of(run),
            by=acting(run.started_by or PORTAL),
            approved_by=run.approved_by or (history.stand_in(run) if run.as_history and run.dry_run else None),
            at=at,
            dry_run=run.dry_run,
            rejected=rejected_path(upload),
            sheet=run.sheet,
            hidden=run.hidden_rows,
        )
        return _carry_out(run, job)
    except (FileRefused, MappingRefused, Refused):
        return None


@deed(right=IMPORT, on="run", words=_lazy("restart of an import"))
def restart(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Put an interrupted run back in the queue; what it stored already is known and will not be stored again.

    :raises Conflict: when the run is not interrupted, or its file is gone.
    """
    tend(at=at)
    restarted = ImportRun.objects.filter(pk=run.pk, status__in=RESTARTABLE).exclude(upload="")
    if not restarted.update(status=Status.WAITING, finished_at=None, message="", rows_done=0, started_by=by.account):
        raise Conflict(_("Only an interrupted import whose file is still kept can be started again."))
    run.refresh_from_db()
    hand_out(run)
    return run


def tend(*, at: datetime) -> list[int]:
    """Mark the runs whose worker has died; return the ids of those that wait for a worker."""
    running = ImportRun.objects.filter(status=Status.RUNNING)
    silent = set(ImportRun.objects.interrupted(at).values_list("pk", flat=True))
    for run in running:
        if run.pk not in silent and not processes.is_known_dead(run.worker):
            continue
        message = _("The worker stopped before the end. Start the import again; nothing will be stored twice.")
        _finish(run, Status.FAILED, message=message)
    return list(ImportRun.objects.filter(status=Status.WAITING).exclude(upload="").values_list("pk", flat=True))


def mapping_of(run: ImportRun) -> Mapping:
    """Return the mapping that a run goes by: what was said on screen, or one that is shipped.

    :raises MappingRefused: when it is unknown or wrong.
    """
    if run.mapping_content:
        return mapping.loads(run.mapping_content, name=run.mapping_name)
    return importer_for(run.kind).mapping(run.mapping_name)


def path_of(run: ImportRun) -> SealedPath:
    """Return where the run's file is kept; what is read there is decrypted."""
    return SealedPath(run.upload.path, bound_to=run.bound_to(run.upload.name or ""))


def rejected_path(path: Path) -> Path:
    """Return where the rejected rows of a file go: beside it."""
    return path.with_name(f"{path.name}.rejected.csv")


def hand_out(run: ImportRun) -> None:
    """Tell the workers after commit; if the broker is away, the next round of `tend` tells them."""
    waking.wake("backoffice.run_import", {"run_id": run.pk})


def _claim(run: ImportRun, at: datetime) -> bool:
    """Take a waiting run; at most one of a kind runs at a time, which the database decides."""
    waiting = ImportRun.objects.filter(pk=run.pk, status=Status.WAITING)
    try:
        with transaction.atomic():
            claimed = waiting.update(status=Status.RUNNING, heartbeat_at=at, worker=processes.this_process())
    except IntegrityError:
        return False
    return claimed == 1


def _carry_out(run: ImportRun, job: Job, progress: Progress = lambda outcome: None) -> Outcome:
    job = replace(job, run=run)

    def keep_up(outcome: Outcome) -> None:
        ImportRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(
            rows_total=outcome.total, rows_done=outcome.done, heartbeat_at=Now(), **_counts(outcome)
        )
        progress(outcome)

    with _ending_recorded(run, job):
        run.content_sha256 = sha256(job.path)
        run.save(update_fields=["content_sha256"])
        outcome = engine.run(job, keep_up)
        _finish(run, Status.FINISHED, outcome=outcome, message=reports.told(outcome), rejected=job.rejected)
    return outcome


@contextmanager
def _ending_recorded(run: ImportRun, job: Job) -> Iterator[None]:
    """See to it that the row says how the run ended, whatever rises."""
    ended = False
    try:
        yield
        ended = True
    except (FileRefused, MappingRefused, Refused) as refused:
        ended = True
        if isinstance(refused, Refused) and refused.at is not None and refused.by is not None:
            # The batch's own transaction took the deed's record of the attempt back with it.
            keep(refused, deed=refused.deed, by=refused.by, at=refused.at)
        _finish(run, Status.REFUSED, message=refused.text)
        raise
    finally:
        if not ended:
            _finish(run, Status.FAILED, message=_("A fault stopped the import; the log holds the details."))


@transaction.atomic
def _finish(
    run: ImportRun,
    status: Status,
    *,
    message: str,
    outcome: Outcome | None = None,
    rejected: Path | None = None,
) -> None:
    """Write the end of a run and its one entry in the trail; keep the upload only where it is needed still."""
    ended: dict[str, object] = {"status": status, "message": message, "finished_at": Now(), "rejected_file": ""}
    if outcome:
        ended |= {"rows_total": outcome.total, "rows_done": outcome.done, **_counts(outcome)}
        ended["remarks"] = outcome.remarks
    if run.upload.name and rejected and rejected.exists():
        ended["rejected_file"] = str(Path(run.upload.name).with_name(rejected.name))
    if not ImportRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(**ended):
        return
    run.refresh_from_db()
    changes = {"kind": run.kind, "mapping": run.mapping_name, "sha256": run.content_sha256, "dry_run": run.dry_run}
    changes |= {name: getattr(run, name) for name in _COUNTS}
    ended_at = run.finished_at or run.created_at
    trail.record(
        action=f"backoffice.import_{status}",
        obj=run,
        by=acting(run.started_by or PORTAL),
        at=ended_at,
        changes=changes,
    )
    # What was tried can be brought in for some days, and what was interrupted begun again.
    if run.upload and status != Status.FAILED and not (run.dry_run and status == Status.FINISHED):
        transaction.on_commit(lambda: discard_upload(run))


def discard_upload(run: ImportRun) -> None:
    run.upload.delete(save=False)
    ImportRun.objects.filter(pk=run.pk).update(upload="")


def _counts(outcome: Outcome) -> dict[str, int]:
    return {name: getattr(outcome, name) for name in _COUNTS}
