"""How do a case's state, deadline and people look in lists and heads?"""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.models import Case, CaseParty
from cases.states import TONES, Kind, Status
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.badges import badge
from privacyportal.clocks import plan
from privacyportal.clocks.show.display import distance, table_limit
from privacyportal.clocks.show.due import Due

NONE = "－"


class Listed(TypedDict):
    """What is read along with each case of a list: people, nearest deadline, whether the reader may read the people."""

    complainant: str | None
    representative: str | None
    next_due_at: datetime | None
    next_due_duty: str
    next_due_state: str
    people_hidden: bool


class Opened(TypedDict):
    """What is read along with the case of a page: people, and which parts it has."""

    complainant: str | None
    representative: str | None
    has_proposals: bool
    has_promises: bool
    has_referrals: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    OpenedCase = WithAnnotations[Case, Opened]
    ListedCase = WithAnnotations[Case, Listed]


def state(case: Case) -> dict[str, str]:
    """Return a case's state for the head of its page."""
    return {"tone": TONES[Status(case.status)], "label": case.get_status_display()}


def badges(case: Case) -> list[dict[str, str]]:
    """Return what the head of a case's page marks beside its state: restricted, a leak, an identity to be verified."""
    marks = (
        (case.restricted, "waiting", _("restricted")),
        (case.leak_suspected, "late", _("possible leak")),
        (case.kind == Kind.DISCLOSURE and case.identity_verified_at is None, "due", _("identity not verified")),
    )
    return [{"tone": tone, "label": label} for holds, tone, label in marks if holds]


def due_of(case: "ListedCase") -> Due | None:
    """Return the nearest deadline of a case of a list."""
    return Due(case.next_due_at, case.next_due_duty, case.next_due_state) if case.next_due_at else None


def next_deadline(due: Due | None, at: datetime) -> SafeString | str:
    """Return a deadline: day, distance in word and colour, and what is due."""
    if due is None:
        return NONE
    away = distance(due_at=due.at, at=at, state=due.state)
    return format_html(
        '<span class="portal-nowrap">{} {}</span><br><span class="portal-help">{}</span>',
        table_limit(due.at),
        badge(away.tone, away.text),
        plan.label_of(due.duty),
    )


def desk(place: Desk) -> SafeString:
    """Return a desk with the telephone number to say aloud."""
    return format_html('{} <span class="portal-nowrap">{}</span>', place, place.telephone)


def with_people(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with the names of who complains or requests and of who represents them, for `who`."""
    parties = CaseParty.objects.filter(case=OuterRef("pk")).values("name")
    return rows.annotate(
        complainant=Subquery(parties.filter(role=CaseParty.Role.COMPLAINANT)[:1]),
        representative=Subquery(parties.filter(role=CaseParty.Role.REPRESENTATIVE)[:1]),
    )


def who(complainant: str | None, representative: str | None, *, is_hidden: bool) -> str:
    """Return who complains or requests, by the names that were read `with_people`."""
    if is_hidden:
        return _("restricted")
    return f"{complainant or NONE}（{representative}）" if representative else complainant or NONE
