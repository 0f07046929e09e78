"""What of a case can be erased, and when does nothing rest on it any more?"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import AnswerProposal, Case, CaseParty, Correspondence, InternalNote
from cases.permissions import may_read_persons
from cases.states import ENDED
from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import table_instant
from privacyportal.erasure import registry
from privacyportal.erasure.registry import Erasable
from privacyportal.erasure.rules import Rule
from privacyportal.references.models import Reference

type Part = Correspondence | InternalNote | AnswerProposal | CaseParty

# What must not be kept, or was never meant to be, need not wait for the end of the case.
AT_ONCE = (Rule.FORBIDDEN, Rule.MISTAKEN)


def _reference(part: Part) -> Reference:
    return part.case.reference


def _ended(part: Part, rule: str) -> bool:
    return part.case.status in ENDED


def _ended_or_at_once(part: Part, rule: str) -> bool:
    return rule in AT_ONCE or _ended(part, rule)


def _decided(proposal: AnswerProposal, rule: str) -> bool:
    return proposal.decision != AnswerProposal.Decision.PENDING and _ended_or_at_once(proposal, rule)


def _readable(user: User, part: Part) -> bool:
    return may_read_persons(user, part.case)


def _kept[M: Part](rows: QuerySet[M], reference: Reference) -> QuerySet[M]:
    return rows.filter(case__reference=reference, erasure=None).order_by("pk")


def _letters(reference: Reference) -> Iterable[tuple[Correspondence, str]]:
    rows = _kept(Correspondence.objects.all(), reference)
    return [(row, f"{table_instant(row.happened_at)} {row.get_direction_display()}") for row in rows]


def _notes(reference: Reference) -> Iterable[tuple[InternalNote, str]]:
    return [(row, table_instant(row.written_at)) for row in _kept(InternalNote.objects.all(), reference)]


def _proposals(reference: Reference) -> Iterable[tuple[AnswerProposal, str]]:
    rows = _kept(AnswerProposal.objects.all(), reference)
    return [(row, f"{table_instant(row.proposed_at)} {row.get_decision_display()}") for row in rows]


def _parties(reference: Reference) -> Iterable[tuple[CaseParty, str]]:
    return [(row, row.get_role_display()) for row in _kept(CaseParty.objects.all(), reference)]


def _has_open_case(person: int) -> bool:
    """Return whether a person of the register is a party of a case that is still open."""
    return CaseParty.objects.filter(data_subject=person).exclude(case__status__in=ENDED).exists()


def _case_ended(case: Case, rule: str) -> bool:
    return rule in AT_ONCE or case.status in ENDED


def _cases(reference: Reference) -> Iterable[tuple[Case, str]]:
    rows = Case.objects.filter(reference=reference, erasure=None).select_related("reference")
    return [(case, "") for case in rows if any((case.subject, case.description, case.desired_remedy))]


registry.rests_on("consents.DataSubject", _has_open_case)
registry.register(
    Erasable(
        model="cases.Case",
        words=_("subject, description and remedy"),
        reference=lambda case: case.reference,
        rows=_cases,
        settled=_case_ended,
        readable=may_read_persons,
    ),
    Erasable(
        model="cases.Correspondence",
        words=_("correspondence"),
        reference=_reference,
        rows=_letters,
        settled=_ended_or_at_once,
        readable=_readable,
    ),
    Erasable(
        model="cases.InternalNote",
        words=_("internal note"),
        reference=_reference,
        rows=_notes,
        settled=_ended_or_at_once,
        readable=_readable,
    ),
    Erasable(
        model="cases.AnswerProposal",
        words=_("proposed answer"),
        reference=_reference,
        rows=_proposals,
        settled=_decided,
        readable=_readable,
    ),
    Erasable(
        model="cases.CaseParty",
        words=_("party"),
        reference=_reference,
        rows=_parties,
        settled=_ended,
        readable=_readable,
    ),
)
