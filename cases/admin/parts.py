"""What of a case do head, buttons, deadlines and tabs of its page ask more than once?"""

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from cases.models import (
    AnswerProposal,
    Case,
    CasePromise,
    Correspondence,
    Explanation,
    IdentityCheck,
    IdentityDisposal,
    PromiseExtension,
    Referral,
    Reopening,
)

if TYPE_CHECKING:
    from cases.admin.cells import ListedCase

# Which buttons are offered, what is due next and whose turn it is follow from these.
OF_ITSELF = ("promises", "referrals")
# With each part come those who did it; of what is erased, and people of the register, there are few: looked up if any.
_ERASERS = ("erasure__erased_by", "erasure__checked_by")
_PARTS: dict[str, tuple[str | Prefetch, ...]] = {
    "parties": ("parties", "parties__data_subject__reference", *(f"parties__{eraser}" for eraser in _ERASERS)),
    "promises": (
        Prefetch("promises", CasePromise.objects.select_related("made_in", "promised_by")),
        Prefetch("promises__extensions", PromiseExtension.objects.select_related("asked_by", "decided_by", "letter")),
    ),
    "proposals": (
        Prefetch("proposals", AnswerProposal.objects.select_related("proposed_by", "decided_by")),
        *(f"proposals__{eraser}" for eraser in _ERASERS),
    ),
    "pauses": ("pauses",),
    "reopenings": (Prefetch("reopenings", Reopening.objects.select_related("reopened_by")),),
    "referrals": (
        Prefetch("referrals", Referral.objects.select_related("desk", "recorded_by")),
        Prefetch("referrals__explanations", Explanation.objects.select_related("drafted_by", "decided_by")),
    ),
    "correspondence": (
        Prefetch("correspondence", Correspondence.objects.select_related("recorded_by")),
        *(f"correspondence__{eraser}" for eraser in _ERASERS),
    ),
    "identity_checks": (Prefetch("identity_checks", IdentityCheck.objects.select_related("checked_by")),),
    "disposals": (Prefetch("disposals", IdentityDisposal.objects.select_related("disposed_by", "checked_by")),),
    "leak": ("leak__filings__recorded_by",),
}


def read_itself(case: "ListedCase") -> None:
    """Read what head and buttons ask of a case."""
    read(case, *OF_ITSELF, *(["proposals"] if case.is_open and case.was_proposed else []))


def read(case: Case, *names: str) -> None:
    """Read parts of a case by their names, each with one query, unless they were read before."""
    prefetch_related_objects([case], *(lookup for name in names for lookup in _PARTS[name]))
