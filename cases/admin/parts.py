"""What of a case do head, buttons, deadlines and tabs of its page ask more than once?"""

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cases.models import (
    Case,
    CaseParty,
    CasePause,
    CasePromise,
    Correspondence,
    IdentityCheck,
    IdentityDisposal,
    Referral,
    Reopening,
)

# Of what is erased, of people in the register, and of explanations there are few: looked up where there are any.
RARE = (
    "promises__extensions__asked_by",
    "promises__extensions__decided_by",
    "promises__extensions__letter",
    "referrals__explanations__drafted_by",
    "referrals__explanations__decided_by",
    "parties__data_subject__reference",
    "leak__filings__recorded_by",
    *(f"{part}__erasure__{person}" for part in ("parties", "correspondence") for person in ("erased_by", "checked_by")),
)


def read(case: Case) -> None:
    """Read the parts of a case, each with one query, for a page that is about to be shown."""
    parts: dict[str, QuerySet] = {
        "parties": CaseParty.objects.all(),
        "promises": CasePromise.objects.select_related("made_in", "promised_by"),
        "pauses": CasePause.objects.all(),
        "reopenings": Reopening.objects.select_related("reopened_by"),
        "referrals": Referral.objects.select_related("desk", "recorded_by"),
        "correspondence": Correspondence.objects.select_related("recorded_by"),
        "identity_checks": IdentityCheck.objects.select_related("checked_by"),
        "disposals": IdentityDisposal.objects.select_related("disposed_by", "checked_by"),
    }
    prefetch_related_objects([case], *(Prefetch(name, rows) for name, rows in parts.items()), *RARE)
