"""Does the search find exactly what the rows hold?"""

from itertools import islice

from django.core.management.base import CommandError

from privacyportal.backoffice.commands import PortalCommand
from privacyportal.search import upkeep
from privacyportal.search.models import Entry

NAMED = 100


class Command(PortalCommand):
    """Compare every entry of the search with its row, and its tokens with the entry; changes nothing."""

    help = "Compare the index of the search with the rows; exits with 1 and names what is wrong."

    def handle(self, *args: object, **options: object) -> None:
        """Print how many entries were compared.

        :raises CommandError: naming what is wrong, the first hundred of it; `rebuild_search` mends it.
        """
        if wrong := list(islice(upkeep.drift(), NAMED)):
            raise CommandError("\n".join([*wrong, "run manage.py rebuild_search --from-nothing"]), returncode=1)
        self.stdout.write(f"whole: {Entry.objects.count()} entries")
