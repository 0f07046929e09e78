"""How are rows proved that are written beside the trail, so that their writers do not wait for its one head?

Every few minutes an entry of the trail takes in what was added since: it names how many rows, and their digest. From
then on a row that is changed, taken away or added shows, as the trail itself and its anchors show a changed entry.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, groupby

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.chain import instant
from privacyportal.audit.models import AuditEntry, ProvedModel, Reading, RowDigest

# As many rows as one entry proves: nobody else writes to the trail while their digest is made.
MOST = 5000
PROVED: tuple[type[ProvedModel], ...] = (Reading, RowDigest)


def prove(kind: type[ProvedModel], *, at: datetime) -> int:
    """Take every row that no entry proves yet into the trail; return how many there were."""
    count = 0
    while taken := _prove_some(kind, at):
        count += taken
    return count


def forget(kind: type[ProvedModel], *, before: datetime, at: datetime) -> int:
    """Delete rows that were proved before an instant, whole entries' worth, and tell the trail; return how many.

    The database refuses where one of them is younger than its triggers allow.
    """
    old = AuditEntry.objects.filter(action=kind.proved, at__lt=before).order_by("-sequence")
    last = old.values_list("sequence", flat=True).first()
    if last is None:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {kind._meta.db_table} WHERE proved_by <= %s", [last])  # noqa: S608  Ours.
        count = int(cursor.rowcount)
        if count:
            trail.record(action=kind.gone, by=PORTAL, at=at, changes={"rows": count, "last_entry": last})
    return count


def wrong_rows() -> Iterator[str]:
    """Yield what is wrong with the rows of every kind that entries of the trail prove."""
    return chain.from_iterable(map(wrong, PROVED))


def wrong(kind: type[ProvedModel]) -> Iterator[str]:
    """Yield, in English, what of the rows is not as the trail tells it; nothing where all of it is."""
    gone = AuditEntry.objects.filter(action=kind.gone).order_by("-sequence").values_list("changes", flat=True).first()
    since = int(gone["last_entry"]) if gone else 0
    entries = AuditEntry.objects.filter(action=kind.proved, sequence__gt=since).order_by("sequence")
    told = dict(entries.values_list("sequence", "changes"))
    table = kind._meta.db_table
    rows = kind.objects.filter(proved_by__gt=since).order_by("proved_by", "pk")
    values = rows.values("pk", "proved_by", *kind.told).iterator(2000)
    for number, group in groupby(values, key=lambda row: row["proved_by"]):
        found = _digest(group)
        if (said := told.pop(number, None)) != found:
            expected = f"{said['rows']} rows" if said else "none"
            yield f"{table}: entry {number} proves {expected}; {found['rows']} found, not the same"
    for number, said in told.items():
        yield f"{table}: entry {number} proves {said['rows']} rows; none found"


@transaction.atomic
def _prove_some(kind: type[ProvedModel], at: datetime) -> int:
    waiting = kind.objects.filter(proved_by=None)
    if not waiting.exists():
        return 0
    number = trail.next_number()
    last = list(waiting.order_by("pk").values_list("pk", flat=True)[:MOST])[-1:]
    with connection.cursor() as cursor:
        table = kind._meta.db_table
        sql = f"UPDATE {table} SET proved_by = %s WHERE proved_by IS NULL AND id <= %s"  # noqa: S608  Ours.
        cursor.execute(sql, [number, *(last or [0])])
    rows = kind.objects.filter(proved_by=number).order_by("pk").values("pk", *kind.told)
    found = _digest(rows.iterator(2000))
    if found["rows"]:
        trail.record(action=kind.proved, by=PORTAL, at=at, changes=found)
    return int(str(found["rows"]))


def _digest(rows: Iterator[dict[str, object]]) -> dict[str, object]:
    """Return how many rows there are, and the SHA-256 (hex) over all of them in their order."""
    sha256, count = hashlib.sha256(), 0
    for row in rows:
        told = {name: instant(value) if isinstance(value, datetime) else value for name, value in row.items()}
        told.pop("proved_by", None)
        sha256.update(json.dumps(told, sort_keys=True, cls=DjangoJSONEncoder).encode() + b"\n")
        count += 1
    return {"rows": count, "digest": sha256.hexdigest()}
