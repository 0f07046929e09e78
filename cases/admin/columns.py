"""Which further columns may a saved view of the list of cases have?"""

from typing import ClassVar

from django.contrib import admin
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from privacyportal.backoffice.dates import table_instant


class MoreColumns:
    """Columns beside the usual ones; what they need comes with the row."""

    more_columns: ClassVar[tuple[str, ...]] = ("received", "desk", "channel", "answered", "ended")

    @admin.display(description=_("received at"), ordering="received_at")
    def received(self, case: Case) -> str:
        """Return when the case was received."""
        return table_instant(case.received_at)

    @admin.display(description=_("answered at"), ordering="answered_at")
    def answered(self, case: Case) -> str:
        """Return when the person was answered."""
        return table_instant(case.answered_at) if case.answered_at else ""

    @admin.display(description=_("ended at"), ordering=Coalesce("closed_at", "withdrawn_at"))
    def ended(self, case: Case) -> str:
        """Return when the case ended, with an answer or without."""
        at = case.closed_at or case.withdrawn_at
        return table_instant(at) if at else ""
