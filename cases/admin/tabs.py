"""What do the tabs of a case show beside its deadlines, files and history?"""

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
    rows = case.correspondence.select_related("recorded_by", *ERASED).order_by("-happened_at", "-pk")[:MOST]
    pauses = list(case.pauses.select_related("request", "answer").order_by("-started_at"))
    context = {"letters": list(rows), "pauses": pauses, "promises": promises(case)}
    return Panel("correspondence", _("Correspondence"), "cases/correspondence.html", context)


def promises(case: Case) -> list[dict[str, object]]:
    """Return what was promised with its extensions, and by how the rule's day for the answer differs (T2)."""
    rows = case.promises.select_related("made_in", "promised_by", "kept_in").prefetch_related(
        "extensions__asked_by", "extensions__decided_by", "extensions__letter"
    )
    answer = Clock.objects.filter(reference=case.reference_id, duty="cases.answer", state__in=OPEN).first()
    rule_on = answer.due_on if answer else None
    return [
        {
            "promise": row,
            "extensions": list(row.extensions.all()),
            "rule_on": rule_on if row.kept_at is None and row.what == row.What.ANSWER and row.on != rule_on else None,
        }
        for row in rows
    ]


def notes(case: Case, request: HttpRequest) -> Panel:
    """Return what was said among ourselves, newest first."""
    if not may_read_persons(request.user, case):
        return Panel("notes", _("Internal notes"), "cases/restricted.html", {})
    rows = case.notes.select_related("written_by", *ERASED).order_by("-written_at", "-pk")[:MOST]
    return Panel("notes", _("Internal notes"), "cases/notes.html", {"notes": list(rows)})


def people(case: Case, request: HttpRequest) -> Panel:
    """Return who complains or requests, and what was seen of them; closed to those a restricted case is not for."""
    if not may_read_persons(request.user, case):
        return Panel("people", _("People and identity"), "cases/restricted.html", {})
    context = {
        "case": case,
        "parties": list(case.parties.select_related("data_subject__reference", *ERASED).order_by("role")),
        "checks": list(case.identity_checks.select_related("checked_by").order_by("-checked_at")),
    }
    return Panel("people", _("People and identity"), "cases/people.html", context)


def decisions(case: Case, request: HttpRequest) -> Panel:
    """Return the route with its reason, the proposed answers, the referrals, the linked cases and every step."""
    context = {
        "case": case,
        "is_hidden": not may_read_persons(request.user, case),
        "proposals": list(case.proposals.select_related("proposed_by", "decided_by", *ERASED).order_by("-proposed_at")),
        "referrals": list(
            case.referrals.select_related("desk", "recorded_by")
            .prefetch_related("explanations__drafted_by", "explanations__decided_by")
            .order_by("-referred_at")
        ),
        "links": linked(case, request.user),
        "reopenings": list(case.reopenings.select_related("reopened_by").order_by("-reopened_at")),
        "leak": leak_of(case),
        "disposals": list(case.disposals.select_related("disposed_by", "checked_by")),
        "steps": list(case.steps.select_related("by").order_by("-at", "-pk")[:MOST]),
    }
    return Panel("decisions", _("Checks and decisions"), "cases/decisions.html", context)


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
