"""Import cases from a file: `manage.py import_cases FILE --mapping MAP [--dry-run] [--rejected FILE]`."""

from privacyportal.imports.command import ImportCommand


class Command(ImportCommand):
    """Take in a file of cases."""

    help = "Import cases from a CSV, TSV or XLSX file."
    kind = "cases"
