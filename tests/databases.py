"""Where does the tests' database come from? Migrated once, filled once, and from then on copied.

Two templates are kept from run to run: one per state of the migrations, and one per state of all the sources, which is
the first one after the installation. Each has the fingerprint of what it was made from in its name; a change makes
another. Embedded they are files in `var/cache`, on a server databases named `portal_tests_…`. A lock keeps any number
of test processes from building the same thing twice or from reading what is half written.
"""

import ast
import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("privacyportal", "cases", "consents", "vendors")
KEPT = 4  # templates of each sort: two branches and their former states
PREFIX = "portal_tests_"


class Home(Protocol):
    """Where templates live."""

    def locked(self) -> AbstractContextManager[None]:
        """Nobody else builds or reads within the block."""

    def has(self, template: str) -> bool:
        """Whether a template of that name is kept."""

    def begin(self, template: str | None) -> None:
        """Make the tests' database: empty, or a copy of the template."""

    def keep(self, template: str) -> None:
        """Keep a copy of the tests' database under a name, and drop the oldest of its sort."""


class Files:
    """Templates of the embedded database, which the tests hold in memory."""

    def __init__(self) -> None:
        self.directory = cache_directory()

    def locked(self) -> AbstractContextManager[None]:
        """One process at a time, by a lock on a file."""
        return locked_directory(self.directory)

    def path(self, template: str) -> Path:
        """The template's file."""
        return self.directory / f"{template}.sqlite3"

    def has(self, template: str) -> bool:
        """Whether its file is there."""
        return self.path(template).exists()

    def begin(self, template: str | None) -> None:
        """Copy the file into memory."""
        into_test_name()
        connection.ensure_connection()
        if template is not None:
            source = sqlite3.connect(self.path(template))
            source.backup(connection.connection)
            source.close()
            os.utime(self.path(template))

    def keep(self, template: str) -> None:
        """Copy the memory into a file, which gets its name when it is whole."""
        half = self.path(template).with_suffix(".half")
        half.unlink(missing_ok=True)
        target = sqlite3.connect(half)
        connection.connection.backup(target)
        target.close()
        store(half, self.path(template))


class Databases:
    """Templates on a PostgreSQL server."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time on this server, whatever checkout it runs from."""
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
            yield

    def has(self, template: str) -> bool:
        """Whether the server has a database of that name."""
        return PREFIX + template in self._names("")

    def begin(self, template: str | None) -> None:
        """Make the test database from the template."""
        name = connection.creation._get_test_db_name()
        self._run(f'DROP DATABASE IF EXISTS "{name}"')
        self._run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{PREFIX}{template}"' if template else ""))
        into_test_name()

    def keep(self, template: str) -> None:
        """Make a template from the test database."""
        connection.close()
        connection.close_pool()
        for old in self._names(template.split("-", maxsplit=1)[0])[KEPT - 1 :]:
            self._run(f'DROP DATABASE "{old}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{PREFIX}{template}" TEMPLATE "{connection.settings_dict["NAME"]}"')

    def _names(self, sort: str) -> list[str]:
        """The templates, newest first."""
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [PREFIX + sort]
            )
            return [name for (name,) in cursor.fetchall()]

    def _run(self, sql: str) -> None:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(sql)


def create(fill: Callable[[], object], *, anew: bool) -> None:
    """Make the tests' database, migrated and filled, from the templates that fit or, when told so, anew."""
    home: Home = Files() if connection.vendor == "sqlite" else Databases()
    migrated, filled = migrated_name(), f"filled-{fingerprint(sources())}"
    with home.locked():
        if home.has(filled) and not anew:
            home.begin(filled)
            return
        if home.has(migrated) and not anew:
            home.begin(migrated)
        else:
            home.begin(None)
            call_command("migrate", verbosity=0, interactive=False)
            home.keep(migrated)
        fill()
        home.keep(filled)


def into_test_name() -> None:
    """Point the connection at the tests' database."""
    connection.close()
    name = connection.creation._get_test_db_name()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def destroy(former_name: str) -> None:
    """Drop the tests' database; the templates stay."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    connection.creation.destroy_test_db(former_name, verbosity=0)


def migrated_file(build: Callable[[Path], object]) -> Path:
    """The file of a migrated, empty embedded database; `build` makes it at a path where none is kept."""
    directory = cache_directory()
    path = directory / f"{migrated_name()}.sqlite3"
    with locked_directory(directory):
        if not path.exists():
            half = path.with_suffix(".half")
            half.unlink(missing_ok=True)
            build(half)
            store(half, path)
        os.utime(path)
    return path


def migrated_cluster(version: str, build: Callable[[Path], object]) -> Path:
    """The data directory of a PostgreSQL with a migrated, empty database; `build` makes it where none is kept."""
    directory = cache_directory()
    path = directory / migrated_name().replace("migrated", f"cluster-{version}")
    with locked_directory(directory):
        if not path.exists():
            half = path.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            build(half)
            for old in directory.glob("cluster-*"):
                if old != half:
                    shutil.rmtree(old)
            half.replace(path)
    return path


def store(half: Path, path: Path) -> None:
    """Give a finished template its name, and drop the oldest of its sort."""
    half.replace(path)
    sort = path.name.split("-", maxsplit=1)[0]
    kept = sorted(path.parent.glob(f"{sort}-*.sqlite3"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink()


def cache_directory() -> Path:
    """Where templates are kept between runs: in the data directory of this checkout."""
    directory = Path(settings.VAR_DIR) / "cache" / "tests"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@contextmanager
def locked_directory(directory: Path) -> Iterator[None]:
    """Nobody else builds or reads in a directory within the block."""
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_name() -> str:
    """The name of the template of these migrations."""
    return f"migrated-{fingerprint(migration_sources())}"


def migration_sources() -> list[Path]:
    """The migrations, what they import of the portal (but for models, which they freeze), and what they run on."""
    migrations = [path for package in PACKAGES for path in (ROOT / package).glob("**/migrations/*.py")]
    imported = {file for path in migrations for file in imported_files(path)}
    return [*migrations, *imported, ROOT / "privacyportal" / "settings.py", ROOT / "requirements.lock"]


def imported_files(path: Path) -> Iterator[Path]:
    """The files of the portal that a migration imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            file = ROOT.joinpath(*name.split(".")).with_suffix(".py")
            if name.startswith(PACKAGES) and not name.endswith(".models") and file.is_file():
                yield file


def sources() -> list[Path]:
    """Everything that can change what an installation brings along."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    texts = [*(ROOT / "locale").rglob("*.po"), ROOT / "requirements.lock", ROOT / "tests" / "conftest.py"]
    return [*(path for path in files if "__pycache__" not in path.parts), *texts]


def fingerprint(paths: list[Path]) -> str:
    """A short hash of files: of their places in the checkout and what stands in them."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()
