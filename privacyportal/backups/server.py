"""How is a PostgreSQL database copied while others write, and put back in one transaction?

By PostgreSQL's own programs, of the server's major version: an older pg_dump cannot read it, and what a newer one
writes an older server does not take.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from privacyportal.backups.about import About, about, server_of, tables
from privacyportal.backups.connecting import aside, close_all
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.states import Snapshot, hold_sql

READ = 1 << 20
# Where Debian keeps the programs of each version.
PROGRAMS = Path("/usr/lib/postgresql")
DUMP = ("--format=plain", "--encoding=UTF8", "--no-owner", "--no-privileges")
QUIET = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-")
# Others may use the database again within this time; then it is said who has to be ended first.
PATIENCE = "20s"


@contextmanager
def snapshot(*, at: datetime) -> Iterator[Snapshot]:
    """Yield the database as it is at one moment, for the look and the copy alike."""
    with aside() as look, transaction.atomic(using=look.alias):
        with look.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            name = str(cursor.fetchone()[0])
        command, environment = _call("pg_dump", look, [*DUMP, f"--snapshot={name}"])
        yield Snapshot(about(look, at=at), look, _dumped(command, environment))


def _dumped(command: Sequence[str], environment: dict[str, str]) -> Iterator[bytes]:
    with TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said)
        try:
            while process.stdout and (data := process.stdout.read(READ)):
                yield data
            if process.wait() != 0:
                raise BackupRefused(_("pg_dump failed: %(error)s") % {"error": _words(said)})
        finally:
            process.kill()
            process.wait()


class Place:
    """The database that a backup comes back to, in one transaction: whatever ends it early changes nothing."""

    def __init__(self, name: str) -> None:
        with aside(name) as look:
            server, is_empty = server_of(look), not tables(look)
            command, environment = _call("psql", look, QUIET)
        self.server, self._said = server, TemporaryFile()  # noqa: SIM115  Closed with the process.
        reading, writing = os.pipe()
        self._stdin = os.fdopen(writing, "wb")
        self._process = subprocess.Popen(
            command, env=environment, stdin=reading, stdout=subprocess.DEVNULL, stderr=self._said
        )
        os.close(reading)
        # Without COMMIT at the end, whatever stops us is undone.
        self._say(f"BEGIN; SET LOCAL lock_timeout = '{PATIENCE}'; SET client_min_messages = warning;\n")
        if not is_empty:
            self._say("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")

    def piece(self, data: bytes) -> None:
        """Take the next bytes.

        :raises BackupRefused: when the server does not take them.
        """
        try:
            self._stdin.write(data)
        except BrokenPipeError:
            self._process.wait()
            raise self._failed() from None

    def settle(self, said: About, *, hold: str) -> None:
        """Have the server compare how many rows each table has, and record that the mail is held."""
        self._say("SET row_security = off; SET TIME ZONE 'UTC';\n")
        for table, count in said.rows.items():
            self._say(_COUNTED.format(table=table.replace('"', '""').replace("'", "''"), count=count))
        self._say(f"{hold_sql('public.backups_restoration', hold)};\n")

    def commit(self) -> None:
        """Let it take the place of what was there.

        :raises BackupRefused: when the server does not take it.
        """
        self._say("COMMIT;\n")
        with suppress(BrokenPipeError):
            self._stdin.close()
        if self._process.wait() != 0:
            raise self._failed()
        self._said.close()

    def give_up(self) -> None:
        """Leave everything as it was."""
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._stdin.close()
        self._said.close()

    def _say(self, text: str) -> None:
        self.piece(text.encode())

    def _failed(self) -> BackupRefused:
        return BackupRefused(
            _("The database server does not take the backup, and nothing was changed: %(error)s")
            % {"error": _words(self._said)}
        )


_COUNTED = """DO $counted$ BEGIN
IF (SELECT count(*) FROM public."{table}") <> {count} THEN
RAISE EXCEPTION 'not the rows that the backup counted: {table}'; END IF; END $counted$;
"""


def insist_unused() -> None:
    """Make sure that nobody else uses the portal's database.

    :raises BackupRefused: when a process does.
    """
    close_all()
    with aside() as look, look.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        others = int(cursor.fetchone()[0])
    if others:
        raise BackupRefused(
            _("%(count)d connections still use the database. End web, worker and scheduler, then restore.")
            % {"count": others}
        )


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """Yield a new, empty database on the portal's server, which is dropped at the end.

    :raises BackupRefused: when the portal's account may not make one.
    """
    with aside() as look, look.cursor() as cursor:
        quoted = look.ops.quote_name(name)
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'")
        except DatabaseError as error:
            raise BackupRefused(
                _(
                    "A database to try the backup in cannot be made: %(error)s. Let the portal's account make "
                    "databases (ALTER ROLE … CREATEDB), or verify on another server with PORTAL_DATABASE_URL."
                )
                % {"error": " ".join(str(error).split())}
            ) from error
        try:
            yield name
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _call(name: str, look: BaseDatabaseWrapper, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return how a program is started on a connection's database, and with which variables (the password)."""
    command, more = DatabaseClient.settings_to_cmd_args_env(look.settings_dict, list(arguments))
    return [program(name, server_of(look)), *command[1:]], {**os.environ, **(more or {})}


def program(name: str, major: int) -> str:
    """Return where a program of PostgreSQL is, of the server's major version.

    :raises BackupRefused: when it is nowhere.
    """
    found = [str(path) for path in PROGRAMS.glob(f"{major}/bin/{name}")] + [shutil.which(name) or ""]
    for path in filter(None, found):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        if re.search(rf"\(PostgreSQL\) {major}\b", said):
            return path
    raise BackupRefused(
        _(
            "%(name)s of PostgreSQL %(major)d, the version of the database server, is not installed here. Install the "
            "package postgresql-client-%(major)d; another version would write what cannot be restored."
        )
        % {"name": name, "major": major}
    )


def _words(said: IO[bytes]) -> str:
    said.seek(0)
    return " ".join(said.read().decode(errors="replace").split())[-600:]
