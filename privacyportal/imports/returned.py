"""How do we know a file of rejected rows when it comes back corrected?"""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _


def headings() -> list[str]:
    """Return the headings, in the reader's language, of what is put in front of a rejected row."""
    return [_("Row"), _("Line of the file"), _("Column"), _("Reason for rejection")]


def notes_before(first_row: Sequence[str]) -> int:
    """Return how many columns of a file are our own notes: those headings in any language, or none."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            noted = headings()
        if list(first_row[: len(noted)]) == noted:
            return len(noted)
    return 0
