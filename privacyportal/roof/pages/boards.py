"""Of what is the front page made?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from privacyportal.roof.pages.charts import Drawing


@dataclass(frozen=True)
class Tile:
    """A count with the list behind it; `tone` is late, due, waiting, done or ended, `unit` what is counted in."""

    label: str
    count: int
    url: str = ""
    tone: str = "ended"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table that stands beside a chart: its label, and its cells as (text, list behind it)."""

    label: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Legend:
    """What a colour or line of a chart means; `swatch` names it in the style sheet."""

    swatch: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture titled with the question it answers, the answer in a sentence, and its numbers as a table.

    `kind` is columns or rows; `head` the table's column titles; `bar_name` and `cap_name` what a bar and the part on
    top of it count.
    """

    title: str
    answer: str
    kind: str
    unit: str
    drawing: Drawing
    head: Sequence[str]
    rows: Sequence[Row]
    legend: Sequence[Legend] = ()
    bar_name: str = ""
    cap_name: str = ""
    empty: str = ""

    @property
    def template(self) -> str:
        """Return the template that draws it."""
        return f"dashboard/{self.kind}.html"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A part of the front page for one role."""

    title: str
    template: str
    context: Mapping[str, object] = field(default_factory=dict)


def listing(name: str, **filters: str) -> str:
    """Return the path of a list of the admin (`cases_case`) with filters, or nothing where there is no such screen."""
    try:
        path = reverse(f"admin:{name}_changelist")
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode(filters)}" if filters else path
