"""Where does a million rows come from? The database copies one real row, with what differs given as SQL."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Model


def clone(model: type[Model], *, pk: int, numbers: tuple[int, int], values: Mapping[str, str]) -> None:
    """Copy the row `pk` of a table once for every number of a closed range (PostgreSQL).

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
            f"FROM {meta.db_table} source, generate_series(%s, %s) n WHERE source.{key} = %s ORDER BY n",
            [*numbers, pk],
        )
        sequence = f"pg_get_serial_sequence('{meta.db_table}', '{key}')"
        cursor.execute(f"SELECT setval({sequence}, (SELECT max({key}) FROM {meta.db_table}))")  # noqa: S608


def analyze(*models: type[Model]) -> None:
    """Tell the planner what the tables hold now, and take away what was deleted."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")
