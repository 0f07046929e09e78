"""Is everything that is encrypted encrypted with the newest key?"""

from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.accounts import services as accounts
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services import exchange, resealing
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.keyring import data_keys, newest
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.storage import Written

BATCH = 50
LOST, NO_KEY = 1, 2


class Command(PortalCommand):
    """Encrypt stored files and secrets with the newest key: what never was, and what has a former one."""

    help = (
        "Encrypt stored files and secrets of one-time codes with the newest key of PORTAL_DATA_KEYS. May be ended at "
        "any moment and run again: it goes on where it stopped. Exits with 1 when something cannot be opened."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to count only."""
        parser.add_argument("--dry-run", action="store_true", help="only count what has which key")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        """Print what has which key, encrypt anew what has another than the newest, and print what could not be opened.

        :raises CommandError: with 1 when something could not be opened, with 2 when there is no key.
        """
        try:
            key = newest().fingerprint
            known = {one.fingerprint for one in data_keys()}
        except (PortalError, ValueError) as error:
            raise CommandError(str(error), returncode=NO_KEY) from error
        self.stdout.write(f"newest key: {key}")
        lost = [] if dry_run else list(self.encrypt(key))
        used = resealing.keys_used()
        for name, count in sorted(used.items()):
            told = {key: "newest key", "": "not encrypted", "missing": "not on the disk"}
            of_key = f"key {name}" + ("" if name in known else ", which is not there")
            self.stdout.write(f"files, {told.get(name, of_key)}: {count}")
        secrets = accounts.reseal_secrets(is_trial=dry_run, by=PORTAL, at=timezone.now())
        self.stdout.write(f"secrets of one-time codes, with a former key: {secrets.anew}, newest: {secrets.standing}")
        lost += [f"secret {pk}: no key opens it" for pk in secrets.lost]
        if lost:
            raise CommandError("\n".join(lost), returncode=LOST)

    def encrypt(self, key: str) -> Iterator[str]:
        """Encrypt in batches whatever has another key; yield what could not be opened, by its row and record."""
        ready: dict[int, Written] = {}
        for attachment in resealing.stored().select_related("reference").iterator():
            try:
                if resealing.key_used(attachment) != key:
                    ready[attachment.pk] = resealing.written_anew(attachment)
            except (PortalError, OSError) as error:
                yield said(attachment, error)
            if len(ready) == BATCH:
                self.put_in_place(ready)
        self.put_in_place(ready)

    def put_in_place(self, ready: dict[int, Written]) -> None:
        """Let what is ready take its place."""
        if ready:
            count = exchange(ready=dict(ready), by=PORTAL, at=timezone.now())
            self.stdout.write(f"encrypted anew: {count}")
            ready.clear()


def said(attachment: Attachment, error: Exception) -> str:
    """Return what is wrong with a file, by its row and record; a name could tell as much as the file."""
    return f"file {attachment.pk} of {attachment.reference}: {type(error).__name__}: {error}"
