"""Are we keeping the policy: where will we be late, and whose?"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import figures as cases
from privacyportal.accounts.models import User
from privacyportal.roof.pages import charts, worklist
from privacyportal.roof.pages.boards import Board, Chart, Legend, Row, Tile
from vendors import figures as vendors

MONTH_FORMAT = "%Y-%m"

type Months = Sequence[cases.Month]


def policy_kept(user: User, at: datetime) -> Board | None:
    """Return the pictures, for those who see the whole register of cases or of vendors."""
    pictures: list[Chart] = []
    desks: Sequence[tuple[cases.Figure, cases.Figure]] = ()
    late: Tile | None = None
    if user.has_perm("cases.view_case"):
        months = cases.by_month(user, at)
        desks, late = cases.by_desk(user, at), late_in_all(user, at)
        pictures += [intake_and_backlog(months), attainment(months)]
    if user.has_perm("vendors.view_vendor"):
        pictures += [supervision(user, at), findings_open(user)]
    if not pictures:
        return None
    return Board(
        title=_("Are we keeping the policy?"),
        template="dashboard/policy_kept.html",
        context={"charts": pictures, "desks": desks, "late": late},
    )


def late_in_all(user: User, at: datetime) -> Tile:
    """Return how many records that the person may see are late: cases and actions, no routine expiries."""
    clocks = worklist.open_clocks(user, worklist.ALL).of_work()
    return Tile("", worklist.counts(clocks, at)[worklist.OVERDUE], worklist.link(worklist.OVERDUE, worklist.ALL))


def intake_and_backlog(months: Months) -> Chart:
    """Return the cases received in each month as columns, those open at its end as a line."""
    taken_in, left_over = _("received in the month"), _("open at the end of the month")
    now = months[-1]
    words = {"received": now.received.value, "backlog": now.backlog.value}
    return Chart(
        title=_("Is work piling up?"),
        answer=_("%(received)d received this month, %(backlog)d not yet closed") % words,
        kind="columns",
        unit=pgettext("unit", "cases"),
        drawing=charts.columns(
            [drawn(month, month.received, "main") for month in months],
            [drawn(month, month.backlog, "second") for month in months],
        ),
        legend=[Legend(swatch="main", label=taken_in), Legend(swatch="second", label=left_over)],
        bar_name=taken_in,
        head=[_("Month"), taken_in, left_over],
        rows=[Row(label=month.month, cells=[cell(month.received), cell(month.backlog)]) for month in months],
    )


def attainment(months: Months) -> Chart:
    """Return for each month how many in a hundred of the answers due in it were given in time, and how many late."""
    met, missed = sum(month.met.value for month in months), sum(month.missed.value for month in months)
    words = {"percent": percent(met, met + missed), "met": met, "all": met + missed}
    in_time, late = _("answered in time"), _("answered late")
    return Chart(
        title=_("Do we answer in time?"),
        answer=_("%(percent)d%% in twelve months (%(met)d of %(all)d)") % words,
        kind="columns",
        unit=_("share of the answers due in the month (%)"),
        drawing=charts.columns(
            [share(month, month.met, "done") for month in months],
            upper=[share(month, month.missed, "late") for month in months],
            percent=True,
        ),
        legend=[Legend(swatch="done", label=in_time), Legend(swatch="late", label=late)],
        bar_name=in_time,
        cap_name=late,
        head=[_("Month"), in_time, late, _("share in time")],
        rows=[
            Row(label=month.month, cells=[cell(month.met), cell(month.missed), (share(month, month.met, "").text, "")])
            for month in months
            if met + missed
        ],
        empty=_("No answer has fallen due in the last twelve months."),
    )


def supervision(user: User, at: datetime) -> Chart:
    """Return how many vendors stand where with their reviews."""
    states = vendors.reviews(user, at)
    held = {figure.code: figure.value for figure in states}
    return rows_chart(
        title=_("Are the vendors supervised?"),
        answer=_("%(overdue)d reviews overdue, %(soon)d within 30 days") % held,
        unit=pgettext("unit", "vendors"),
        figures=states,
        head=[_("State of the review"), _("number of vendors")],
    )


def findings_open(user: User) -> Chart:
    """Return how many findings are open, by how heavy they weigh."""
    severities = vendors.open_findings(user)
    return rows_chart(
        title=_("What is still to be mended?"),
        answer=_("%(count)d findings open") % {"count": sum(figure.value for figure in severities)},
        unit=pgettext("unit", "findings"),
        figures=severities,
        head=[_("Severity"), _("open findings")],
    )


def rows_chart(*, title: str, answer: str, unit: str, figures: Sequence[vendors.Figure], head: Sequence[str]) -> Chart:
    """Return a picture of lying bars with its table."""
    return Chart(
        title=title,
        answer=answer,
        kind="rows",
        unit=unit,
        drawing=charts.rows([bar(str(figure.label), figure.value, figure.url, figure.tone) for figure in figures]),
        head=head,
        rows=[Row(label=str(figure.label), cells=[(str(figure.value), figure.url)]) for figure in figures],
    )


def bar(label: str, value: int, url: str, tone: str) -> charts.Figure:
    """Return one bar."""
    return charts.Figure(label=label, value=value, text=str(value), url=url, tone=tone)


def drawn(month: cases.Month, figure: cases.Figure, tone: str) -> charts.Figure:
    """Return a month's count as it is drawn."""
    return bar(short_month(month), figure.value, figure.url, tone)


def share(month: cases.Month, figure: cases.Figure, tone: str) -> charts.Figure:
    """Return a month's result as a share of all its answers, in percent; nothing is written where none was due.

    Both shares of a month come to 100: that of the answers in time is rounded down, so that 100 means all.
    """
    due = month.met.value + month.missed.value
    in_time = percent(month.met.value, due)
    value = in_time if figure is month.met or not due else charts.FULL - in_time
    return charts.Figure(
        label=short_month(month), value=value, text=f"{value}%" if due else "", url=figure.url, tone=tone
    )


def percent(part: int, whole: int) -> int:
    """Return the part in percent, rounded down so that 100 means all; 0 of nothing."""
    return 100 * part // whole if whole else 0


def short_month(month: cases.Month) -> str:
    """Return a month as an axis names it: 11月, Nov."""
    return date_format(datetime.strptime(month.month, MONTH_FORMAT), "M")  # noqa: DTZ007  A month has no zone.


def cell(figure: cases.Figure) -> tuple[str, str]:
    """Return a count for the table, with the list behind it."""
    return str(figure.value), figure.url
