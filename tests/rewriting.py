"""How does a test make the past another one, when the database keeps what was published as it was?"""

from contextlib import AbstractContextManager

from django.db import connection, models

from privacyportal.audit import joining, standing_still


def rewriting(*kinds: type[models.Model]) -> AbstractContextManager[None]:
    """Lift what keeps published rows of these models still, as if they had been published otherwise."""
    _settle()
    return standing_still.lifted(connection, *(kind._meta.db_table for kind in kinds))


def published_as[M: models.Model](rows: models.QuerySet[M], **fields: object) -> None:
    """Let published rows have said this from the first."""
    with rewriting(rows.model):
        rows.update(**fields)


def without(*rules: str) -> AbstractContextManager[None]:
    """Lift rules of `audit.joining`, by name: what stands below was stored before the database asked them."""
    _settle()
    return joining.lifted(connection, *rules)


def _settle() -> None:
    """Have keys checked: PostgreSQL takes no trigger from a table that has rows with a key yet to be checked."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
