"""What is a backup a backup of: which state of which installation, by which release, under which keys?"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from importlib import metadata
from os import environ

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from privacyportal import VERSION
from privacyportal.backups.refusing import BackupRefused

KEYS = ("_KEY", "_KEYS")
SECRET, FORMER, DATA = "PORTAL_SECRET_KEY", "PORTAL_FORMER_SECRET_KEYS", "PORTAL_DATA_KEYS"
SHOWN = 16


@dataclass(frozen=True, kw_only=True)
class About:
    """What stands first in a backup; `server` is PostgreSQL's major version, 0 of the embedded database.

    `head` is the trail's last number and hash, `first` the hash of its first entry, by which an installation is known.
    """

    taken_at: str
    version: str
    vendor: str
    server: int
    migrations: list[str]
    rows: dict[str, int]
    head: tuple[int, str]
    first: str
    keys: dict[str, str]
    library: str

    def as_json(self) -> str:
        """Return it as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def read(cls, text: bytes) -> "About":
        """Return what stands in the archive.

        :raises BackupRefused: when it says less than this release needs to know.
        """
        told = json.loads(text)
        names = [field.name for field in fields(cls)]
        if not isinstance(told, dict) or not set(names) <= told.keys():
            raise BackupRefused(_("This backup does not say what it is a backup of. Take another one."))
        told["head"] = (int(told["head"][0]), str(told["head"][1]))
        return cls(**{name: told[name] for name in names})

    @property
    def moment(self) -> datetime:
        """Return when the state that it holds was the present one."""
        return datetime.fromisoformat(self.taken_at)


def about(connection: BaseDatabaseWrapper, *, at: datetime) -> About:
    """Return what a database holds, as this connection sees it."""
    return About(
        taken_at=at.isoformat(),
        version=VERSION,
        vendor=connection.vendor,
        server=server_of(connection),
        migrations=applied(connection),
        rows=rows(connection),
        head=head(connection),
        first=first(connection),
        keys=fingerprints(),
        library=metadata.version("django"),
    )


def server_of(connection: BaseDatabaseWrapper) -> int:
    """Return the major version of a PostgreSQL server; 0 for the embedded database."""
    return int(connection.get_database_version()[0]) if connection.vendor == "postgresql" else 0


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of a database's tables, in order."""
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def rows(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """Return how many rows each table has."""
    names = tables(connection)
    quoted = connection.ops.quote_name
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {quoted(name)}")  # noqa: S608  The database's own names.
            found[name] = int(cursor.fetchone()[0])
    return found


def applied(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the migrations that a database stands at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def head(connection: BaseDatabaseWrapper) -> tuple[int, str]:
    """Return the last number and hash of the trail; (0, "") of an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, entry_hash FROM audit_audithead WHERE id = 1")
        found: tuple[int, str] | None = cursor.fetchone()
    return found or (0, "")


def first(connection: BaseDatabaseWrapper) -> str:
    """Return the hash of the trail's first entry, in which an installation's first moment stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_hash FROM audit_auditentry WHERE sequence = 1")
        found: tuple[str] | None = cursor.fetchone()
    return found[0] if found else ""


def named_files(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the files that records name."""
    found: set[str] = set()
    quoted = connection.ops.quote_name
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                file, table = quoted(str(field.column)), quoted(model._meta.db_table)
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT {file} FROM {table} WHERE {file} <> ''")  # noqa: S608
                    found.update(name for (name,) in cursor.fetchall())
    return found


def fingerprints() -> dict[str, str]:
    """Return of each key in the environment, by its variable, what tells it from another and nothing about it."""
    found = {name: value.split(",") for name, value in environ.items() if name.startswith("PORTAL_")}
    keys = {name: values for name, values in found.items() if name.endswith(KEYS)}
    keys |= {SECRET: [settings.SECRET_KEY], FORMER: settings.SECRET_KEY_FALLBACKS, DATA: settings.PORTAL_DATA_KEYS}
    numbered = {name: list(enumerate(filter(None, values), 1)) for name, values in sorted(keys.items())}
    return {f"{name} {number}": fingerprint(key) for name, values in numbered.items() for number, key in values}


def fingerprint(key: str) -> str:
    """Return the fingerprint of one key."""
    return hashlib.sha256(f"privacyportal.backups:fingerprint:{key}".encode()).hexdigest()[:SHOWN]
