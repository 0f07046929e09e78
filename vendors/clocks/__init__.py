"""What is due about vendors: reviews, contract ends, the yearly checks abroad?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacyportal.accounts.models import Department, User
from privacyportal.backoffice.labels import Text
from privacyportal.clocks.plan import Duty, Facts, Measure, Subject, declare, register
from vendors.clocks import joint_use, supports
from vendors.clocks.days import morning, planning
from vendors.lapses import is_replaced, lapses_on
from vendors.models import Entrustment, ForeignGround, Vendor, VendorEvidence
from vendors.states import MANY_PERSONS, SUPERVISED, Criticality, Status

__all__ = ["joint_use", "morning", "supports"]

REVIEW = "vendors.review"
EVIDENCE = "vendors.evidence_expiry"
CONTRACT_END = "vendors.contract_end"
MEASURES_CHECK = "vendors.equivalent_measures_check"
LAW_CHECK = "vendors.equivalent_law_check"
LAPSE = "vendors.ground_lapse"


def review_facts(vendor: Vendor) -> Facts | None:
    """Return the next review: a documented day, counted from the last review or from the start of the work."""
    if vendor.activated_at is None:
        return None
    return Facts(
        started_at=morning(vendor.last_reviewed_on) if vendor.last_reviewed_on else vendor.activated_at,
        fixed_on=vendor.next_review_on,
        cancelled=vendor.status not in SUPERVISED,
        variant=vendor.criticality,
    )


def review_variants() -> dict[str, Text]:
    """Return the special cases of the review: how critical the vendor is, and whether it sits abroad."""
    return {**{choice.value: choice.label for choice in Criticality}, "abroad": _("abroad")}


def current(evidence: Iterable[VendorEvidence]) -> list[VendorEvidence]:
    """Return the newest of each kind; other evidence counts by its name."""
    newest: dict[tuple[str, str], VendorEvidence] = {}
    for row in sorted(evidence, key=lambda row: (row.issued_on, row.pk)):
        newest[row.kind, row.name if row.kind == VendorEvidence.Kind.OTHER else ""] = row
    return list(newest.values())


def evidence_facts(vendor: Vendor) -> Facts | None:
    """Return the nearest last day of a certificate; the next one of its kind moves it."""
    nearest = min(current(vendor.evidence.all()), key=lambda row: (row.expires_on, row.pk), default=None)
    if nearest is None:
        return None
    return Facts(
        started_at=morning(nearest.issued_on),
        fixed_on=nearest.expires_on,
        cancelled=vendor.status == Status.TERMINATED,
    )


def contract_facts(entrustment: Entrustment) -> Facts | None:
    """Return the last day of a contract; a renewal moves it, an early end takes it away."""
    if entrustment.ends_on is None:
        return None
    return Facts(
        started_at=morning(entrustment.signed_on or entrustment.starts_on),
        fixed_on=entrustment.ends_on,
        cancelled=entrustment.terminated_on is not None or entrustment.vendor.status == Status.TERMINATED,
    )


def measures_facts(ground: ForeignGround) -> Facts | None:
    """Return the yearly check whether the equivalent measures are carried out."""
    return _check(ground, ground.implementation_checked_on, ground.implementation_due_on)


def law_facts(ground: ForeignGround) -> Facts | None:
    """Return the yearly check of foreign law that may affect the measures."""
    return _check(ground, ground.law_checked_on, ground.law_due_on)


def _check(ground: ForeignGround, checked_on: date | None, due_on: date | None) -> Facts | None:
    if checked_on is None or due_on is None:
        return None
    has_ended = ground.valid_to is not None and ground.valid_to < due_on
    vendor_ended = ground.vendor is not None and ground.vendor.status == Status.TERMINATED
    return Facts(
        started_at=morning(checked_on),
        fixed_on=due_on,
        cancelled=ground.stopped_on is not None or has_ended or vendor_ended,
    )


def lapse_facts(ground: ForeignGround) -> Facts | None:
    """Return the lapse of a ground, to come or past: what rests on it must be stopped or put on another ground."""
    day = lapses_on(ground)
    if day is None:
        return None
    vendor_ended = ground.vendor is not None and ground.vendor.status not in SUPERVISED
    return Facts(
        started_at=morning(day), cancelled=ground.stopped_on is not None or vendor_ended or is_replaced(ground)
    )


def owner_of_ground(ground: ForeignGround) -> User | None:
    """Return the vendor's owner; a partner has none."""
    return ground.vendor.owner if ground.vendor else None


