"""How many consents and provisions, for the front page: each figure with the list that shows exactly its rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import Decision, Ground
from privacyportal.audit.models import RefusedAttempt
from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.querysets import Viewer
from privacyportal.calendars.arithmetic import add_months

ENDING_MONTHS = 1


@dataclass(frozen=True)
class Figure:
    """A count, what it counts, and the path of the list behind it."""

    key: str
    label: str
    count: int
    url: str


def listed(name: str, **query: Any) -> str:
    """Return the path of an admin list, filtered."""
    return f"{reverse(f'admin:{name}_changelist')}?{urlencode(query)}"


def months_back(day: date, count: int) -> list[date]:
    """Return the first days of the last `count` months up to that of a Tokyo day, in order."""
    return [add_months(day.replace(day=1), -back) for back in reversed(range(count))]


def decisions_by_month(user: Viewer, day: date, months: int = 12) -> dict[str, list[Figure]]:
    """Return how many consents were given and withdrawn in each month, in one query."""
    first_days = months_back(day, months)
    entries = ConsentEntry.objects.visible_to(user).filter(
        decided_on__gte=first_days[0], decision__in=(Decision.GIVEN, Decision.WITHDRAWN)
    )
    rows = entries.annotate(month=TruncMonth("decided_on")).values_list("month", "decision")
    counted = {(month, decision): count for month, decision, count in rows.annotate(count=Count("pk"))}
    return {
        decision: [_month(first, decision, counted.get((first, decision), 0)) for first in first_days]
        for decision in (Decision.GIVEN, Decision.WITHDRAWN)
    }


def _month(first: date, decision: str, count: int) -> Figure:
    url = listed(
        "consents_consententry",
        decision__exact=decision,
        decided_on__gte=first.isoformat(),
        decided_on__lt=add_months(first, 1).isoformat(),
    )
    return Figure(decision, f"{first:%Y-%m}", count, url)


def ending_soon(user: Viewer, day: date) -> Figure:
    """Return how many consents in force on a Tokyo day end within a month."""
    entries = ConsentEntry.objects.visible_to(user).ending(first=day, last=add_months(day, ENDING_MONTHS))
    url = listed("consents_consententry", standing="ending")
    return Figure("ending", _("Consents that end within a month"), entries.count(), url)


def in_force(user: Viewer, day: date) -> Figure:
    """Return how many consents hold on a Tokyo day."""
    entries = ConsentEntry.objects.visible_to(user).in_force_on(day)
    return Figure(
        "in_force", _("Consents in force"), entries.count(), listed("consents_consententry", standing="in_force")
    )


def provisions_by_ground(user: Viewer, *, first: date, last: date) -> list[Figure]:
    """Return how many provisions were made on each ground between two Tokyo days, in one query."""
    made = ThirdPartyProvision.objects.visible_to(user)
    counts = {f"ground_{g.value}": Count("pk", filter=Q(ground=g, provided_on__range=(first, last))) for g in Ground}
    counted = made.aggregate(**counts)
    span = {"provided_on__gte": first.isoformat(), "provided_on__lt": _next(last).isoformat()}
    return [
        Figure(
            ground.value,
            str(ground.label),
            counted[f"ground_{ground.value}"],
            listed("consents_thirdpartyprovision", ground__exact=ground.value, **span),
        )
        for ground in Ground
    ]


def refused_attempts(user: Viewer, *, first: date, last: date) -> Figure:
    """Return how many attempts were refused between two Tokyo days, 0 for those who may not read them."""
    url = listed("audit_refusedattempt", at__gte=_start(first), at__lt=_start(_next(last)))
    label = _("Refused attempts")
    if not user.has_perm("audit.view_refusedattempt"):
        return Figure("refused", label, 0, url)
    kept = RefusedAttempt.objects.filter(at__gte=_start(first), at__lt=_start(_next(last)))
    return Figure("refused", label, kept.count(), url)


def _start(day: date) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO).isoformat(sep=" ")


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
