"""Is the trail still protected by the database?"""

from collections.abc import Collection, Sequence

from django.core import checks

from privacyportal.audit import joining, sealing, standing_still, triggers


def append_only_triggers_stand(databases: Sequence[str] | None = None, **kwargs: object) -> list[checks.CheckMessage]:
    """Return what is to be said of each append-only table whose triggers are gone or switched off (E001, W001)."""
    return [
        message(table, alias, lost) for alias in databases or [] for table, lost in sorted(triggers.lost(alias).items())
    ]


def erased_rows_are_sealed(databases: Sequence[str] | None = None, **kwargs: object) -> list[checks.CheckMessage]:
    """Warn of each table whose erased rows could be written again: `migrate` brings the triggers (W002)."""
    return [
        checks.Warning(
            f"The table {table} in database {alias!r} does not refuse that erased content is written back.",
            hint="Run manage.py migrate; a migration that rebuilt the table ends with audit.sealing.stays_erased().",
            id="audit.W002",
        )
        for alias in databases or []
        for table in sealing.unsealed(alias)
    ]


def joins_are_guarded(databases: Sequence[str] | None = None, **kwargs: object) -> list[checks.CheckMessage]:
    """Warn of each table that takes joins which it should refuse: `migrate` brings the triggers (W003)."""
    return [
        checks.Warning(
            f"The table {table} in database {alias!r} takes joins that are forbidden.",
            hint="Run manage.py migrate; a migration that rebuilt the table ends with audit.joining.refuse_joins().",
            id="audit.W003",
        )
        for alias in databases or []
        for table in joining.unguarded(alias)
    ]


def published_versions_stand_still(
    databases: Sequence[str] | None = None, **kwargs: object
) -> list[checks.CheckMessage]:
    """Warn of each table in which a published version could be changed: `migrate` brings the triggers (W004)."""
    return [
        checks.Warning(
            f"The table {table} in database {alias!r} lets published versions be changed.",
            hint="Run manage.py migrate; a migration that rebuilt the table ends with standing_still.stands_still().",
            id="audit.W004",
        )
        for alias in databases or []
        for table in standing_still.moving(alias)
    ]


def message(table: str, alias: str, lost: Collection[str]) -> checks.CheckMessage:
    """Return an error, or a warning where only the trigger is wanting that `migrate` brings to an older database.

    `migrate` runs this check before it does anything: an error would keep it from mending what it complains of.
    """
    if all(name.endswith(triggers.REPLACE) for name in lost):
        return checks.Warning(
            f"The append-only table {table} in database {alias!r} does not refuse an insert that replaces a row.",
            hint="Run manage.py migrate.",
            id="audit.W001",
        )
    return checks.Error(
        f"The append-only table {table} has lost its triggers in database {alias!r}.",
        hint="A migration rebuilt the table; end it with audit.triggers.append_only() and migrate again.",
        id="audit.E001",
    )
