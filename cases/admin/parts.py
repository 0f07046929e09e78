"""What of a case do head, buttons, deadlines and tabs of its page ask more than once?"""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects

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
    from cases.admin.cells import OpenedCase

# Which buttons are offered and whose turn it is follow from these; few cases have them, and each row says which.
OF_ITSELF = {"promises": CasePromise, "referrals": Referral, "proposals": AnswerProposal}
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


def with_marks(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with whether there are such parts of each: `has_promises` and so on."""
    marks = {
        f"has_{name}": Exists(part._default_manager.filter(case=OuterRef("pk"))) for name, part in OF_ITSELF.items()
    }
    return rows.annotate(**marks)


def read_itself(case: "OpenedCase") -> None:
    """Read what head and buttons ask of a case that was read `with_marks`."""
    there = {"promises": case.has_promises, "referrals": case.has_referrals, "proposals": case.has_proposals}
    absent = [name for name, is_there in there.items() if not is_there]
    # What was answered of an ended case moves nothing any more.
    over = () if case.is_open else ("proposals",)
    read(case, *(name for name in there if name not in (*absent, *over)))
    # Known to be none: whoever asks for them asks no database.
    prefetch_related_objects([case], *(Prefetch(name, OF_ITSELF[name]._default_manager.none()) for name in absent))


def read(case: Case, *names: str) -> None:
    """Read parts of a case by their names, each with one query, unless they were read before."""
    prefetch_related_objects([case], *(lookup for name in names for lookup in _PARTS[name]))
