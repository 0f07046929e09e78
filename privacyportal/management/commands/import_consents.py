"""Import consents from a file: `manage.py import_consents FILE --mapping MAP [--dry-run] [--rejected FILE]`."""

from privacyportal.imports.command import ImportCommand


class Command(ImportCommand):
    """Take in a file of consents."""

    help = "Import consents from a CSV, TSV or XLSX file."
    kind = "consents"
