"""What do the rows of the list of cases say, and which further columns may a saved view of it have?"""

from typing import ClassVar

from django.contrib import admin
from django.db.models import BooleanField, QuerySet, Value, When
from django.db.models import Case as Choose
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.admin import cells
from cases.models import Case
from cases.querysets import worked_or_decided_by
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.lists import DeclaredList
from privacyportal.clocks.models import annotate_next_due


class CaseList(DeclaredList):
    """The list of cases: what its rows say, which is not what a case's page reads."""

    root_queryset: QuerySet[Case]

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet[Case]:
        """Return the rows that the filters leave, in order."""
        open_book = When(restricted=False, then=Value(False))
        own = When(worked_or_decided_by(request.user), then=Value(False))
        hidden = Choose(open_book, own, default=Value(True), output_field=BooleanField())
        rows = cells.with_people(Case.objects.visible_to(request.user))
        self.root_queryset = annotate_next_due(rows).annotate(people_hidden=hidden)
        return super().get_queryset(request, exclude_parameters)


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
