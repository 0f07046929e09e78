"""Where does a million rows come from? The database copies one real row, with what differs given as SQL."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Model

SERIES = {
    "postgresql": "generate_series(%s, %s) n",
    "sqlite": "(WITH RECURSIVE one(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM one WHERE n < %s) SELECT n FROM one)",
}
LATER = {
    "postgresql": "{column} + ({seconds}) * interval '1 second'",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, ({seconds}) || ' seconds')",
}


def later(column: str, seconds: str) -> str:
    """Return SQL for a moment so many seconds after the one in a column."""
    return LATER[connection.vendor].format(column=column, seconds=seconds)


def clone(model: type[Model], *, pk: int, numbers: tuple[int, int], values: Mapping[str, str]) -> None:
    """Copy the row `pk` of a table once for every number of a closed range that is not empty.

    `values` maps columns to SQL that may use the number as `n`; every other column is copied, whatever columns the
    table has. The table's sequence goes on behind the last key.
    """
    meta = model._meta
    columns = [field.column for field in meta.local_concrete_fields if field.column]
    expressions = [values.get(column, f'source."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    key = meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({names}) SELECT {', '.join(expressions)} "  # noqa: S608  Names of our own.
            f"FROM {meta.db_table} source, {SERIES[connection.vendor]} WHERE source.{key} = %s ORDER BY n",
            [*numbers, pk],
        )
        if connection.vendor == "sqlite":
            return
        sequence = f"pg_get_serial_sequence('{meta.db_table}', '{key}')"
        cursor.execute(f"SELECT setval({sequence}, (SELECT max({key}) FROM {meta.db_table}))")  # noqa: S608


def analyze(*models: type[Model]) -> None:
    """Tell the planner what the tables hold now, and take away what was deleted."""
    with connection.cursor() as cursor:
        for model in models:
            how = "ANALYZE" if connection.vendor == "sqlite" else "VACUUM (ANALYZE)"
            cursor.execute(f"{how} {model._meta.db_table}")
