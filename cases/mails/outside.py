"""To whom outside the firm may a case be spoken of?"""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from cases.models import Case, CaseParty
from privacyportal.notifications.addressees import Addressee, Concern, Source, register_concern, register_source
from privacyportal.notifications.states import AddresseeKind
from privacyportal.references.models import Reference


def party(person: CaseParty) -> Addressee:
    """Return somebody around a case as an addressee: the person on file where they are, else as the case knows them."""
    subject = person.data_subject
    return Addressee(
        kind=AddresseeKind.DATA_SUBJECT,
        key=PARTY.key(person.pk),
        name=person.name or (subject.name if subject else ""),
        email=person.email or (subject.email if subject else ""),
        postal=person.address or (subject.address if subject else ""),
    )


def _parties(keys: Sequence[int]) -> Iterable[Addressee]:
    return [party(row) for row in CaseParty.objects.select_related("data_subject").filter(pk__in=keys, erasure=None)]


def _is_party(pk: int, reference: Reference) -> bool:
    return CaseParty.objects.filter(pk=pk, case__reference=reference).exists()


def _other_parties(pk: int, reference: Reference) -> list[str]:
    return _names(CaseParty.objects.filter(case__reference=reference).exclude(pk=pk))


def _is_subject_of(pk: int, reference: Reference) -> bool:
    return CaseParty.objects.filter(data_subject=pk, case__reference=reference).exists()


def _other_subjects(pk: int, reference: Reference) -> list[str]:
    return _names(CaseParty.objects.filter(case__reference=reference).exclude(data_subject=pk))


def _goes_to(pk: int, reference: Reference) -> bool:
    at_desk = Case.objects.filter(Q(answering_desk=pk) | Q(referrals__desk=pk), reference=reference)
    return at_desk.exists()


def _everybody(pk: int, reference: Reference) -> list[str]:
    return _names(CaseParty.objects.filter(case__reference=reference))


def _names(parties: QuerySet[CaseParty]) -> list[str]:
    """Return every name by which these people are known, so that none of them is written to anybody else."""
    found = parties.values_list("name", "kana", "data_subject__name", "data_subject__kana")
    return [name for names in found for name in names if name]


PARTY = Source(code="party", kind=AddresseeKind.DATA_SUBJECT, find=_parties)
register_source(PARTY)
register_concern(
    Concern(prefix="CASE", source="party", holds=_is_party, others=_other_parties),
    Concern(prefix="CASE", source="subject", holds=_is_subject_of, others=_other_subjects),
    Concern(prefix="CASE", source="desk", holds=_goes_to, others=_everybody),
)
