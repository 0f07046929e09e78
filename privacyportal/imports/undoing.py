"""How is an import undone: asked for with a reason, of history agreed to by a second person, all rows or none?

The rows go in one transaction, in which nobody else can build on them: they are locked first, then looked at, and what
was built on them refuses all of it. A worker that is killed leaves everything as it was; the next one begins anew.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import batched, islice

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from privacyportal.audit import taking_back, trail
from privacyportal.audit.actors import PORTAL, Actor, acting
from privacyportal.audit.models import RowDigest
from privacyportal.backoffice import waking, writing
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.models import ImportedRow, ImportRun
from privacyportal.backoffice.refusals import Conflict, Refusal, Refused, refuse_if
from privacyportal.imports import built, history, processes
from privacyportal.imports.built import Built, Made
from privacyportal.imports.made import Keys, Model
from privacyportal.imports.registry import Importer, importer_for
from privacyportal.imports.runs import IMPORT
from privacyportal.references import kinds
from privacyportal.references.models import Reference

logger = logging.getLogger(__name__)

Status = ImportRun.Status
# As many things that were built on an import are named.
NAMED = 20
# Of as many rows a person waits for the answer whether something was built on them; of more a worker finds it.
ASKED_AT_ONCE = 2000
BATCH = 500


@deed(right=IMPORT, on="run", words=_lazy("undoing of an import"))
def undo(*, run: ImportRun, reason: str, by: Actor, at: datetime) -> ImportRun:
    """Ask that all that an import brought be taken back: a worker does it; of history a second person agrees first.

    :raises Refused: when something was built on it, where that can be told at once.
    :raises Conflict: when it cannot be undone, or another import of the kind is running.
    """
    if run.created <= ASKED_AT_ONCE:
        refuse_if([in_the_way(found_on(run))], obj=run)
    status = Status.UNDO_ASKED if run.as_history else Status.UNDOING
    _move(run, Status.FINISHED, status=status, undo_reason=reason, undo_asked_by=by.account, undo_found=[])
    trail.record(action="backoffice.import_undoing_asked", obj=run, by=by, at=at, reason=reason)
    return _handed_out(run)


@deed(right=IMPORT, on="run", words=_lazy("agreeing to the undoing of an import"))
def approve_undoing(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Agree, as the second person, that history is taken back; a worker does it.

    :raises Refused: when one asked for it oneself, or may not approve such records.
    :raises Conflict: when somebody else was faster, or another import of the kind is running.
    """
    if writing.locked(run).status != Status.UNDO_ASKED:
        raise Conflict(_("This import does not wait to be undone."))
    refuse_if([not_agreed(run, by)], obj=run)
    return _handed_out(_move(run, Status.UNDO_ASKED, status=Status.UNDOING, undo_approved_by=by.account))


@deed(right=IMPORT, on="run", words=_lazy("keeping of an import"))
def decline_undoing(*, run: ImportRun, reason: str, by: Actor, at: datetime) -> ImportRun:
    """Let an import stand whose undoing was asked for.

    :raises Conflict: when somebody else was faster.
    """
    _move(run, Status.UNDO_ASKED, status=Status.FINISHED, undo_reason="", undo_asked_by=None)
    trail.record(action="backoffice.import_undoing_declined", obj=run, by=by, at=at, reason=reason)
    return run


