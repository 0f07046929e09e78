"""How is one attempt to take in a file asked for, carried out, and remembered whatever happens?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from celery import current_app
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from privacyportal.audit import trail
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import Conflict
from privacyportal.imports import engine, processes
from privacyportal.imports.engine import Job, Outcome, Progress
from privacyportal.imports.errors import FileRefused, MappingRefused
from privacyportal.imports.registry import Person, importer_for
from privacyportal.imports.sources import Source

Status = ImportRun.Status
RESTARTABLE = (Status.FAILED,)
_COUNTS = ("created", "updated", "unchanged", "rejected", "superseded")


@transaction.atomic
def request(
    *, kind: str, mapping_name: str, upload: UploadedFile, dry_run: bool, by: Person, at: datetime
) -> ImportRun:
    """Keep an uploaded file for import in the background.

    The file is read by the worker; here only its mapping is looked up.

    :raises MappingRefused: when the mapping is unknown or wrong.
    """
    importer_for(kind).mapping(mapping_name)
    run = ImportRun.objects.create(
        kind=kind,
        mapping_name=mapping_name,
        file_name=Path(upload.name or "").name[:255],
        upload=upload,
        dry_run=dry_run,
        started_by=by,
        created_at=at,
    )
    _hand_out(run)
    return run


def run_file(job: Job, *, mapping_name: str, progress: Progress = lambda outcome: None) -> Outcome:
    """Import a file now, in this process; a dry run leaves no trace in the database.

    :raises FileRefused: when the file is broken; nothing was written but the refusal.
    :raises MappingRefused: when the mapping does not fit.
    :raises Conflict: when another import of the kind is running.
    """
    if job.dry_run:
        return engine.run(job, progress)
    tend(at=job.at)
    run = ImportRun.objects.create(
        kind=job.mapping.kind,
        mapping_name=mapping_name[:100],
        file_name=job.path.name[:255],
        started_by=job.by,
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
    upload = Path(run.upload.path)
    try:
        importer = importer_for(run.kind)
        job = Job(
            path=upload,
            importer=importer,
            mapping=importer.mapping(run.mapping_name),
            by=run.started_by,
            at=at,
            dry_run=run.dry_run,
            rejected=rejected_path(upload),
        )
        return _carry_out(run, job)
    except (FileRefused, MappingRefused):
        return None


def restart(*, run: ImportRun, by: Person, at: datetime) -> ImportRun:
    """Put an interrupted run back in the queue; what it stored already is known and will not be stored again.

    :raises Conflict: when the run is not interrupted, or its file is gone.
    """
    tend(at=at)
    restarted = ImportRun.objects.filter(pk=run.pk, status__in=RESTARTABLE).exclude(upload="")
    if not restarted.update(status=Status.WAITING, finished_at=None, message="", rows_done=0, started_by=by):
        raise Conflict(_("Only an interrupted import whose file is still kept can be started again."))
    run.refresh_from_db()
    _hand_out(run)
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


def rejected_path(path: Path) -> Path:
    """Return where the rejected rows of a file go: beside it."""
    return path.with_name(f"{path.name}.rejected.csv")


def _hand_out(run: ImportRun) -> None:
    """Tell the workers after commit; if the broker is away, the next round of `tend` tells them."""
    send = partial(current_app.send_task, "backoffice.run_import", kwargs={"run_id": run.pk})
    transaction.on_commit(send, robust=True)


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
        run.content_sha256 = Source(job.path, job.mapping.layout).sha256()
        run.save(update_fields=["content_sha256"])
        outcome = engine.run(job, keep_up)
        _finish(run, Status.FINISHED, outcome=outcome, message=repeats_told(outcome), rejected=job.rejected)
    return outcome


@contextmanager
def _ending_recorded(run: ImportRun, job: Job) -> Iterator[None]:
    """See to it that the row says how the run ended, whatever rises."""
    ended = False
    try:
        yield
        ended = True
    except (FileRefused, MappingRefused) as refused:
        ended = True
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
    ended: dict[str, Any] = {"status": status, "message": message, "finished_at": Now()}
    if outcome:
        ended |= {"rows_total": outcome.total, "rows_done": outcome.done, **_counts(outcome)}
    if run.upload.name and rejected and rejected.exists():
        ended["rejected_file"] = str(Path(run.upload.name).with_name(rejected.name))
    if not ImportRun.objects.filter(pk=run.pk, status=Status.RUNNING).update(**ended):
        return
    run.refresh_from_db()
    changes = {"kind": run.kind, "mapping": run.mapping_name, "sha256": run.content_sha256, "dry_run": run.dry_run}
    changes |= {name: getattr(run, name) for name in _COUNTS}
    ended_at = run.finished_at or run.created_at
    trail.record(action=f"backoffice.import_{status}", obj=run, by=run.started_by, at=ended_at, changes=changes)
    if run.upload and status != Status.FAILED:
        transaction.on_commit(lambda: _discard_upload(run))


def _discard_upload(run: ImportRun) -> None:
    run.upload.delete(save=False)
    ImportRun.objects.filter(pk=run.pk).update(upload="")


def _counts(outcome: Outcome) -> dict[str, int]:
    return {name: getattr(outcome, name) for name in _COUNTS}


def repeats_told(outcome: Outcome) -> str:
    """Return the sentence about rows that a later row replaced; empty when there are none."""
    if not outcome.superseded:
        return ""
    pairs = ", ".join(f"{earlier} → {later}" for earlier, later in outcome.repeated)
    more = " …" if outcome.superseded > len(outcome.repeated) else ""
    told = _("%(count)s rows give a number that a later row gives again; the last was taken (row → next): %(pairs)s")
    return told % {"count": outcome.superseded, "pairs": pairs + more}
