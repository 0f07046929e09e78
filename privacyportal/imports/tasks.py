"""What does the back office do in the background?"""

from celery import shared_task
from django.utils import timezone

from privacyportal.imports import ledgers, runs, undoing


@shared_task(name="backoffice.run_import")
def run_import(*, run_id: int, **_: object) -> str:
    """Carry out one uploaded import; run twice or with the row gone, it does nothing."""
    outcome = runs.execute(run_id=run_id, at=timezone.now())
    return outcome.summary if outcome else ""


@shared_task(name="backoffice.undo_import")
def undo_import(*, run_id: int, **_: object) -> str:
    """Undo one import that was asked to be undone; run twice, or with nothing to undo, it does nothing."""
    run = undoing.execute(run_id=run_id, at=timezone.now())
    return run.status if run else ""


@shared_task(name="backoffice.tend_imports")
def tend_imports(**_: object) -> int:
    """Mark imports whose worker died, let be what nobody goes on with, and hand out those still waiting.

    Safe at any time, as often as wanted.
    """
    ledgers.let_old_be(at=timezone.now())
    waiting = runs.tend(at=timezone.now())
    for run_id in waiting:
        run_import.delay(run_id=run_id)
    for run_id in undoing.waiting(at=timezone.now()):
        undo_import.delay(run_id=run_id)
    return len(waiting)
