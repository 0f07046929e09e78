"""How many vendors: by state, due for review, without an owner, with open findings? Each with the list behind it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.refusals import Text
from privacyportal.checklists.models import Finding
from privacyportal.checklists.querysets import FindingQuerySet
from privacyportal.checklists.states import FindingStatus, Severity
from vendors.models import Vendor
from vendors.states import SUPERVISED, TONES, Status

SOON = timedelta(days=30)
SEVERITY_TONES = {Severity.CRITICAL: "late", Severity.MAJOR: "due", Severity.MINOR: "ended"}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number: what it counts, how many, which list shows exactly these, and what its colour means."""

    code: str
    label: Text
    value: int
    url: str
    tone: str = ""


def by_state(user: Viewer) -> list[Figure]:
    """Return the visible vendors by where they stand; one query."""
    counted = Vendor.objects.visible_to(user).order_by().values("status").annotate(rows=Count("pk"))
    counts = {row["status"]: row["rows"] for row in counted}
    return [
        Figure(
            code=status,
            label=status.label,
            value=counts.get(status, 0),
            url=url(show="all", status__exact=status),
            tone=TONES[status],
        )
        for status in Status
    ]


def reviews(user: Viewer, at: datetime) -> list[Figure]:
    """Return the current vendors whose supervision the person sees by how far their review is, each once; one query."""
    until = tokyo_day(at) + SOON
    rows = _review_states(tokyo_day(at), until)
    counts = Vendor.objects.contents_visible_to(user).aggregate(
        **{code: Count("pk", filter=condition) for code, _label, _tone, condition, _filters in rows}
    )
    return [
        Figure(code=code, label=label, value=counts[code], url=url(show="all", **filters), tone=tone)
        for code, label, tone, _condition, filters in rows
    ]


def _review_states(today: date, until: date) -> tuple[tuple[str, Text, str, Q, dict[str, str]], ...]:
    """Return code, label, tone, condition and the list's filters of each state; they exclude one another."""
    supervised, soon = Q(status__in=SUPERVISED), Q(next_review_on__range=(today, until))
    later, unplanned = Q(next_review_on__gt=until), Q(next_review_on=None)
    candidate = {"status__exact": Status.CANDIDATE.value}
    return (
        ("overdue", _("review overdue"), "late", supervised & Q(next_review_on__lt=today), {"review": "overdue"}),
        ("soon", _("review within 30 days"), "due", supervised & soon, {"review": "soon"}),
        ("later", _("review later"), "done", supervised & later, {"review": "later"}),
        ("unplanned", _("no review planned"), "waiting", supervised & unplanned, {"review": "unplanned"}),
        ("candidate", _("before start"), "ended", Q(status=Status.CANDIDATE), candidate),
    )


def open_findings(user: Viewer) -> list[Figure]:
    """Return the visible open findings by severity; one query."""
    counted = _open(Finding.objects.visible_to(user)).order_by().values("severity").annotate(rows=Count("pk"))
    counts = {row["severity"]: row["rows"] for row in counted}
    path = reverse("admin:checklists_finding_changelist")
    return [
        Figure(
            code=severity,
            label=severity.label,
            value=counts.get(severity, 0),
            url=f"{path}?{urlencode({'status__exact': FindingStatus.OPEN, 'severity__exact': severity})}",
            tone=SEVERITY_TONES[severity],
        )
        for severity in Severity
    ]


def my_vendors(user: Viewer, *, limit: int = 10) -> list[Vendor]:
    """Return the person's current vendors, the nearest review first; one query."""
    mine = Vendor.objects.visible_to(user).current().of(user).select_related("reference", "owner")
    return list(mine.order_by(F("next_review_on").asc(nulls_last=True), "pk")[:limit])


def _open(findings: FindingQuerySet) -> FindingQuerySet:
    return findings.filter(status=FindingStatus.OPEN)


def url(**filters: str) -> str:
    """Return the path of the list of vendors with filters."""
    return f"{reverse('admin:vendors_vendor_changelist')}?{urlencode(filters)}"
