"""How does a register of persons come in from the command line?"""

from privacyportal.imports.command import ImportCommand


class Command(ImportCommand):
    """Import persons."""

    help = "Import data subjects from a CSV, TSV or XLSX file."
    kind = "persons"
