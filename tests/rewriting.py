"""How does a test make the past another one, when the database keeps what was published as it was?"""

from contextlib import AbstractContextManager

from django.db import connection, models

from privacyportal.audit import standing_still


def rewriting(*kinds: type[models.Model]) -> AbstractContextManager[None]:
    """Lift what keeps published rows of these models still, as if they had been published otherwise."""
    return standing_still.lifted(connection, *(kind._meta.db_table for kind in kinds))


def published_as[M: models.Model](rows: models.QuerySet[M], **fields: object) -> None:
    """Let published rows have said this from the first."""
    with rewriting(rows.model):
        rows.update(**fields)
