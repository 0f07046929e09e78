"""Does the search find what the rows hold? After this it does."""

from argparse import ArgumentParser

from privacyportal.backoffice.commands import PortalCommand
from privacyportal.search import upkeep


class Command(PortalCommand):
    """Bring the index of the search in line with the rows; people may go on working meanwhile."""

    help = "Bring the index of the search in line with the rows; --from-nothing writes all of it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether all is written anew: after a release that folds words otherwise, or tokens that were lost."""
        parser.add_argument("--from-nothing", action="store_true", help="forget the index first, then write it anew")

    def handle(self, *args: object, from_nothing: bool, **options: object) -> None:
        """Print how many entries there are then."""
        self.stdout.write(f"whole: {upkeep.rebuild(from_nothing=from_nothing)} entries")
