"""What do the tabs of a vendor's, partner's and ground's page show?"""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.clocks.models import Clock
from vendors.admin import cells
from vendors.clocks import current
from vendors.models import Country, Entrustment, ForeignGround, JointUsePartner, Vendor

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

type Party = Vendor | JointUsePartner


def entrustments(vendor: Vendor, user: Viewer) -> Panel:
    """Return the vendor's contracts, the latest first."""
    now = timezone.now()
    rows = Entrustment.objects.visible_to(user).filter(vendor=vendor).select_related("reference")
    shown = [
        {"contract": contract, "state": cells.contract_state(contract, now)}
        for contract in rows.prefetch_related("purposes", "categories").order_by("-starts_on", "-pk")
    ]
    return Panel("entrustments", _("Entrustments"), "vendors/entrustments.html", {"rows": shown})


def tiers(contract: Entrustment) -> Panel:
    """Return who may handle individual numbers of a contract further, by our permission."""
    rows = contract.number_permissions.select_related("through", "recorded_by").order_by("pk")
    return Panel("tiers", _("Individual numbers entrusted further"), "vendors/tiers.html", {"rows": rows})


def assessments(vendor: Vendor, user: Viewer) -> Panel:
    """Return the vendor's assessments, the latest first."""
    rows = Assessment.objects.visible_to(user).filter(subject=vendor.reference_id)
    shown = rows.select_related("reference", "template", "submitted_by", "signed_off_by").order_by("-started_at")
    context = {"rows": [{"assessment": row, "rating": cells.rating(row.rating)} for row in shown]}
    return Panel("assessments", _("Assessments"), "vendors/assessments.html", context)


def findings(vendor: Vendor, user: Viewer) -> Panel:
    """Return what was found wanting at the vendor and what is done about it, open findings first."""
    actions = CorrectiveAction.objects.visible_to(user).select_related("reference", "owner").order_by("due_on")
    rows = Finding.objects.visible_to(user).filter(subject=vendor.reference_id).select_related("reference", "item")
    shown = rows.prefetch_related(Prefetch("actions", queryset=actions, to_attr="shown_actions"))
    context = {"rows": [_finding(row, timezone.now()) for row in shown.order_by("-status", "-raised_at", "pk")]}
    return Panel("findings", _("Findings and corrective actions"), "vendors/findings.html", context)


class Acted(TypedDict):
    """What is read along with each finding: the actions that the person may see."""

    shown_actions: list[CorrectiveAction]


def _finding(finding: "WithAnnotations[Finding, Acted]", now: datetime) -> dict[str, object]:
    tones = {"critical": "late", "major": "due", "minor": "ended"}
    states = {"open": "due", "done": "waiting", "verified": "done"}
    return {
        "finding": finding,
        "severity": cells.badge(tones[finding.severity], finding.get_severity_display()),
        "state": cells.badge("due" if finding.status == "open" else "done", finding.get_status_display()),
        "actions": [
            {
                "action": action,
                "due": cells.due(action.due_on, now) if action.status == "open" else action.due_on.isoformat(),
                "state": cells.badge(states[action.status], action.get_status_display()),
            }
            for action in finding.shown_actions
        ],
    }


def grounds(party: Party, user: Viewer) -> Panel | None:
    """Return the grounds of section 11 of a party abroad; nothing for one in Japan that never had any."""
    now = timezone.now()
    mine = {"vendor": party} if isinstance(party, Vendor) else {"partner": party}
    rows = ForeignGround.objects.visible_to(user).filter(**mine).select_related("reference").order_by("-valid_from")
    shown = [
        {
            "ground": ground,
            "state": cells.ground_state(ground, now),
            "implementation": cells.due(ground.implementation_due_on, now),
            "law": cells.due(ground.law_due_on, now),
        }
        for ground in rows
    ]
    if not shown and not party.is_abroad:
        return None
    context = {"rows": shown, "country": party.country, "designated": _designated(party.country, now)}
    return Panel("grounds", _("Grounds abroad"), "vendors/grounds.html", context)


def evidence(vendor: Vendor, user: Viewer) -> Panel:
    """Return the vendor's certificates, the newest of a kind with the time left."""
    now, newest = timezone.now(), {row.pk for row in current(vendor.evidence.all())}
    shown = [
        {"evidence": row, "due": cells.due(row.expires_on, now) if row.pk in newest else row.expires_on.isoformat()}
        for row in vendor.evidence.select_related("recorded_by").order_by("kind", "-issued_on", "-pk")
    ]
    return Panel("evidence", _("Evidence"), "vendors/evidence.html", {"rows": shown})


def _designated(country: Country, now: datetime) -> bool:
    return country.is_designated_on(timezone.localdate(now))


def next_deadline(vendor: Vendor) -> Clock | None:
    """Return the nearest open deadline of the vendor or of anything that belongs to its supervision."""
    mine = Q(reference=vendor.reference_id)
    for records in (
        vendor.entrustments.all(),
        vendor.foreign_grounds.all(),
        Assessment.objects.filter(subject=vendor.reference_id),
        CorrectiveAction.objects.filter(finding__subject=vendor.reference_id),
    ):
        mine |= Q(reference__in=records.values("reference"))
    return Clock.objects.open().binding().filter(mine).select_related("reference").order_by("due_at", "pk").first()


def checks(ground: ForeignGround) -> Panel:
    """Return the periodic checks of a ground, the latest first."""
    rows = ground.checks.select_related("recorded_by").order_by("-checked_on", "-pk")
    return Panel("checks", _("Periodic checks"), "vendors/checks.html", {"rows": list(rows)})


def arrangements(partner: JointUsePartner) -> Panel:
    """Return the joint uses in which a partner takes part."""
    rows = partner.arrangements.select_related("reference").order_by("-starts_on", "-pk")
    return Panel("arrangements", _("Joint use"), "vendors/arrangements.html", {"rows": list(rows)})


def designations(country: Country) -> Panel:
    """Return since when and until when the rules name a country."""
    rows = list(country.designations.order_by("-valid_from"))
    return Panel("designations", _("Designations by the rules"), "vendors/designations.html", {"rows": rows})


SUPERVISION = (entrustments, assessments, findings, evidence, grounds)