@deed(right=IMPORT, on="run", words=_lazy("taking an import back"))
def take_back(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Take back all that an import made, with its deadlines, its mails that wait and what it is found by.

    The run stays with its counts and its report; the trail tells of each record by its number. Numbers are not given
    out again.

    :raises Refused: when something was built on it.
    :raises Conflict: when it does not wait to be undone, or something was built on it at this moment.
    """
    stored = writing.locked(run)
    if stored.status != Status.UNDOING:
        raise Conflict(_("This import does not wait to be undone."))
    made, importer = Made(stored), importer_for(stored.kind)
    _hold(made)
    trail.next_number()
    refuse_if([in_the_way(found_on(stored))], obj=stored)
    entry = trail.record(
        action="backoffice.import_undone", obj=stored, by=by, at=at, changes=_told(made), reason=stored.undo_reason
    )
    beside = _beside(made, importer)
    for first, last, _until in made.ranges.get(Reference, ()):
        _tell_of((first, last), stored, by, at)
    for model, keys, _until in made.chunks():
        taking_back.take_back(model, [keys], entry=entry.sequence)
    for model, keys, _until in made.chunks():  # What follows from rows by being heard of them is gone by now.
        for other, some in built.along(model, range(keys[0], keys[1] + 1)):
            taking_back.drop(other, some)
    ImportedRow.objects.filter(run=stored).delete()
    _bring_in_line(beside, importer, stored, by, at)
    writing.write(stored, status=Status.UNDONE, undone_at=at, undo_found=[], rows_done=stored.rows_total)
    _nothing_is_left(made)
    return stored


def execute(*, run_id: int, at: datetime) -> ImportRun | None:
    """Carry out an undoing that was asked for, in a worker; None when nothing waits, or another worker is at it.

    A long one is looked through before, so that nobody waits for what is refused, and how far that is can be seen. A
    refusal is kept on the row with what was built on it; any other fault is told there and rises.
    """
    run = _claimed(run_id, at)
    if run is None:
        return None
    try:
        if run.created > ASKED_AT_ONCE:
            found_on(run, partial(_keep_up, run, sum(Made(run).counts.values())))
        return _carry_out(run, at)
    except Exception:
        logger.exception("The undoing of import %s stopped; nothing was taken back.", run_id)
        _move(
            run, Status.UNDOING, status=Status.FINISHED, rows_done=run.rows_total, undo_found=[["", built.INTERRUPTED]]
        )
        trail.record(action="backoffice.import_undoing_failed", obj=run, by=PORTAL, at=at)
        raise


def waiting(*, at: datetime) -> list[int]:
    """Return the keys of the imports that are to be undone, also of those whose worker was killed at it."""
    for run in ImportRun.objects.filter(status=Status.UNDOING):
        if processes.is_known_dead(run.worker):
            ImportRun.objects.filter(pk=run.pk, status=Status.UNDOING, worker=run.worker).update(heartbeat_at=None)
    return list(ImportRun.objects.to_be_undone(at).values_list("pk", flat=True))


def found_on(run: ImportRun, looked_at: Callable[[int], object] = lambda rows: None) -> list[Built]:
    """Return what was built on an import, as much of it as is named; `looked_at` as `built.built_on` tells."""
    return list(dict.fromkeys(islice(built.built_on(run, looked_at), NAMED)))


def never(run: ImportRun) -> Refusal | None:
    """Return what keeps an import from ever being undone."""
    return in_the_way(list(islice(built.never(run), NAMED)))


def not_agreed(run: ImportRun, by: Actor) -> Refusal | None:
    """Return what keeps somebody from agreeing that history is taken back."""
    right = importer_for(run.kind).history_right
    asked_by = acting(run.undo_asked_by) if run.undo_asked_by else PORTAL
    refusal = history.second_person(by=asked_by, approved_by=by.account, right=right)
    return replace(refusal, cannot=_("The undoing cannot be agreed to.")) if refusal else None


def in_the_way(found: Sequence[Built]) -> Refusal | None:
    """Return the refusal that names what was built on an import, with the link to the first of the records."""
    if not found:
        return None
    named = _("、").join(
        _("%(number)s (%(what)s)") % {"number": one.number, "what": built.words_of(one.what)}
        if one.number
        else built.words_of(one.what)
        for one in found
    )
    first = next((one.number for one in found if one.number), "")
    return Refusal(
        code="imports.built_on",
        cannot=_("The import cannot be undone; nothing was taken back."),
        missing=_("Something was built on it: %(named)s.") % {"named": named + (" …" if len(found) == NAMED else "")},
        next_step=_("Correct the records on their own pages."),
        link=reverse("reference", args=[first]) if first else "",
        link_label=first,
    )


def _claimed(run_id: int, at: datetime) -> ImportRun | None:
    """Take an undoing that no other worker is at."""
    with transaction.atomic():
        rows = ImportRun.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        run = rows.to_be_undone(at).filter(pk=run_id).first()
        return writing.write(run, heartbeat_at=at, worker=processes.this_process()) if run is not None else None


def _keep_up(run: ImportRun, whole: int, looked_at: int) -> None:
    done = run.rows_total * looked_at // whole
    ImportRun.objects.filter(pk=run.pk, status=Status.UNDOING).update(rows_done=done, heartbeat_at=Now())


def _carry_out(run: ImportRun, at: datetime) -> ImportRun:
    try:
        return take_back(run=run, by=acting(run.undo_asked_by or PORTAL), at=at)
    except (Refused, Conflict):
        found = [[one.number, one.what] for one in found_on(run)] or [["", built.DISTURBED]]
        return _move(run, Status.UNDOING, status=Status.FINISHED, rows_done=run.rows_total, undo_found=found)


def _move(run: ImportRun, before: Status, **said: object) -> ImportRun:
    try:
        with transaction.atomic():
            moved = ImportRun.objects.filter(pk=run.pk, status=before, dry_run=False).update(**said)
    except IntegrityError as error:
        raise Conflict(_("Another import of this kind is running; try again when it has ended.")) from error
    if not moved:
        raise Conflict(_("The import is not in the state that this needs; somebody was faster."))
    run.refresh_from_db()
    return run


def _handed_out(run: ImportRun) -> ImportRun:
    if run.status == Status.UNDOING:
        writing.write(run, rows_done=0, heartbeat_at=None, worker="")
        waking.wake("backoffice.undo_import", {"run_id": run.pk})
    return run


def _hold(made: Made) -> None:
    """Let nobody else change the rows until the transaction ends.

    Rows first and the trail's head after them, as every deed does. From the head on no deed ends but this one, so that
    what is found then is all there is; one that only refers to a row must still be able to end before that.
    """
    for model, keys, _until in made.chunks():
        rows = model._base_manager.select_for_update(of=("self",), no_key=True)
        list(rows.filter(pk__range=keys).order_by("pk").values_list("pk"))


def _told(made: Made) -> dict[str, object]:
    run = made.run
    agreed = run.undo_approved_by.get_username() if run.undo_approved_by else ""
    counts = {model._meta.label: count for model, count in made.counts.items()}
    said = {"kind": run.kind, "mapping": run.mapping_name, "sha256": run.content_sha256}
    told: dict[str, object] = {**said, "made": counts}
    return {**told, "approved_by": agreed} if agreed else told


def _beside(made: Made, importer: Importer) -> list[int]:
    keys = set[int]()
    for first, last, _until in made.ranges.get(Reference, ()):
        keys.update(importer.beside(range(first, last + 1)))
    return made.strangers(Reference, sorted(keys))


def _tell_of(keys: Keys, run: ImportRun, by: Actor, at: datetime) -> None:
    """Tell the trail of each record that goes: its number, and the digest of what it was."""
    stored = list(Reference.objects.filter(pk__range=keys).order_by("pk"))
    by_kind: dict[Model, dict[int, str]] = {}
    for reference in stored:
        by_kind.setdefault(kinds.registered[reference.prefix].model_class, {})[reference.pk] = reference.number
    for model, numbers in by_kind.items():
        for some in batched(numbers, BATCH):
            rows = dict(model._base_manager.filter(reference__in=some).values_list("pk", "reference_id"))
            told = RowDigest.objects.filter(model=model._meta.label_lower, row__in=[str(key) for key in rows])
            digests = dict(told.values_list("row", "digest"))
            entries = [
                trail.Entry(
                    action="backoffice.import_record_undone",
                    obj=model(pk=key),
                    reference=numbers[reference],
                    changes={"import": run.pk, "digests": [digests[str(key)]] if str(key) in digests else []},
                )
                for key, reference in rows.items()
            ]
            trail.record_many(entries, by=by, at=at)


def _bring_in_line(beside: Sequence[int], importer: Importer, run: ImportRun, by: Actor, at: datetime) -> None:
    """Let the records that stand for themselves follow, and tell of it on each."""
    for some in batched(beside, BATCH):
        importer.bring_in_line(some, at=at)
        numbers = Reference.objects.filter(pk__in=some).order_by("pk")
        told = {reference.pk: kinds.registered[reference.prefix].model_class for reference in numbers}
        rows = [row for model in set(told.values()) for row in model._base_manager.filter(reference__in=some)]
        changes = {"import": run.pk}
        trail.record_many(
            [trail.Entry(action="backoffice.import_record_undone", obj=row, changes=changes) for row in rows],
            by=by,
            at=at,
        )


def _nothing_is_left(made: Made) -> None:
    """Ask the database now what it would ask at the end: does anything still refer to what went?"""
    if connection.vendor != "postgresql":
        return
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise Conflict(_("Somebody built on the import at this moment; nothing was taken back.")) from error
