"""Load a policy's published text: one line per section, then the version it became."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.commands import PortalCommand
from privacyportal.policies.services import PolicyRefused, load_policy


class Command(PortalCommand):
    """Read a policy file into sections and clauses; the same file again changes nothing."""

    help = "Load the text of a privacy policy as published (UTF-8 or CP932) as a policy version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        """Print NUMBER, HEADING and CHARACTERS of each section, tab-separated, then `version N` or `unchanged`.

        NUMBER is the policy's own; 0 stands for text without one, the preamble or an annex. A text in parts that each
        count from 1 prints each part's numbers.
        """
        try:
            loaded = load_policy(content=file.read_bytes(), source_name=file.name, by=PORTAL, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except PolicyRefused as error:
            raise CommandError(f"{file}: {error.text}") from error
        for section in loaded.version.sections.order_by("part", "number"):
            self.stdout.write(f"{section.number}\t{section.heading}\t{section.characters}")
        for doubt in loaded.doubts:
            self.stderr.write(doubt)
        if loaded.version.closing:
            kept = len(loaded.version.closing.splitlines())
            self.stderr.write(f"{kept} line(s) after the last section are kept outside the sections.")
        self.stdout.write(f"version {loaded.version.number}" if loaded.is_new else "unchanged")
