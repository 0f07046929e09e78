"""Undo an import: `manage.py undo_import IMPORT --by USERNAME --reason TEXT [--approved-by USERNAME] [--dry-run]`."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor, acting
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import PortalError
from privacyportal.imports import undo_forms, undoing


class Command(PortalCommand):
    """Take back all that an import brought, while nothing was built on it; exit code 1 where something was."""

    help = "Undo an import while nothing was built on it: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which import, by whom and why."""
        parser.add_argument("run", type=int, metavar="IMPORT", help="the import's number, as in its page's address")
        parser.add_argument("--by", help="user name of the person who undoes it")
        parser.add_argument("--reason", default="", help="why it is undone")
        parser.add_argument("--approved-by", help="user name of the second person, of history")
        parser.add_argument("--dry-run", action="store_true", help="say what would go and what was built on it")

    def handle(
        self,
        *args: object,
        run: int,
        by: str | None,
        reason: str,
        approved_by: str | None,
        dry_run: bool,
        **options: object,
    ) -> None:
        """Undo it now, in this process.

        :raises CommandError: when something was built on it, or somebody or the reason is missing.
        """
        found = ImportRun.objects.filter(pk=run).first()
        if found is None:
            raise CommandError(_("There is no import %(number)s.") % {"number": run})
        try:
            if dry_run:
                self._foretell(found)
                return
            if not by or not reason.strip():
                raise CommandError(_("Say who undoes it (--by USERNAME) and why (--reason TEXT)."))
            self._undo(found, _person(by), reason, _person(approved_by) if approved_by else None)
        except PortalError as error:
            raise CommandError(error.text) from error

    def _foretell(self, run: ImportRun) -> None:
        for words, count in undo_forms.going(run):
            self.stdout.write(f"{words}: {count}")
        if refusal := undoing.in_the_way(undoing.found_on(run)):
            raise CommandError(refusal.text)

    def _undo(self, run: ImportRun, by: Actor, reason: str, approved_by: Actor | None) -> None:
        if run.as_history and approved_by is None:
            raise CommandError(_("It came in as history: name the second person (--approved-by USERNAME)."))
        undoing.undo(run=run, reason=reason, by=by, at=timezone.now())
        if approved_by is not None and run.as_history:
            undoing.approve_undoing(run=run, by=approved_by, at=timezone.now())
        done = undoing.execute(run_id=run.pk, at=timezone.now())
        if done is None or done.status != ImportRun.Status.UNDONE:
            refusal = undoing.in_the_way(undoing.found_on(run))
            raise CommandError(refusal.text if refusal else _("A worker is at it already."))
        self.stdout.write(f"undone: {run.pk}")


def _person(username: str) -> Actor:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(_("There is no user %(username)s.") % {"username": username})
    return acting(person)
