"""What becomes of an import that is undone while somebody writes on a case of it? Run inside a portal of its own."""

import io
import tempfile
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from cases.models import Case, InternalNote
from cases.services import add_note
from privacyportal.accounts.models import User
from privacyportal.audit import rows
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import PortalError
from privacyportal.imports import undoing
from privacyportal.search import upkeep
from tests.backoffice.crowd import Reply, at_once, people
from tests.factories.cases import open_case
from tests.imports.test_rooms import CASES, OPEN


def brought(name: str) -> ImportRun:
    """An import of three cases."""
    lines = [OPEN.replace("1,", f"{name}-{number},", 1) for number in range(3)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        path.write_text("\n".join([CASES, *lines]) + "\n", encoding="utf-8")
        call_command("import_cases", str(path), "--mapping", "standard", stdout=io.StringIO())
    return ImportRun.objects.latest("pk")


def undone_and_noted(rounds: int) -> tuple[int, list[str]]:
    """How many rounds ended whole, and what is wrong with the rows: undone without the note, or standing with it."""
    people(2)
    first, second = User.objects.filter(username__startswith="officer").order_by("pk")[:2]
    open_case(by=first)  # a routing table
    whole = 0
    for place in range(rounds):
        run = brought(f"R{place}")
        case = Case.objects.filter(reference__imported_rows__run=run).latest("pk")
        undoing.undo(run=run, reason="誤り", by=first, at=timezone.now())
        at_once([lambda run=run: _undone(run), lambda case=case: _noted(case, second)])  # type: ignore[misc]
        run.refresh_from_db()
        notes = InternalNote.objects.filter(case_id=case.pk).count()
        left = Case.objects.filter(reference__imported_rows__run=run).count()
        whole += (run.status, left, notes) in {("undone", 0, 0), ("finished", 3, 1)}
    return whole, [*map(str, rows.wrong()), *upkeep.drift()]


def undone_by_two() -> list[tuple[Reply, int]]:
    """What two people are told who press the button at the same moment."""
    people(2)
    open_case()
    run = brought("T")
    users = User.objects.filter(username__startswith="officer").order_by("pk")[:2]
    return sorted(at_once([lambda user=user: _asked(run, user) for user in users]).items())  # type: ignore[misc]


def _asked(run: ImportRun, by: User) -> Reply:
    try:
        own = ImportRun.objects.get(pk=run.pk)
        return 200, undoing.undo(run=own, reason="誤り", by=by, at=timezone.now()).status
    except PortalError as error:
        return 409, type(error).__name__


def _undone(run: ImportRun) -> Reply:
    done = undoing.execute(run_id=run.pk, at=timezone.now())
    return 200, done.status if done else ""


def _noted(case: Case, by: User) -> Reply:
    try:
        add_note(case=case, text="電話で確認した。", by=by, at=timezone.now())
    except (PortalError, ObjectDoesNotExist, IntegrityError) as error:  # The case is gone.
        return 409, type(error).__name__
    return 200, "noted"
