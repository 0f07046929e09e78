"""Where are the tokens kept? In SQLite in an FTS5 table without content, in PostgreSQL in arrays under a GIN index.

Both are asked the same: which entries hold all tokens of one of a word's forms? Such an entry may hold the pairs and
not the word, so that its folded text is always looked at too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db import connection

from privacyportal.audit import inserting
from privacyportal.search import grams
from privacyportal.search.models import Entry

TABLE = "search_grams"
type Given = int | str | list[str]


@dataclass(frozen=True)
class Candidate:
    """An entry that holds a word: which record it leads to, and by which declaration."""

    name: str
    prefix: str
    reference_id: int


class Words(NamedTuple):
    """Of a stored entry, what its tokens are made of."""

    pk: int
    folded: str
    prefix: str


def add(entries: Iterable[Entry | Words]) -> None:
    """Keep the tokens of entries that were stored just now."""
    rows = _rows(entries)
    if not _is_server():
        _many(f"INSERT INTO {TABLE} (rowid, grams) VALUES (%s, %s)", rows)  # noqa: S608  Our own names.
    elif rows:
        inserting.copy(f"{TABLE} (entry_id, grams)", rows)


def change(changed: Sequence[tuple[Entry, Entry]]) -> None:
    """Keep the tokens of entries as they are stored now; the first of each pair is as it was stored before."""
    if not _is_server():
        remove(former for former, _entry in changed)
        add(entry for _former, entry in changed)
        return
    otherwise = "ON CONFLICT (entry_id) DO UPDATE SET grams = EXCLUDED.grams"
    rows = _rows(entry for _former, entry in changed)
    _many(f"INSERT INTO {TABLE} (entry_id, grams) VALUES (%s, %s) {otherwise}", rows)  # noqa: S608


def remove(entries: Iterable[Entry]) -> None:
    """Forget the tokens of entries as they are still stored."""
    if _is_server():
        _many(f"DELETE FROM {TABLE} WHERE entry_id = %s", [(entry.pk,) for entry in entries])  # noqa: S608
    else:
        rows = _rows(entries)
        _many(f"INSERT INTO {TABLE} ({TABLE}, rowid, grams) VALUES ('delete', %s, %s)", rows)  # noqa: S608


def clear() -> None:
    """Forget all tokens."""
    # Not TRUNCATE: the portal's database role need not have the right.
    sql = f"DELETE FROM {TABLE}" if _is_server() else f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql)


def candidates(forms: Sequence[str], prefixes: Sequence[str], *, limit: int) -> list[Candidate]:
    """Return the entries that hold one of a word's forms, `limit` at most, in no order.

    :param prefixes: the kinds of record in which it is looked for, none for all
    """
    asked, given = _asked(forms, prefixes)
    on_server = _is_server()
    holds = " OR ".join(["strpos(e.folded, %s) > 0" if on_server else "instr(e.folded, %s) > 0"] * len(forms))
    key = "g.entry_id" if on_server else "g.rowid"
    sql = (
        f"SELECT e.name, e.prefix, e.reference_id FROM {TABLE} g "  # noqa: S608
        f"JOIN search_entry e ON e.id = {key} WHERE {asked} AND ({holds}) LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *forms, limit])
        return [Candidate(*row) for row in cursor.fetchall()]


def holds(entry: Entry) -> bool:
    """Return whether the tokens of an entry are kept as its text wants them."""
    wanted = grams.of_text(entry.folded, entry.prefix)
    given: list[Given]
    if _is_server():
        sql, given = f"SELECT count(*) FROM {TABLE} WHERE entry_id = %s AND grams @> %s::text[]", [entry.pk, wanted]  # noqa: S608
    else:
        match = " AND ".join(f'"{token}"' for token in wanted)
        sql, given = f"SELECT count(*) FROM {TABLE} WHERE rowid = %s AND {TABLE} MATCH %s", [entry.pk, match]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return bool(cursor.fetchone()[0])


def size() -> int:
    """Return of how many entries tokens are kept."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _asked(forms: Sequence[str], prefixes: Sequence[str]) -> tuple[str, Sequence[Given]]:
    wanted = [grams.of_word(form) for form in forms]
    if _is_server():
        kinds = [[grams.of_kind(prefix)] for prefix in prefixes] or [[]]
        each = [tokens + kind for tokens in wanted for kind in kinds]
        return "(" + " OR ".join(["g.grams @> %s::text[]"] * len(each)) + ")", each
    words = " OR ".join("(" + " AND ".join(f'"{token}"' for token in tokens) + ")" for tokens in wanted)
    within = " OR ".join(f'"{grams.of_kind(prefix)}"' for prefix in prefixes)
    return f"{TABLE} MATCH %s", [f"({words}) AND ({within})" if within else words]


def _rows(entries: Iterable[Entry | Words]) -> list[tuple[int, str]]:
    known = cache(_tokens)  # Many rows of a file say the same.
    return [(entry.pk, known(entry.folded, entry.prefix)) for entry in entries]


def _tokens(folded: str, prefix: str) -> str:
    """Return the tokens as their table takes them: no sign of theirs needs quotes."""
    tokens = grams.of_text(folded, prefix)
    return "{" + ",".join(tokens) + "}" if _is_server() else " ".join(tokens)


def _is_server() -> bool:
    return connection.vendor == "postgresql"


def _many(sql: str, rows: Sequence[Sequence[Given]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
