"""How do rows go that a deed takes back because nothing was built on them, also where the database lets none go?

The deed names them first, table and keys (`TakenBack`): the triggers of such a table ask that, and take only what was
named. The digests say that the rows went by a deed, so `verify_audit` does not call it tampering; and the row that
named them stays, with the number of the trail's entry that says who, when and why.
"""

from collections.abc import Iterable
from itertools import batched

from django.db import DEFAULT_DB_ALIAS, connection, models

from privacyportal.audit import covered
from privacyportal.audit.models import TakenBack

BATCH = 500
type Keys = tuple[int, int]


def take_back(model: type[models.Model], ranges: Iterable[Keys], *, entry: int) -> int:
    """Delete the rows of a model whose keys lie in ranges (first, last), within the caller's transaction.

    What refers to them must go in the same transaction: the database asks at its end.

    :param entry: the number of the trail's entry that tells of it
    :returns: how many rows went
    """
    table, key = model._meta.db_table, model._meta.pk.column
    some = list(ranges)
    TakenBack.objects.bulk_create(
        TakenBack(table_name=table, first_key=first, last_key=last, entry=entry) for first, last in some
    )
    count = 0
    with connection.cursor() as cursor:
        for first, last in some:
            cursor.execute(f"DELETE FROM {table} WHERE {key} BETWEEN %s AND %s", [first, last])  # noqa: S608  Ours.
            count += cursor.rowcount
            covered.gone(model, range(first, last + 1))
    return count


def drop(model: type[models.Model], keys: Iterable[int]) -> None:
    """Delete rows that go along with what is taken back, and let it be heard."""
    for some in batched(keys, BATCH):
        model._base_manager.filter(pk__in=some)._raw_delete(using=DEFAULT_DB_ALIAS)
        covered.gone(model, some)