def department_of_ground(ground: ForeignGround) -> Department | None:
    """Return the owner's department, or for a partner the planning department, which runs joint use."""
    if ground.vendor is not None:
        return ground.vendor.department
    return planning()


def title_of_ground(ground: ForeignGround) -> str:
    """Return the company's name."""
    return str(ground.party)


def owner_of_entrustment(entrustment: Entrustment) -> User | None:
    """Return the vendor's owner."""
    return entrustment.vendor.owner


def between(before: Decimal, after: Decimal, day: date) -> str:
    """Return how many vendors would be judged otherwise when they are next described: by their number of persons."""
    low, high = sorted((before, after))
    number = Vendor.objects.filter(person_count__gt=low, person_count__lte=high).count()
    text = ngettext(
        "%(count)d vendor would be judged otherwise when it is next changed.",
        "%(count)d vendors would be judged otherwise when they are next changed.",
        number,
    )
    return text % {"count": number}


register(
    Subject(
        prefix="VENDOR",
        owner=lambda vendor: vendor.owner,
        department=lambda vendor: vendor.department,
        title=lambda vendor: vendor.name,
        related=("owner", "department"),
        prefetch=("evidence",),
    ),
    duties=[
        Duty(
            code=REVIEW,
            starts=_("last review, or the start of the work"),
            label=_("Vendor review"),
            ask=_("Review of the vendor"),
            facts=review_facts,
            variants=review_variants,
        ),
        Duty(
            code=EVIDENCE,
            starts=_("issue of the certificate"),
            label=_("End of a certificate"),
            ask=_("The vendor's next certificate"),
            routine=True,
            facts=evidence_facts,
        ),
    ],
)
register(
    Subject(
        prefix="ENTRUST",
        owner=owner_of_entrustment,
        department=lambda entrustment: entrustment.vendor.department,
        title=lambda entrustment: entrustment.vendor.name,
        named=("vendor",),
        related=("vendor__owner", "vendor__department"),
    ),
    duties=[
        Duty(
            code=CONTRACT_END,
            starts=_("signing of the contract"),
            label=_("End of the entrustment contract"),
            ask=_("Renewal or end of the entrustment contract"),
            facts=contract_facts,
        ),
    ],
)
register(
    Subject(
        prefix="GROUND",
        owner=owner_of_ground,
        department=department_of_ground,
        title=title_of_ground,
        named=("vendor", "partner"),
        related=("vendor__owner", "vendor__department", "vendor__country", "partner__country"),
        prefetch=tuple(
            f"{party}__{path}"
            for party in ("vendor", "partner")
            for path in ("country__designations", "foreign_grounds")
        ),
    ),
    duties=[
        Duty(
            code=LAPSE,
            starts=_("first day on which the ground holds no longer"),
            label=_("Lapse of the ground for handling abroad"),
            ask=_("Stop the provision abroad, or put it on another ground"),
            facts=lapse_facts,
        ),
        Duty(
            code=MEASURES_CHECK,
            starts=_("last check"),
            label=_("Periodic check of the equivalent measures"),
            ask=_("Periodic check of the equivalent measures"),
            facts=measures_facts,
        ),
        Duty(
            code=LAW_CHECK,
            starts=_("last check"),
            label=_("Periodic check of the foreign law"),
            ask=_("Periodic check of the foreign law"),
            facts=law_facts,
        ),
    ],
)
declare(
    Measure(
        code=MANY_PERSONS,
        label=_("Number of persons above which a vendor is highly critical"),
        unit=_("persons"),
        value=Decimal(1000),
        source="初期設定（変更可）、ガイドライン通則編3-4-4（リスクに応じた措置）",
        affected=between,
    )
)
