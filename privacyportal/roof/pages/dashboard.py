"""What needs attention first, for this person?"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case
from cases.states import Status as CaseStatus
from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.checklists.models import Assessment
from privacyportal.clocks.models.clocks import ClockQuerySet
from privacyportal.notifications.models import Message
from privacyportal.roof.pages import holdings, lapsing, overview, proof, worklist
from privacyportal.roof.pages.boards import Board, Tile, listing
from privacyportal.roof.pages.health import beginning, looking

NEXT_ITEMS = 12
LOOK_AHEAD = timedelta(days=14)

type Maker = Callable[[User, datetime], Board | None]


def my_work(user: User, at: datetime) -> Board:
    """Return what is late, due, waiting for this person's decision, new, or failed to be sent; then the next things."""
    scope = worklist.usual_scope(user)
    clocks = worklist.open_clocks(user, scope)
    work = clocks.of_work()
    held = worklist.counts(work, at)
    tiles = [
        overdue(held[worklist.OVERDUE], worklist.late_cases(work, at), scope),
        Tile(_("Due today"), held[worklist.TODAY], worklist.link(worklist.TODAY, scope), "due"),
        Tile(_("Due this week"), held[worklist.WEEK], worklist.link(worklist.WEEK, scope), "due"),
        *decisions(user),
        *intake(user),
        *lapsing.lapses(user, at),
        *run_out(clocks.routine(), scope, at),
        *troubled_mail(user),
    ]
    until = tokyo_day(at) + LOOK_AHEAD
    return Board(
        title=_("Next things to do"),
        template="dashboard/my_work.html",
        context={
            "tiles": tiles,
            "items": worklist.next_items(clocks, user, at=at, until=until, limit=NEXT_ITEMS),
            "more": worklist.link("", scope),
            "until": long_day(until),
            "new_case": reverse("admin:cases_case_add") if user.has_perm("cases.add_case") else "",
        },
    )


def overdue(records: int, of_cases: int, scope: str) -> Tile:
    """Return how many records are late, and how many of them open cases: the figure of the desks and of the list."""
    note = _("of which open cases: %(count)d") % {"count": of_cases} if records else ""
    return Tile(_("Overdue"), records, worklist.link(worklist.OVERDUE, scope), "late", note)


def run_out(routine: ClockQuerySet, scope: str, at: datetime) -> list[Tile]:
    """Return the consents and certificates that have run out, apart from the work; nothing where none has."""
    count = worklist.counts(routine, at)[worklist.OVERDUE]
    url = worklist.link(worklist.OVERDUE, scope, worklist.EXPIRIES)
    return [Tile(_("Consents and certificates run out"), count, url, "due")] if count else []


def decisions(user: User) -> list[Tile]:
    """Return what waits for a second person and may be decided by this one."""
    tiles = []
    if user.has_perm("cases.approve_case"):
        waiting = Case.objects.visible_to(user).filter(status=CaseStatus.AWAITING_APPROVAL).count()
        tiles.append(
            Tile(_("Answers awaiting approval"), waiting, case_list(status__exact="awaiting_approval"), "waiting")
        )
    if user.has_perm("checklists.sign_off_assessment"):
        waiting = Assessment.objects.visible_to(user).awaiting_sign_off().count()
        url = listing("checklists_assessment", status__exact="submitted")
        tiles.append(Tile(_("Assessments awaiting sign-off"), waiting, url, "waiting"))
    return tiles


def intake(user: User) -> list[Tile]:
    """Return what came in and has not been taken up."""
    if not user.has_perm("cases.handle_case"):
        return []
    new = Case.objects.visible_to(user).filter(status=CaseStatus.RECEIVED).count()
    return [Tile(_("New intake"), new, case_list(status__exact="received"), "due")]


def troubled_mail(user: User) -> list[Tile]:
    """Return the mails that could not be delivered, for those who can send them again."""
    if not user.has_perm("notifications.resend_message"):
        return []
    failed = Message.objects.visible_to(user).troubled().count()
    return [Tile(_("Mails not delivered"), failed, listing("notifications_message", delivery="troubled"), "late")]


def case_list(**filters: str) -> str:
    """Return the path of the list of cases, all of them but for the filters given."""
    return listing("cases_case", show="all", **filters)


BOARDS: Mapping[str, tuple[Maker, ...]] = {
    roles.COMPLIANCE_OFFICER.code: (beginning.to_do, my_work, overview.policy_kept),
    roles.DESK_HANDLER.code: (my_work,),
    roles.MANAGER.code: (overview.policy_kept, my_work),
    roles.VENDOR_OWNER.code: (holdings.my_vendors, my_work),
    roles.AUDITOR.code: (proof.trail, overview.policy_kept),
    roles.ADMINISTRATOR.code: (beginning.to_do, looking.not_working),
}


def front_page(request: HttpRequest, context: Mapping[str, object]) -> dict[str, object]:
    """Return the admin's front page with the boards of the person's roles, each board once, in the order of roles."""
    user = person_at(request)
    at = timezone.now()
    held = set(BOARDS) if user.is_superuser else set(beginning.roles_held(user))
    makers = dict.fromkeys(maker for role in BOARDS if role in held for maker in BOARDS[role])
    boards = [board for maker in makers if (board := maker(user, at)) is not None]
    return {**context, "boards": boards, "today": long_day(tokyo_day(at))}
