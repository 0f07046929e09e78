"""Which kinds of record have numbers, and which record does a number mean?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.urls import reverse

from privacyportal.audit import inserting
from privacyportal.references.kinds import RecordKind, person_of, register, registered
from privacyportal.references.models import Counter, Reference
from privacyportal.references.reading import RecordQuerySet, Viewer

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

TOKYO = ZoneInfo("Asia/Tokyo")
__all__ = ["RecordKind", "register"]

_given: ContextVar[set[int] | None] = ContextVar("numbers_given", default=None)


def kinds() -> Iterable[RecordKind]:
    """Return every registered kind."""
    return registered.values()


def kind_of(reference: Reference) -> RecordKind:
    """Return the kind that a reference belongs to.

    :raises KeyError: when no app has registered its prefix.
    """
    return registered[reference.prefix]


def absent_person_of(obj: models.Model, deputy: "User", at: datetime) -> "User | None":
    """Return who answers for a record, or the one of a number, where they are away on the day of `at` in Tokyo.

    None unless `deputy` stands in for them.
    """
    person: User | None = person_of(object_for(obj) if isinstance(obj, Reference) else obj)
    if person is None or person.deputy_id != deputy.pk:
        return None
    return person if person.is_absent_on(at.astimezone(TOKYO).date()) else None


def issue(prefix: str, *, at: datetime) -> Reference:
    """Return a new reference, numbered in the Tokyo year of `at` where the kind counts by year."""
    return issue_many(prefix, count=1, at=at)[0]


@transaction.atomic(savepoint=False)  # A number is given back with the record that it was issued for, never alone.
def issue_many(prefix: str, *, count: int, at: datetime) -> list[Reference]:
    """Return `count` new consecutive references with three statements, however many they are."""
    kind = registered[prefix]
    year = at.astimezone(TOKYO).year if kind.by_year else 0
    counter = _locked_counter(prefix, year)
    first, last = counter.last + 1, counter.last + count
    Counter.objects.filter(pk=counter.pk).update(last=last)
    stem = f"{prefix}-{year}-" if kind.by_year else f"{prefix}-"
    given = [Reference(prefix=prefix, number=f"{stem}{n:0{kind.digits}d}") for n in range(first, last + 1)]
    inserting.objects(given)
    if (noted := _given.get()) is not None:
        noted.update(reference.pk for reference in given)
    return given


@contextmanager
def numbers_given() -> Iterator[set[int]]:
    """Gather the keys of the numbers that are given out within; some may have been taken back by a savepoint."""
    given: set[int] = set()
    token = _given.set(given)
    try:
        yield given
    finally:
        _given.reset(token)


def _locked_counter(prefix: str, year: int) -> Counter:
    """Return the counter of a kind and year, locked until the transaction ends; its first number makes it."""
    rows = Counter.objects.select_for_update()
    counter = rows.filter(prefix=prefix, year=year).first()
    if counter is None:
        Counter.objects.bulk_create([Counter(prefix=prefix, year=year)], ignore_conflicts=True)
        counter = rows.get(prefix=prefix, year=year)
    return counter


def object_for(reference: Reference) -> models.Model:
    """Return the record that a reference means, whoever asks; screens use `visible_object`."""
    return kind_of(reference).model_class._default_manager.get(reference=reference)


def visible_object(user: Viewer, number: str) -> models.Model | None:
    """Return the record with this number if the user may see it, else None."""
    reference = Reference.objects.filter(number=number).first()
    if reference is None or reference.prefix not in registered:
        return None
    return _visible(user, kind_of(reference)).filter(reference=reference).first()


def can_view(user: Viewer, reference: Reference) -> bool:
    """Return whether the user may see the record that a reference means."""
    return _visible(user, kind_of(reference)).filter(reference=reference).exists()


def visible_among(asked: "Mapping[User, Iterable[Reference]]") -> "dict[User, set[int]]":
    """Return by person the keys of those references asked about whose records the person may see.

    With one query a kind of record for all who see it whole, and one for each who does not.
    """
    seen: dict[User, set[int]] = {person: set() for person in asked}
    by_prefix: dict[str, dict[User, set[int]]] = defaultdict(lambda: defaultdict(set))
    for person, references in asked.items():
        for reference in references:
            by_prefix[reference.prefix][person].add(reference.pk)
    for prefix, keys in by_prefix.items():
        rows = {person: _visible(person, registered[prefix]) for person in keys}
        whole = [person for person in keys if is_whole(rows[person])]
        alike = [whole] if whole else []
        for people in alike + [[person] for person in keys if person not in whole]:
            among = set().union(*(keys[person] for person in people))
            found = set(rows[people[0]].filter(reference__in=among).values_list("reference_id", flat=True))
            for person in people:
                seen[person] |= found & keys[person]
    return seen


def can_view_files(user: Viewer, reference: Reference, *, restricted: bool = False) -> bool:
    """Return whether the user may take copies of a record's files, or of those marked as restricted."""
    rows = kind_of(reference).rows()
    seen = rows.restricted_files_visible_to(user) if restricted else rows.files_visible_to(user)
    return seen.filter(reference=reference).exists()


def about_visible(user: Viewer, path: str = "reference") -> models.Q:
    """Return a condition on rows about records: true where a user may see what hangs on the record.

    For who sees every kind whole it is empty, and the database need not look the records up.

    :param path: the lookup that leads from the rows to the reference
    """
    if all(is_whole(_opened(user, kind)) for kind in registered.values()):
        return models.Q()
    return models.Q((f"{path}__in", Reference.objects.filter(visible_references(user)).values("pk")))


def visible_references(user: Viewer, *prefixes: str) -> models.Q:
    """Return a condition on Reference that holds for the records whose deadlines, mails and checks the user may see.

    Without prefixes every registered kind counts. Use as `Reference.objects.filter(visible_references(user))`.
    A kind that the user sees whole is named by its prefix: its rows need not be looked through.
    """
    condition = models.Q(pk__in=[])
    whole = []
    for kind in registered.values():
        if prefixes and kind.prefix not in prefixes:
            continue
        rows = _opened(user, kind)
        if is_whole(rows):
            whole.append(kind.prefix)
        elif not rows.query.is_empty():
            condition |= models.Q(pk__in=rows.values("reference_id"))
    return condition | models.Q(prefix__in=whole)


def url_for(reference: Reference) -> str:
    """Return the path that leads to the record after login, whatever page shows it."""
    return reverse("reference", args=[reference.number])


def is_whole(rows: RecordQuerySet) -> bool:
    """Return whether nothing narrows the rows of a table."""
    return not (rows.query.where or rows.query.is_sliced or rows.query.combinator)


def _visible(user: Viewer, kind: RecordKind) -> RecordQuerySet:
    return kind.rows().visible_to(user)


def _opened(user: Viewer, kind: RecordKind) -> RecordQuerySet:
    return kind.rows().contents_visible_to(user)
