"""What is due next, for this person, whatever kind of record it belongs to?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.models import Case
from consents.models import ConsentEntry
from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.backoffice import reading
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.checklists.models import Assessment, CorrectiveAction
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import ClockState, Record, ask_of, subject_of
from privacyportal.clocks.river import records_of
from privacyportal.clocks.show.display import Distance, of_clock, table_limit
from privacyportal.notifications.models import Message
from privacyportal.policies.models import StaffPledge
from privacyportal.references import registry
from vendors.models import Entrustment, ForeignGround, Vendor

ROWS_A_PAGE = 25
SUNDAY = 6
OVERDUE, TODAY, WEEK, LATER, PAUSED = "overdue", "today", "week", "later", "paused"
SPANS = {
    OVERDUE: gettext_lazy("Overdue"),
    TODAY: gettext_lazy("Due today"),
    WEEK: gettext_lazy("Due this week"),
    LATER: gettext_lazy("Later"),
    PAUSED: gettext_lazy("Paused"),
}
MINE, ALL = "mine", "all"
SCOPES = {MINE: gettext_lazy("Mine"), ALL: gettext_lazy("All that I may see")}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is due: its number, page, duty, what it is about, whose it is, until when."""

    number: str
    url: str
    duty: str
    about: str
    owner: str
    limit: str
    distance: Distance


def spans(at: datetime) -> dict[str, Q]:
    """Return the condition of each span at a moment; together they hold every open clock exactly once."""
    today = tokyo_day(at)
    sunday = today + timedelta(days=SUNDAY - today.weekday())
    running = Q(state=ClockState.RUNNING)
    return {
        OVERDUE: running & Q(due_at__lt=at),
        TODAY: running & Q(due_at__gte=at, due_on__lte=today),
        WEEK: running & Q(due_at__gte=at, due_on__gt=today, due_on__lte=sunday),
        LATER: running & Q(due_at__gte=at, due_on__gt=sunday),
        PAUSED: Q(state=ClockState.PAUSED),
    }


def open_clocks(user: User, scope: str) -> QuerySet[Clock]:
    """Return the open clocks of records that the person may see; of the scope `mine` those of their own records."""
    clocks: QuerySet[Clock] = Clock.objects.visible_to(user).open().binding()
    return clocks.filter(belongs_to(user)) if scope == MINE else clocks


def belongs_to(user: User) -> Q:
    """Return the condition on clocks of records for which the person is answerable, or stands in today for who is.

    Of cases also those at the person's desks that nobody has taken yet.
    """
    people = [user.pk, *User.objects.stood_in_by(user).values_list("pk", flat=True)]
    vendors = Vendor.objects.filter(owner__in=people)
    own: Sequence[QuerySet[Model]] = (
        Case.objects.filter(Q(handler__in=people) | Q(handler=None, desk__in=user.desks.values("pk"))),
        vendors,
        Entrustment.objects.filter(vendor__in=vendors.values("pk")),
        ForeignGround.objects.filter(vendor__in=vendors.values("pk")),
        Assessment.objects.filter(subject__in=vendors.values("reference")),
        CorrectiveAction.objects.filter(owner__in=people),
        ConsentEntry.objects.filter(recorded_by__in=people),
        StaffPledge.objects.filter(person=user),
    )
    condition = Q(pk__in=[])
    for records in own:
        condition |= Q(reference__in=records.values("reference"))
    return condition


def counts(clocks: QuerySet[Clock], at: datetime) -> dict[str, int]:
    """Return how many open clocks each span holds, with one query."""
    return clocks.aggregate(**{span: Count("pk", filter=condition) for span, condition in spans(at).items()})


def next_items(clocks: QuerySet[Clock], *, at: datetime, until: date, limit: int) -> list[Item]:
    """Return the first open things that are due by a day; overdue ones take at most half of the rows."""
    rows = clocks.filter(state=ClockState.RUNNING, due_on__lte=until).select_related("reference")
    rows = rows.order_by("due_at", "pk")
    late = list(rows.filter(due_at__lt=at)[: limit // 2])
    coming = list(rows.filter(due_at__gte=at)[: limit - len(late)])
    return items([*late, *coming], at)


def items(clocks: Iterable[Clock], at: datetime) -> list[Item]:
    """Return clocks as rows to read, and say which records they name; as many queries as there are kinds of record."""
    rows = list(clocks)
    records = records_of(rows)
    reading.lists_records(records.values())
    return [item(clock, records[clock.reference_id], at) for clock in rows if clock.reference_id in records]


def item(clock: Clock, record: Record, at: datetime) -> Item:
    """Return one row."""
    subject = subject_of(clock.reference.prefix)
    opts = registry.kind_of(clock.reference).model_class._meta
    return Item(
        number=clock.reference.number,
        url=reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
        duty=ask_of(clock.duty),
        about=about(record) or subject.title(record),
        owner=str(subject.owner(record) or _("nobody yet")),
        limit=table_limit(clock.due_at),
        distance=of_clock(clock, at),
    )


def about(record: Record) -> str:
    """Return what a case or a consent is about, for those who may see it; other kinds are named as in mails."""
    if isinstance(record, Case):
        return f"{record.get_kind_display()} {record.title}"
    return str(record.data_subject) if isinstance(record, ConsentEntry) else ""


def returned_mails(user: User, scope: str) -> QuerySet[Message]:
    """Return the mails that came back and that nobody has closed: whose task the person has, or all that they see."""
    rows: QuerySet[Message] = Message.objects.visible_to(user).returned()
    if scope == MINE:
        rows = rows.filter(Message.objects.told_to([user.pk]))
    return rows.select_related("reference", "recipient").order_by("queued_at", "pk")


def usual_scope(user: User) -> str:
    """Return the scope the list opens on: everything for who distributes the work, else one's own."""
    return ALL if user.has_perm("cases.assign_case") else MINE


def link(span: str, scope: str) -> str:
    """Return the path of the list behind a count."""
    return f"{reverse('work')}?{urlencode({'show': span, 'whose': scope})}"


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Show what is due in one span, nearest first."""
    user = person_at(request)
    at = timezone.now()
    scope = request.GET.get("whose", "")
    scope = scope if scope in SCOPES else usual_scope(user)
    span = request.GET.get("show", "")
    clocks = open_clocks(user, scope)
    held = counts(clocks, at)
    span = span if span in SPANS else next((name for name in SPANS if held[name]), OVERDUE)
    rows = clocks.filter(spans(at)[span]).select_related("reference").order_by("due_at", "pk")
    page: Page[Clock] = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Work list"),
        "page": page,
        "items": items(page.object_list, at),
        "returned": returned_mails(user, scope)[:ROWS_A_PAGE],
        "span": span,
        "scope": scope,
        "spans": [(name, title, held[name], link(name, scope)) for name, title in SPANS.items()],
        "scopes": [(name, title, link(span, name)) for name, title in SCOPES.items()],
    }
    return TemplateResponse(request, "dashboard/work.html", context)
