"""How is a data subject written to, and about what?"""

from collections.abc import Iterable, Sequence

from consents.models import ConsentEntry, DataSubject
from privacyportal.notifications.addressees import Addressee, Concern, Source, register_concern, register_source
from privacyportal.notifications.states import AddresseeKind
from privacyportal.references.models import Reference


def person(subject: DataSubject) -> Addressee:
    """Return a data subject as an addressee."""
    return Addressee(
        kind=AddresseeKind.DATA_SUBJECT,
        key=SUBJECT.key(subject.pk),
        name=subject.name,
        email=subject.email,
        postal=subject.address,
    )


def _subjects(keys: Sequence[int]) -> Iterable[Addressee]:
    return [person(subject) for subject in DataSubject.objects.filter(pk__in=keys, erasure=None)]


def _is_self(pk: int, reference: Reference) -> bool:
    return DataSubject.objects.filter(pk=pk, reference=reference).exists()


def _is_theirs(pk: int, reference: Reference) -> bool:
    return ConsentEntry.objects.filter(data_subject=pk, reference=reference).exists()


def _nobody(pk: int, reference: Reference) -> list[str]:
    return []  # a person's own record and decisions name nobody else


SUBJECT = Source(code="subject", kind=AddresseeKind.DATA_SUBJECT, find=_subjects)
register_source(SUBJECT)
register_concern(
    Concern(prefix="PERSON", source="subject", holds=_is_self, others=_nobody),
    Concern(prefix="CONSENT", source="subject", holds=_is_theirs, others=_nobody),
)
