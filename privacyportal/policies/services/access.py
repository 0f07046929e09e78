"""How is looked at once a year who may see and do what, and what becomes of what nobody confirms?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import Department, User
from privacyportal.accounts.roles import COMPLIANCE_OFFICER
from privacyportal.accounts.services import withdrawing
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refused, refuse_if
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.writing import locked, write
from privacyportal.calendars.arithmetic import add_months
from privacyportal.clocks import river as clocks
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import ClockState
from privacyportal.clocks.river.thresholds import value_on
from privacyportal.policies import guards, mails
from privacyportal.policies.models import AccessGrant, AccessReview
from privacyportal.policies.permissions import REVIEW_ACCESS
from privacyportal.policies.services.granted import granted_in
from privacyportal.policies.states import ACCESS, ACCESS_MONTHS
from privacyportal.references.registry import issue

Kind, Decision = AccessGrant.Kind, AccessGrant.Decision


@dataclass(frozen=True)
class Said:
    """What the head of a department says to one thing that gives somebody access: kept or withdrawn, and why."""

    keeps: bool
    reason: str


@deed(right=REVIEW_ACCESS, on="review", words=_("review of access"))
def review_access(*, review: AccessReview, said: Mapping[int, Said], by: Actor, at: datetime) -> AccessReview:
    """Confirm or withdraw what gives people access, by the keys of its rows; what is withdrawn ends at once.

    When nothing is left to decide the review is closed.

    :raises Refused: section 5, without a reason, on one's own access, or when nobody could take the person's place.
    :raises Conflict: when the review is closed, or one of the rows was decided already.
    """
    stored = locked(review, "reference", "department__head")
    rows = {row.pk: row for row in stored.grants.pending().select_for_update(of=("self",)).select_related("person")}
    if not stored.is_open or set(said) - set(rows):
        raise Conflict(_now("It has been decided already."))
    chosen = [(rows[key], given) for key, given in sorted(said.items())]
    is_own = any(by.is_same_person(row.person) for row, _given in chosen)
    unexplained = [row.pk for row, given in chosen if not given.reason.strip()]
    refuse_if([guards.access_of_others(is_own=is_own), guards.access_explained(unexplained)], obj=stored)
    for row, given in chosen:
        if not given.keeps:
            _withdraw(stored, row, given.reason, by, at)
        _decide(row, Decision.KEPT if given.keeps else Decision.WITHDRAWN, given.reason, by, at)
    return _finish(stored, by, at)


@deed(right=FOLLOWS, words=_("yearly review of access"), by_portal=True)
def follow_access(*, by: Actor, at: datetime) -> int:
    """Open the reviews that are due, and withdraw what nobody has confirmed by the due date; return how many changed.

    Safe to repeat. The last holder of a role that somebody must hold keeps it; administrators are told.
    """
    opened = sum(_open(department, by, at) for department in Department.objects.order_by("pk"))
    over = Clock.objects.filter(duty=ACCESS, state=ClockState.RUNNING, due_at__lte=at).values("reference")
    reviews = AccessReview.objects.open().filter(reference__in=over).order_by("pk")
    return opened + sum(_let_lapse(review, by, at) for review in reviews)


def _open(department: Department, by: Actor, at: datetime) -> bool:
    """Open the review of a department a year after the last, or after its first person came."""
    staff = User.objects.filter(is_active=True).order_by("username")
    is_home = department.code == settings.PORTAL_COMPLIANCE_DEPARTMENT
    people = list(staff.filter(department=department)) + (list(staff.filter(department=None)) if is_home else [])
    last = AccessReview.objects.filter(department=department).order_by("-opened_at").first()
    since = last.opened_at if last is not None else min((person.date_joined for person in people), default=at)
    months = int(value_on(ACCESS_MONTHS, tokyo_day(at)))
    if (last is not None and last.is_open) or tokyo_day(at) < add_months(tokyo_day(since), months):
        return False
    rows = [row for person in people for row in granted_in(person)]
    if not rows:
        return False
    review: AccessReview = AccessReview.objects.create(
        reference=issue("ACCESS", at=at), department=department, opened_at=at
    )
    for row in rows:
        row.review = review
    AccessGrant.objects.bulk_create(rows)
    clocks.refresh(reference=review.reference, at=at)
    changes = {"department": department.code, "count": len(rows)}
    trail.record(action="policies.access_review_opened", obj=review, by=by, at=at, changes=changes, section="5")
    return True


def _let_lapse(review: AccessReview, by: Actor, at: datetime) -> bool:
    """Withdraw what was not confirmed; what cannot be withdrawn stays, and is told."""
    stored = locked(review, "reference", "department__head")
    silence = _now("Not confirmed by the due date of the review.")
    for row in stored.grants.pending().select_for_update(of=("self",)).select_related("person"):
        decision, reason = Decision.LAPSED, silence
        try:
            with transaction.atomic():
                if not _withdraw(stored, row, silence, by, at):
                    decision = Decision.GONE
        except Refused as refused:
            decision, reason = Decision.STAYS, refused.text
        _decide(row, decision, reason, by, at)
    _finish(stored, by, at)
    return True


def _withdraw(review: AccessReview, row: AccessGrant, reason: str, by: Actor, at: datetime) -> bool:
    """End what a row says; return whether there was still something to end."""
    person = row.person
    if row.kind == Kind.DEPUTY:
        return withdrawing.withdraw_deputyship(person, row.code, reason=reason, by=by, at=at)
    others = _others(review, person)
    end = withdrawing.withdraw_role if row.kind == Kind.ROLE else withdrawing.withdraw_seat
    return end(person, row.code, others=others, reason=reason, by=by, at=at)


def _others(review: AccessReview, person: User) -> list[User]:
    """Return who may take over what rests on what is withdrawn, nearest first."""
    officers = User.objects.filter(groups__name=COMPLIANCE_OFFICER.code, is_active=True).order_by("pk")
    near = [person.deputy, person.manager, review.department.head, *officers]
    return [one for one in dict.fromkeys(near) if one is not None and one.is_active and one != person]


def _decide(row: AccessGrant, decision: str, reason: str, by: Actor, at: datetime) -> None:
    write(row, decision=decision, reason=reason, decided_at=at, decided_by=by.account)
    changes = {"person": row.person.username, "kind": row.kind, "granted": row.code}
    action = f"policies.access_{decision}"
    trail.record(action=action, obj=row.review, by=by, at=at, changes=changes, reason=reason, section="5")


def _finish(review: AccessReview, by: Actor, at: datetime) -> AccessReview:
    """Close the review when all is decided, and tell whom it concerns what was withdrawn at this moment."""
    if not review.grants.pending().exists():
        write(review, closed_at=at)
        trail.record(action="policies.access_review_closed", obj=review, by=by, at=at, section="5")
    clocks.refresh(reference=review.reference, at=at)
    mails.tell_withdrawn(review, by=by, at=at)
    return review
