"""What do the tabs of a case show beside its deadlines, files and history?"""

from collections.abc import Mapping
from functools import partial

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.admin import parts
from cases.clocks.ending import leak_of
from cases.models import Case, CaseLink
from cases.permissions import may_read_persons
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import OPEN

MOST = 200
ERASED = ("erasure__erased_by", "erasure__checked_by")


def correspondence(case: Case, request: HttpRequest) -> Panel:
    """Return what was said with the outside, newest first, with the pauses it began and ended."""
    if not may_read_persons(request.user, case):
        return Panel("correspondence", _("Correspondence"), "cases/restricted.html", {})
    return Panel("correspondence", _("Correspondence"), "cases/correspondence.html", partial(_said, case))


def _said(case: Case) -> Mapping[str, object]:
    parts.read(case, "correspondence", "pauses", "promises")
    letters = sorted(case.correspondence.all(), key=lambda row: (row.happened_at, row.pk), reverse=True)[:MOST]
    pauses = sorted(case.pauses.all(), key=lambda row: row.started_at, reverse=True)
    return {"letters": letters, "pauses": pauses, "promises": promises(case)}


def promises(case: Case) -> list[dict[str, object]]:
    """Return what was promised with its extensions, and by how the rule's day for the answer differs (T2)."""
    rows = list(case.promises.all())
    answers = [row for row in rows if row.kept_at is None and row.what == row.What.ANSWER]
    clocks = Clock.objects.filter(reference=case.reference_id, duty="cases.answer", state__in=OPEN)
    answer = clocks.first() if answers else None
    rule_on = answer.due_on if answer else None
    return [
        {
            "promise": row,
            "extensions": list(row.extensions.all()),
            "rule_on": rule_on if row in answers and row.on != rule_on else None,
        }
        for row in rows
    ]


def notes(case: Case, request: HttpRequest) -> Panel:
    """Return what was said among ourselves, newest first."""
    if not may_read_persons(request.user, case):
        return Panel("notes", _("Internal notes"), "cases/restricted.html", {})
    return Panel("notes", _("Internal notes"), "cases/notes.html", partial(_notes, case))


def _notes(case: Case) -> Mapping[str, object]:
    rows = case.notes.select_related("written_by", *ERASED).order_by("-written_at", "-pk")[:MOST]
    return {"notes": list(rows)}


def people(case: Case, request: HttpRequest) -> Panel:
    """Return who complains or requests, and what was seen of them; closed to those a restricted case is not for."""
    if not may_read_persons(request.user, case):
        return Panel("people", _("People and identity"), "cases/restricted.html", {})
    return Panel("people", _("People and identity"), "cases/people.html", partial(_people, case))


def _people(case: Case) -> Mapping[str, object]:
    parts.read(case, "parties", "identity_checks")
    return {
        "case": case,
        "parties": sorted(case.parties.all(), key=lambda row: row.role),
        "checks": sorted(case.identity_checks.all(), key=lambda row: row.checked_at, reverse=True),
    }


def decisions(case: Case, request: HttpRequest) -> Panel:
    """Return the route with its reason, the proposed answers, the referrals, the linked cases and every step."""
    return Panel("decisions", _("Checks and decisions"), "cases/decisions.html", partial(_decisions, case, request))


def _decisions(case: Case, request: HttpRequest) -> Mapping[str, object]:
    parts.read(case, "proposals", "referrals", "reopenings", "disposals", "leak")
    return {
        "case": case,
        "is_hidden": not may_read_persons(request.user, case),
        "proposals": sorted(case.proposals.all(), key=lambda row: (row.proposed_at, row.pk), reverse=True),
        "referrals": sorted(case.referrals.all(), key=lambda row: row.referred_at, reverse=True),
        "links": linked(case, request.user),
        "reopenings": sorted(case.reopenings.all(), key=lambda row: row.reopened_at, reverse=True),
        "leak": leak_of(case),
        "disposals": list(case.disposals.all()),
        "steps": list(case.steps.select_related("by").order_by("-at", "-pk")[:MOST]),
    }


def linked(case: Case, user: Viewer) -> list[dict[str, object]]:
    """Return the linked cases in both directions; one that may not be seen shows its number only."""
    links = (
        CaseLink.objects.filter(Q(case=case) | Q(linked=case))
        .select_related("case__reference", "linked__reference", "case__desk", "linked__desk")
        .order_by("linked_at")
    )
    others = [(link, link.linked if link.case_id == case.pk else link.case) for link in links]
    visible = set(
        Case.objects.visible_to(user).filter(pk__in=[other.pk for _l, other in others]).values_list("pk", flat=True)
    )
    return [
        {"case": other, "reason": link.reason, "linked_at": link.linked_at, "is_visible": other.pk in visible}
        for link, other in others
    ]
