"""Is the trail still protected by the database?"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from privacyportal.audit import triggers


def append_only_triggers_stand(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for each append-only table whose triggers are gone (E001)."""
    return [
        Error(
            f"The append-only table {table} has lost its triggers in database {alias!r}.",
            hint="A migration rebuilt the table; end it with audit.triggers.append_only() and migrate again.",
            id="audit.E001",
        )
        for alias in databases or []
        for table in triggers.missing(alias)
    ]
