"""What bears on what, where decisions that an import brought are taken back?"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from consents.models import ConsentEntry, DataSubject
from privacyportal.clocks import river as clocks


def decided_after(references: Sequence[int]) -> Iterator[tuple[str, ConsentEntry]]:
    """Yield decisions recorded after one of these on the same purpose and scope by the same person, with its number.

    Each was judged against what held before it.
    """
    same = ConsentEntry.objects.filter(
        reference__in=references,
        data_subject=OuterRef("data_subject"),
        purpose=OuterRef("purpose"),
        scope=OuterRef("scope"),
        pk__lt=OuterRef("pk"),
    )
    for entry in ConsentEntry.objects.filter(Exists(same)).select_related("reference").order_by("pk"):
        yield entry.reference.number, entry


def who_decided(references: Sequence[int]) -> set[int]:
    """Return the numbers' keys of the persons of these decisions."""
    persons = DataSubject.objects.filter(consent_entries__reference__in=references)
    return set(persons.values_list("reference_id", flat=True))


def follow_decisions(persons: Sequence[int], *, at: datetime) -> int:
    """Compute anew what is due of all that persons, by their numbers' keys, have decided; return how many clocks."""
    entries = ConsentEntry.objects.filter(data_subject__reference__in=persons).select_related("reference")
    return clocks.refresh_many(references=[entry.reference for entry in entries], at=at, suppress="imported")
