"""How is a file imported from the command line?"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, NoReturn

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from privacyportal.audit.actors import PORTAL, acting
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.refusals import PortalError
from privacyportal.imports import reports, runs
from privacyportal.imports.brought import Opening
from privacyportal.imports.engine import Job, Outcome
from privacyportal.imports.locked import is_locked, unlocked
from privacyportal.imports.registry import Person, importer_for


class ImportCommand(PortalCommand):
    """Take in a file of one kind; the last line is `N created, N updated, N unchanged, N rejected`."""

    kind: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be given."""
        parser.add_argument("file", type=Path, help="Excel (XLSX, XLS), CSV or TSV")
        parser.add_argument("--mapping", required=True, help="name of a shipped mapping, or path of a TOML file")
        parser.add_argument("--dry-run", action="store_true", help="check everything, store nothing")
        parser.add_argument("--rejected", type=Path, help="where rejected rows go (default: FILE.rejected.csv)")
        add_opening(parser)
        parser.add_argument("--by", help="user name of the person who imports (default: the portal itself)")
        parser.add_argument("--historical", action="store_true", help="bring in what was done elsewhere, marked so")
        parser.add_argument("--approved-by", help="user name of the second person who lets history in")

    def handle(self, *args: object, **options: Any) -> None:
        """Import the file, or say in one line why not."""
        path: Path = options["file"]
        if not path.is_file() or not os.access(path, os.R_OK):
            raise CommandError(_("There is no file %(path)s that can be read.") % {"path": path})
        if options["historical"] != bool(options["approved_by"]):
            raise CommandError(_("--historical and --approved-by USERNAME stand together."))
        rejected = _rejected_to(options["rejected"]) or (None if options["dry_run"] else _rejected_path(path))
        try:
            importer = importer_for(self.kind)
            with _opened(path, options["password_file"]) as file:
                job = Job(
                    path=file,
                    importer=importer,
                    mapping=importer.mapping(options["mapping"]),
                    by=acting(_person(options["by"]) or PORTAL),
                    approved_by=_person(options["approved_by"]),
                    at=timezone.now(),
                    dry_run=options["dry_run"],
                    rejected=rejected,
                    sheet=options["sheet"],
                    hidden=options["hidden_rows"],
                )
                with tqdm(file=sys.stderr, disable=not sys.stderr.isatty(), unit="row") as bar:
                    outcome = runs.run_file(job, mapping_name=options["mapping"], progress=_shown_on(bar))
        except PortalError as error:
            raise CommandError(error.text) from error
        self._report(outcome, job)

    def _report(self, outcome: Outcome, job: Job) -> None:
        for line in reports.lines(outcome.remarks):
            self.stdout.write(line)
        if told := reports.told(outcome):
            self.stdout.write(told)
        for fault in outcome.first_faults:
            self.stdout.write(fault)
        if outcome.rejected and job.rejected:
            self.stdout.write(_("Rejected rows with reasons: %(path)s") % {"path": job.rejected})
        if job.dry_run:
            self.stdout.write(_("Dry run: nothing was stored."))
        self.stdout.write(outcome.summary)


def add_opening(parser: ArgumentParser) -> None:
    """Take what a workbook may ask."""
    parser.add_argument("--sheet", default="", help="which sheet of a workbook is read")
    parser.add_argument("--hidden-rows", default="", choices=("read", "skip"), help="what becomes of hidden rows")
    parser.add_argument("--password-file", type=Path, help="file that holds the workbook's password (else asked)")


def opening(path: Path, *, sheet: str, hidden_rows: str, password_file: Path | None) -> Opening:
    """Return the answers that were given, the password only where the file asks for one.

    :raises CommandError: where nobody can be asked for it.
    """
    password = ""
    if path.is_file():
        with path.open("rb") as file:
            password = _password(password_file) if is_locked(file) else ""
    return Opening(password=password, sheet=sheet, hidden_rows=hidden_rows)


@contextmanager
def _opened(path: Path, password_file: Path | None) -> Iterator[Path]:
    """Give the file, or its copy without the password that it asks for; the copy is gone afterwards.

    :raises FileRefused: where the password is wrong.
    :raises CommandError: where nobody can be asked for it.
    """
    with path.open("rb") as file:
        if not is_locked(file):
            yield path
            return
        content = unlocked(file, _password(password_file))
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(content.getbuffer())
        yield copy


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError(_("The workbook asks for a password. Give it with --password-file."))
    return getpass(_("Password of the workbook: "))


def _person(username: str | None) -> Person:
    if username is None:
        return None
    person = get_user_model().objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(_("There is no user %(username)s.") % {"username": username})
    return person


def _rejected_to(wanted: Path | None) -> Path | None:
    """Return the place that was asked for.

    :raises CommandError: when nothing can be written there, before anything is read.
    """
    if wanted is not None and (wanted.is_dir() or not os.access(wanted.parent, os.W_OK)):
        raise CommandError(_("Rejected rows cannot be written to %(path)s.") % {"path": wanted})
    return wanted


def _rejected_path(path: Path) -> Path:
    """Beside the file, or in the current directory where that may not be written."""
    beside = runs.rejected_path(path)
    return beside if os.access(beside.parent, os.W_OK) else Path.cwd() / beside.name


def _shown_on(bar: "tqdm[NoReturn]") -> Callable[[Outcome], None]:
    def show(outcome: Outcome) -> None:
        bar.total = outcome.total
        bar.update(outcome.done - bar.n)

    return show
