"""What is due next, for this person, whatever kind of record it belongs to?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.models import Case
from cases.states import OPEN
from consents.models import ConsentEntry
from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.backoffice import reading
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.checklists.models import Assessment, CorrectiveAction
from privacyportal.clocks.models import Clock
from privacyportal.clocks.models.clocks import ClockQuerySet
from privacyportal.clocks.plan import ClockState, Record, ask_of, personal_prefixes, subject_of
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


WORK, EXPIRIES = "work", "expiries"
KINDS = {
    WORK: gettext_lazy("Cases and actions"),
    EXPIRIES: gettext_lazy("Consents and certificates running out"),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One record for which something is due: its number, page, nearest duty, what it is about, whose, until when.

    `more` is how many further duties of the record are due in the same span.
    """

    number: str
    url: str
    duty: str
    about: str
    owner: str
    limit: str
    distance: Distance
    more: int = 0


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


def open_clocks(user: User, scope: str) -> ClockQuerySet:
    """Return the open clocks of records that the person may see; of the scope `mine` those of their own records."""
    clocks: ClockQuerySet = Clock.objects.visible_to(user).open().binding()
    return clocks.filter(belongs_to(user)) if scope == MINE else clocks


def of_kind(clocks: ClockQuerySet, kind: str) -> ClockQuerySet:
    """Return the clocks of cases and actions, or those of what runs out and is renewed again and again."""
    return clocks.routine() if kind == EXPIRIES else clocks.of_work()


def first_of_each(clocks: ClockQuerySet, within: Q, kind: str) -> ClockQuerySet:
    """Return of each record only the nearest clock that a condition holds for: one row a record."""
    same = of_kind(Clock.objects.open().binding(), kind).filter(within, reference=OuterRef("reference"))
    before = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    return of_kind(clocks, kind).filter(within).exclude(Exists(same.filter(before)))


def worst_first(clocks: ClockQuerySet, user: User, scope: str) -> ClockQuerySet:
    """Return clocks in order: what the person can do before what only others can, the longest overdue before the rest.

    Who distributes the work can do whatever is not its owner's alone, everybody else what they answer for.
    """
    if scope == MINE:
        return clocks.order_by("due_at", "pk")
    doable = belongs_to(user)
    if usual_scope(user) == ALL:
        doable |= ~Q(reference__prefix__in=personal_prefixes())
    others = Choose(When(doable, then=Value(0)), default=Value(1))
    return clocks.order_by(others, "due_at", "pk")


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


def counts(clocks: ClockQuerySet, at: datetime) -> dict[str, int]:
    """Return of how many records something is due in each span, with one query.

    A record is late once, however many of its duties are: the list of cases counts the same.
    """
    found = {name: Count("reference", distinct=True, filter=condition) for name, condition in spans(at).items()}
    return clocks.aggregate(**found)


def late_cases(clocks: ClockQuerySet, at: datetime) -> int:
    """Return how many open cases are among the records that are late, as the list of cases and its desks count them."""
    cases = Case.objects.filter(status__in=OPEN).values("reference")
    return clocks.overdue(at).filter(reference__in=cases).aggregate(late=Count("reference", distinct=True))["late"]


def next_items(clocks: ClockQuerySet, user: User, *, at: datetime, until: date, limit: int) -> list[Item]:
    """Return the first cases and actions that are due by a day, of the scope that the person's list opens on.

    Overdue ones take at most half of the rows.
    """
    scope = usual_scope(user)
    late, coming = spans(at)[OVERDUE], Q(state=ClockState.RUNNING, due_at__gte=at, due_on__lte=until)
    first = list(nearest(clocks, late, WORK, user, scope)[: limit // 2])
    then = list(nearest(clocks, coming, WORK, user, scope)[: limit - len(first)])
    return items([*first, *then], at)


def nearest(clocks: ClockQuerySet, within: Q, kind: str, user: User, scope: str) -> ClockQuerySet:
    """Return one clock a record, in the order in which the person reads them."""
    return worst_first(first_of_each(clocks, within, kind), user, scope).select_related("reference")


def items(clocks: Iterable[Clock], at: datetime, further: Mapping[int, int] | None = None) -> list[Item]:
    """Return clocks as rows to read, and say which records they name; as many queries as there are kinds of record.

    `further` tells how many more duties of a record, by the key of its number, belong to its row.
    """
    rows = list(clocks)
    records = records_of(rows)
    reading.lists_records(records.values())
    more = further or {}
    return [
        replace(item(clock, records[clock.reference_id], at), more=more.get(clock.reference_id, 0))
        for clock in rows
        if clock.reference_id in records
    ]


def further_duties(clocks: ClockQuerySet, shown: Iterable[Clock]) -> dict[int, int]:
    """Return how many clocks beside the one shown the records of a page have, by the key of the record's number."""
    rows = clocks.filter(reference__in=[clock.reference_id for clock in shown])
    counted = rows.order_by().values_list("reference").annotate(number=Count("pk"))
    return {reference: number - 1 for reference, number in counted}


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


def returned_mails(user: User, scope: str) -> list[Message]:
    """Return the mails that came back and that nobody has closed, and say which: the person's tasks, or all they see.

    The oldest first, at most a page of them.
    """
    rows: QuerySet[Message] = Message.objects.visible_to(user).returned()
    if scope == MINE:
        rows = rows.filter(Message.objects.told_to([user.pk]))
    shown = list(rows.select_related("reference", "recipient").order_by("queued_at", "pk")[:ROWS_A_PAGE])
    reading.lists_records(shown)
    return shown


def usual_scope(user: User) -> str:
    """Return the scope the list opens on: everything for who distributes the work, else one's own."""
    return ALL if user.has_perm("cases.assign_case") else MINE


def link(span: str, scope: str, kind: str = WORK) -> str:
    """Return the path of the list behind a count."""
    return f"{reverse('work')}?{urlencode({'show': span, 'whose': scope, 'kind': kind})}"


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Show of one kind what is due in one span, what the person can do and is longest overdue first."""
    user = person_at(request)
    at = timezone.now()
    scope = request.GET.get("whose", "")
    scope = scope if scope in SCOPES else usual_scope(user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else WORK
    span = request.GET.get("show", "")
    clocks = of_kind(open_clocks(user, scope), kind)
    held = counts(clocks, at)
    span = span if span in SPANS else next((name for name in SPANS if held[name]), OVERDUE)
    within = spans(at)[span]
    page: Page[Clock] = Paginator(nearest(clocks, within, kind, user, scope), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Work list"),
        "page": page,
        "items": items(page.object_list, at, further_duties(clocks.filter(within), page.object_list)),
        "returned": returned_mails(user, scope),
        "span": span,
        "scope": scope,
        "kind": kind,
        "spans": [(name, title, held[name], link(name, scope, kind)) for name, title in SPANS.items()],
        "scopes": [(name, title, link(span, name, kind)) for name, title in SCOPES.items()],
        "kinds": [(name, title, link("", scope, name)) for name, title in KINDS.items()],
    }
    return TemplateResponse(request, "dashboard/work.html", context)
