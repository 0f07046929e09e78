"""Is everything that is encrypted encrypted with the newest key?"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.accounts import services as accounts
from privacyportal.attachments.services import exchange, resealing
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.backoffice.keyring import data_keys, newest
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.sealed_fields import key_used, written_anew
from privacyportal.backoffice.storage import Written
from privacyportal.imports import resealing as imports

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
        lost = [] if dry_run else [*self.encrypt(key), *self.encrypt_imports(key)]
        for name, count in sorted(keys_used().items()):
            told = {key: "newest key", "": "not encrypted", "missing": "not on the disk"}
            of_key = f"key {name}" + ("" if name in known else ", which is not there")
            self.stdout.write(f"files, {told.get(name, of_key)}: {count}")
        secrets = accounts.reseal_secrets(is_trial=dry_run, by=PORTAL, at=timezone.now())
        self.stdout.write(f"secrets of one-time codes, with a former key: {secrets.anew}, newest: {secrets.standing}")
        lost += [f"secret {pk}: no key opens it" for pk in secrets.lost]
        if lost:
            raise CommandError("\n".join(lost), returncode=LOST)

    def encrypt(self, key: str) -> Iterator[str]:
        """Encrypt in batches whatever file of a record has another key; yield what could not be opened."""
        ready: dict[int, Written] = {}
        for kept in resealing.stored().select_related("reference").iterator():
            try:
                if key_used(kept.file) != key:
                    ready[kept.pk] = written_anew(kept, kept.file.name or "", sha256=kept.sha256)
            except (PortalError, OSError) as error:
                yield said(f"file {kept.pk} of {kept.reference}", error)
            if len(ready) == BATCH:
                self.told(exchange(ready=ready, by=PORTAL, at=timezone.now()))
                ready = {}
        if ready:
            self.told(exchange(ready=ready, by=PORTAL, at=timezone.now()))

    def encrypt_imports(self, key: str) -> Iterator[str]:
        """Encrypt whatever file of an import has another key; yield what could not be opened."""
        for run, file in imports.stored():
            try:
                ready = {} if key_used(file) == key else {file.name or "": written_anew(run, file.name or "")}
            except (PortalError, OSError) as error:
                yield said(f"file of import {run.pk}", error)
                continue
            if ready:
                self.told(imports.exchange_of_imports(ready=ready, by=PORTAL, at=timezone.now()))

    def told(self, count: int) -> None:
        """Print how many files have the newest key now."""
        self.stdout.write(f"encrypted anew: {count}")


def keys_used() -> Counter[str]:
    """Return how many files are encrypted with which key, by fingerprint; `missing` counts those that are not there."""
    found: Counter[str] = Counter()
    for file in chain((kept.file for kept in resealing.stored().iterator()), (file for _run, file in imports.stored())):
        try:
            found[key_used(file)] += 1
        except OSError:
            found["missing"] += 1
    return found


def said(which: str, error: Exception) -> str:
    """Return what is wrong with a file, by its row and record; a name could tell as much as the file."""
    return f"{which}: {type(error).__name__}: {error}"
