"""Import vendors from a file: `manage.py import_vendors FILE --mapping MAP [--dry-run] [--rejected FILE]`."""

from privacyportal.imports.command import ImportCommand


class Command(ImportCommand):
    """Take in a file of vendors."""

    help = "Import vendors from a CSV, TSV or XLSX file."
    kind = "vendors"
