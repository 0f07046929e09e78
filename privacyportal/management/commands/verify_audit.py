"""Is the audit trail whole, and the one that was written down outside the database?"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.audit import proving, rows, stamping, trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.anchors import AnchorsUnreadable, anchors, by_sequence
from privacyportal.backoffice.commands import PortalCommand


class Command(PortalCommand):
    """Recompute every link of the audit trail; exit code 1 and the sequence number when it is broken."""

    help = "Recompute every link of the audit trail; exits with 1 and names the entry when it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another file of anchors than the portal's own: a copy that somebody else has kept."""
        parser.add_argument("--anchors", type=Path, help="compare with this file of anchors (default: the portal's)")
        parser.add_argument(
            "--accept", metavar="REASON", help="take rows that were written past the portal as they are"
        )

    def handle(self, *args: object, **options: object) -> None:
        """Print how many entries were proved, and with how many anchors they were compared.

        :raises CommandError: when the chain is broken, with the first wrong sequence number; when an anchor denies it;
            when what is proved by entries of the trail is no longer as they tell it, naming each.
        """
        path = options["anchors"]
        try:
            verdict = trail.verify(by_sequence(anchors(path)) if isinstance(path, Path) else None)
        except (OSError, AnchorsUnreadable) as error:
            raise CommandError(f"anchors cannot be read: {error}", returncode=2) from error
        if verdict.disproves:
            raise CommandError(
                f"not the trail that was anchored: differs by sequence {verdict.broken_at}", returncode=1
            )
        if not verdict.is_whole:
            raise CommandError(f"broken at sequence {verdict.broken_at}", returncode=1)
        if beside := list(proving.wrong_rows()):
            raise CommandError("\n".join(beside), returncode=1)
        self.prove_rows(str(options["accept"] or ""))
        self.stdout.write(f"whole: {verdict.entries} entries")
        if verdict.anchored:
            self.stdout.write(f"as anchored: {verdict.anchored} times")
        self.prove_stamps()

    def prove_stamps(self) -> None:
        """Print how often a time-stamp authority confirmed this trail, and when last.

        :raises CommandError: naming the stamp that proves nothing, or another trail.
        """
        try:
            found = list(stamping.stamps())
        except stamping.StampRefused as refused:
            raise CommandError(f"time stamp {refused}", returncode=1) from refused
        if found:
            self.stdout.write(f"as stamped: {len(found)} times, last at {found[-1].at.isoformat()}")

    def prove_rows(self, accept: str) -> None:
        """Print each covered row that was written past the portal; take them as they are where a reason is given.

        :raises CommandError: naming them, where none is given.
        """
        if accept:
            self.stdout.write(f"accepted: {rows.accept(reason=accept, by=PORTAL, at=timezone.now())} rows")
        elif found := [str(one) for one in rows.wrong()]:
            raise CommandError("written past the portal:\n" + "\n".join(found), returncode=1)
