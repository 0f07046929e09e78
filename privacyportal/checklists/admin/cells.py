"""How do the lists of supervision show states, subjects and days?"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacyportal.backoffice.badges import badge
from privacyportal.backoffice.dates import TOKYO, table_day
from privacyportal.checklists.models import AboutSubject
from privacyportal.checklists.subjects import name_of, names_of
from privacyportal.clocks.show.display import distance
from privacyportal.references import registry
from privacyportal.references.models import Reference
from privacyportal.search.boxes import FoundAdmin

NOTHING = "－"


def due(day: date, at: datetime, *, is_open: bool) -> SafeString | str:
    """Return a last day, with its distance in words and colour while something is still to be done."""
    if not is_open:
        return table_day(day)
    end = datetime.combine(day + timedelta(days=1), time.min, TOKYO)
    away = distance(due_at=end, at=at)
    return format_html('<span class="portal-nowrap">{}</span> {}', table_day(day), badge(away.tone, away.text))


def number_cell(reference: Reference) -> SafeString:
    """Return a number that is not broken over two lines."""
    return format_html('<span class="portal-nowrap">{}</span>', str(reference))


def link(reference: Reference) -> SafeString:
    """Return a number that leads to its record."""
    return format_html('<a class="portal-nowrap" href="{}">{}</a>', registry.url_for(reference), str(reference))


class NamedSubjects(FoundAdmin):
    """A list of records about subjects, whose names are read with one query for each kind of subject."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the page of the list with its subjects named."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        self.prepare_rows(rows)
        changelist.result_list = rows
        return changelist

    def prepare_rows(self, rows: Sequence[AboutSubject]) -> None:
        """Name the subjects of many rows at once, for a page of the list and for its export."""
        names = names_of(row.concerned for row in rows)
        for row in rows:
            row.subject_name = names.get(row.concerned.pk, "")

    def subject_text(self, obj: AboutSubject) -> str:
        """Return the subject's number and name."""
        name = name_of(obj.concerned) if obj.subject_name is None else obj.subject_name
        return f"{obj.concerned} {name}".strip()
