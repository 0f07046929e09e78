"""What must a vendor owner do, vendor by vendor?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.backoffice import reading
from privacyportal.checklists.models import Assessment
from privacyportal.checklists.states import AssessmentStatus
from privacyportal.clocks.plan import ask_of
from privacyportal.clocks.show.display import Distance, distance, table_limit
from privacyportal.roof.pages.boards import Board
from vendors.models import Vendor
from vendors.states import TONES, Status

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One vendor of the owner: where it stands, what is due next, and the one thing to do."""

    number: str
    name: str
    url: str
    state: str
    tone: str
    duty: str
    limit: str
    distance: Distance | None
    answer_url: str


def my_vendors(user: User, at: datetime) -> Board:
    """Return the person's vendors, nearest deadline first, each with a button where a checklist waits; say which."""
    mine = Vendor.objects.visible_to(user).of(user).current().select_related("reference")
    rows = list(mine.with_next_due().order_by(F("next_due_at").asc(nulls_last=True), "pk")[:SHOWN])
    reading.lists_records(rows)
    drafts = Assessment.objects.visible_to(user).filter(
        status=AssessmentStatus.DRAFT, subject__in=[vendor.reference_id for vendor in rows]
    )
    waiting = {draft.subject_id: draft.pk for draft in drafts}
    return Board(
        title=_("My vendors"),
        template="dashboard/my_vendors.html",
        context={"holdings": [holding(vendor, waiting.get(vendor.reference_id), at) for vendor in rows]},
    )


def holding(vendor: Vendor, draft: int | None, at: datetime) -> Holding:
    """Return one vendor as a row."""
    due = vendor.next_due_at
    return Holding(
        number=str(vendor.reference),
        name=vendor.name,
        url=reverse("admin:vendors_vendor_change", args=[vendor.pk]),
        state=vendor.get_status_display(),
        tone=TONES[Status(vendor.status)],
        duty=ask_of(vendor.next_due_duty) if due else "",
        limit=table_limit(due) if due else "",
        distance=distance(due_at=due, at=at, state=vendor.next_due_state) if due else None,
        answer_url=f"{reverse('admin:checklists_assessment_change', args=[draft])}#items" if draft else "",
    )
