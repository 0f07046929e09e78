"""Does the search find what the rows hold?"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from privacyportal.roof.pages.health.check import Check, Severity, graded
from privacyportal.search import upkeep

NEWEST = 20


def found(at: datetime) -> Iterator[Check]:
    """Whether the newest rows of each kind can be found by what they hold; `verify_search` asks it of all."""
    wrong = list(islice(upkeep.newest_drift(NEWEST), 1))
    text = _("The newest records can be found by what they hold.")
    if wrong:
        text = _("The search does not find what is stored: run manage.py verify_search, then rebuild_search.")
    yield Check(code="search.drift", title=_("Search"), severity=graded(not wrong, Severity.WARNING), text=text)
