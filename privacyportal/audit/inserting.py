"""How are many rows of one model stored at once, without an object and a piece of SQL for each?

One statement is given all of them: PostgreSQL takes them by COPY, SQLite runs one prepared statement again and again.
Defaults, the fields' own preparation of values, constraints and triggers hold as for any row, and whoever hears of the
model's rows is told of these. Nothing is asked of the rows here: the guards of the deed have been.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter
from types import NoneType
from typing import cast

from django.db import connection, models, transaction

from privacyportal.audit import covered

type Column = Sequence[object]
type Field = models.Field[object, object]

# So few go in with one INSERT that answers with their keys; to give keys out before would be a second question.
FEW = 20
_TEXTS, _NUMBERS = frozenset[type]({str, NoneType}), frozenset[type]({int, NoneType})
# What fields of these very classes hand on to the database as it is.
_HANDED_ON: dict[type[object], frozenset[type]] = {
    models.CharField: _TEXTS,
    models.TextField: _TEXTS,
    models.EmailField: _TEXTS,
    models.BooleanField: frozenset[type]({bool}),
    models.BigIntegerField: _NUMBERS,
    models.IntegerField: _NUMBERS,
    models.PositiveIntegerField: _NUMBERS,
    models.PositiveSmallIntegerField: _NUMBERS,
    models.ForeignKey: _NUMBERS,
    models.OneToOneField: _NUMBERS,
}


def objects(made: Sequence[models.Model]) -> None:
    """Store objects of one model that are not stored yet, and give them their keys."""
    if not made:
        return
    model = type(made[0])
    names = [one.attname for one in model._meta.concrete_fields if one is not model._meta.auto_field]
    values = itemgetter(*names)
    for one, key in zip(made, rows(model, names, [values(vars(one)) for one in made]), strict=True):
        one.pk = key
        one._state.adding, one._state.db = False, connection.alias


def rows(model: type[models.Model], names: Sequence[str], values: Sequence[Sequence[object]]) -> Column:
    """Store rows, given by the values of these columns (`case_id`) in this order; return their keys in theirs.

    Every other column has its default.
    """
    if not values:
        return ()
    given = dict(zip(names, zip(*values, strict=True), strict=True))
    auto = model._meta.auto_field
    fields = [one for one in model._meta.concrete_fields if one is not auto]
    columns = [
        _prepared(one, given[one.attname]) if one.attname in given else _default(one) * len(values) for one in fields
    ]
    with transaction.atomic(savepoint=False):
        if len(values) <= FEW:
            keys = _store_few(model, fields, columns)
        elif auto is None:
            keys = given[model._meta.pk.attname]
            _store_many(model, fields, columns)
        else:
            keys = _given_out(model, len(values))
            _store_many(model, [auto, *fields], [keys, *columns])
        covered.written(model, keys)
    return keys


def _prepared(field: Field, column: Column) -> Column:
    """Return a column as the database takes it; each distinct value is prepared once."""
    if set(map(type, column)) <= _HANDED_ON.get(type(field), frozenset()):
        return column
    prepare: Callable[[object], object] = partial(field.get_db_prep_save, connection=connection)
    if type(field) is models.DateTimeField and all(value is None or _is_aware(value) for value in column):
        prepare = cast("Callable[[object], object]", connection.ops.adapt_datetimefield_value)
    try:
        done = {value: prepare(value) for value in set(column)}
    except TypeError:  # Lists and mappings are no keys.
        return [prepare(value) for value in column]
    return [done[value] for value in column]


def _is_aware(value: object) -> bool:
    return type(value) is datetime and value.tzinfo is not None


def _default(field: Field) -> tuple[object]:
    return (field.get_db_prep_save(field.get_default(), connection),)


def _store_few(model: type[models.Model], fields: Sequence[Field], columns: Sequence[Column]) -> Column:
    place = f"({', '.join(['%s'] * len(fields))})"
    places = ", ".join([place] * len(columns[0]))
    key = connection.ops.quote_name(_column(model._meta.pk))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_into(model, fields)} VALUES {places} RETURNING {key}",  # noqa: S608  Our own names.
            [value for row in zip(*columns, strict=True) for value in row],
        )
        return [key for (key,) in cursor.fetchall()]


def _store_many(model: type[models.Model], fields: Sequence[Field], columns: Sequence[Column]) -> None:
    into, lines = _into(model, fields), zip(*columns, strict=True)
    if connection.vendor == "postgresql":
        copy(into, lines)
        return
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(lines))  # noqa: S608  Our own names.


def copy(into: str, lines: Iterable[Sequence[object]]) -> None:
    """Hand lines to PostgreSQL for a table and columns of ours, written as SQL does: `table (one, other)`.

    Whoever wraps statements (`execute_wrapper`) hears of it as of any.
    """

    def run(sql: str, lines: Iterable[Sequence[object]], _many: bool, _context: object) -> None:
        with connection.wrap_database_errors, cursor.copy(sql) as taken:
            for line in lines:
                taken.write_row(line)

    with connection.cursor() as cursor:
        for wrapper in reversed(connection.execute_wrappers):
            run = partial(wrapper, run)
        run(f"COPY {into} FROM STDIN", lines, True, {"connection": connection, "cursor": cursor})


def _given_out(model: type[models.Model], count: int) -> Column:
    """Return keys that nobody else is given."""
    table, key = model._meta.db_table, _column(model._meta.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [connection.ops.quote_name(table), key, count])
            return [key for (key,) in cursor.fetchall()]
        # Nobody else writes until the transaction ends (IMMEDIATE), and SQLite counts on from the largest key.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + count)


def _into(model: type[models.Model], fields: Sequence[Field]) -> str:
    quoted = connection.ops.quote_name
    return f"{quoted(model._meta.db_table)} ({', '.join(quoted(_column(one)) for one in fields)})"


def _column(field: Field) -> str:
    return str(field.column)
