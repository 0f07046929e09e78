"""How is the policy reviewed, and how do staff pledge to keep it and are trained?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.writing import locked
from privacyportal.clocks import river as clocks
from privacyportal.policies import guards
from privacyportal.policies.models import PledgeSigning, PolicyReview, PolicyVersion, StaffPledge, Training
from privacyportal.policies.permissions import MANAGE_POLICY, SIGN_OWN_PLEDGE
from privacyportal.references.registry import issue, issue_many


@deed(right=MANAGE_POLICY, on="version", words=_("policy review"))
def record_review(
    *, version: PolicyVersion, reviewed_on: date, result: str, needs_change: bool = False, by: Actor, at: datetime
) -> PolicyReview:
    """Record that the version in effect was reviewed and what came of it; the next review counts from that day.

    :raises Refused: when the day lies ahead, or the version is not in effect.
    """
    day, version = tokyo_day(at), locked(version)
    refuse_if([guards.in_effect(version.covers(day)), guards.reviewed_by_now(reviewed_on, day)], obj=version)
    review = PolicyReview.objects.create(
        version=version,
        reviewed_on=reviewed_on,
        result=result,
        needs_change=needs_change,
        recorded_at=at,
        recorded_by=by.account,
    )
    if version.reference is not None:
        clocks.refresh(reference=version.reference, at=at)
    changes = {"version": version.number, "reviewed_on": reviewed_on, "needs_change": needs_change}
    trail.record(action="policies.reviewed", obj=version, by=by, at=at, changes=changes, section="14")
    return review


@deed(right=SIGN_OWN_PLEDGE, on="pledge", words=_("signing of the pledge"))
def sign_pledge(*, pledge: StaffPledge, by: Actor, at: datetime) -> PledgeSigning:
    """Record that a member of staff pledges to keep the version in effect; nobody signs for another.

    :raises NotPermitted: when somebody else tries.
    """
    version = PolicyVersion.objects.in_force_on(tokyo_day(at)).first()
    signing = PledgeSigning.objects.create(pledge=pledge, version=version, signed_at=at)
    clocks.refresh(reference=pledge.reference, at=at)
    changes = {"version": version.number if version else None}
    trail.record(action="policies.pledged", obj=pledge, by=by, at=at, changes=changes, section="5")
    return signing


@deed(right=MANAGE_POLICY, on="pledge", words=_("training of a member of staff"))
def record_training(
    *, pledge: StaffPledge, course: str, taken_on: date, score: int | None = None, by: Actor, at: datetime
) -> Training:
    """Record that a member of staff was trained; the next training counts from that day (Guidelines 10-4).

    :raises Refused: section 5, when the day lies ahead or the course is not named.
    :raises Conflict: when it stands already.
    """
    pledge = locked(pledge)
    refuse_if([guards.trained_by_now(taken_on, tokyo_day(at)), guards.course_named(course)], obj=pledge)
    if pledge.trainings.filter(course=course, taken_on=taken_on).exists():
        raise Conflict(_("This training has been recorded already."))
    training = Training.objects.create(
        pledge=pledge, course=course, taken_on=taken_on, score=score, recorded_at=at, recorded_by=by.account
    )
    clocks.refresh(reference=pledge.reference, at=at)
    changes = {"course": course, "taken_on": taken_on}
    trail.record(action="policies.trained", obj=pledge, by=by, at=at, changes=changes, section="5")
    return training


@deed(right=FOLLOWS, words=_("pledge of a member of staff"))
def follow_staff(*, person: User, by: Actor, at: datetime) -> None:
    """Open the sheet of a member of staff who has come, and bring its clock in line when one goes or returns."""
    sheet = StaffPledge.objects.filter(person=person).select_related("reference").first()
    if sheet is None and person.is_active and person.department_id is not None:
        sheet = StaffPledge.objects.create(reference=issue("PLEDGE", at=at), person=person, opened_at=at)
    if sheet is not None:
        clocks.refresh(reference=sheet.reference, at=at)


@deed(right=FOLLOWS, words=_("sheets for pledges"), by_portal=True)
def bring_in_line(*, by: Actor, at: datetime) -> int:
    """Give numbers to versions from before they had any, and sheets to staff without one; return how many."""
    unnumbered = list(PolicyVersion.objects.select_for_update().filter(reference=None))
    for version in unnumbered:
        version.reference = issue("POLICY", at=at)
        version.save(update_fields=["reference"])
    staff = list(User.objects.filter(is_active=True, department__isnull=False, pledge=None).order_by("pk"))
    numbers = issue_many("PLEDGE", count=len(staff), at=at) if staff else []
    pairs = zip(numbers, staff, strict=True)
    StaffPledge.objects.bulk_create(StaffPledge(reference=number, person=who, opened_at=at) for number, who in pairs)
    clocks.refresh_many(references=[*numbers, *(row.reference for row in unnumbered if row.reference)], at=at)
    return len(unnumbered) + len(staff)
