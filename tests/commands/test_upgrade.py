"""Does a database of the release before come along whole: nothing lost, the trail whole, open deadlines as they were?

And does it stand there as one that was made today, to the last constraint?

`tests/releases/` holds the demonstration of that release as SQLite wrote it out (`.dump`), packed. It is loaded,
migrated and set up as an operator does it.
"""

import gzip
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import manage
from tests.live import migrated_file
from tests.migrating import schema

pytestmark = pytest.mark.long
BEFORE = Path(__file__).resolve().parent.parent / "releases" / "2026-11-28.sql.gz"
# What an installation fills by itself, or what is kept elsewhere by now.
NOT_COUNTED = (
    "sqlite_sequence",
    "django_migrations",
    "django_session",
    "auth_permission",
    "auth_group_permissions",
    "django_content_type",
    "cases_caseuserobjectpermission",
    "vendors_vendoruserobjectpermission",
    "clocks_remindersettings",  # its figures are thresholds with their days
)
OPEN = "SELECT id, due_at, due_on, state FROM clocks_clock WHERE state IN ('running', 'paused') ORDER BY id"
ASK = """
import json
from django.db.models import F
from cases.models import CaseUserObjectPermission
from privacyportal.audit import trail
from privacyportal.audit.checks import append_only_triggers_stand
print(json.dumps({
    "whole": trail.verify().is_whole,
    "deputies": CaseUserObjectPermission.objects.exclude(user=F("content_object__handler")).count(),
    "triggers": [str(message) for message in append_only_triggers_stand(["default"])],
}))
"""


def counts(database: Path) -> Mapping[str, int]:
    """How many rows each table has."""
    with sqlite3.connect(database) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  Names of ours.
            for name in names
            if name not in NOT_COUNTED
        }


def deadlines(database: Path) -> list[Any]:
    """The open deadlines."""
    with sqlite3.connect(database) as connection:
        return connection.execute(OPEN).fetchall()


def asked(var_dir: Path) -> Mapping[str, Any]:
    """What the portal says of its trail."""
    run = manage(var_dir, "shell", "--verbosity", "0", "-c", ASK)
    assert run.returncode == 0, run.stderr
    told: Mapping[str, Any] = json.loads(run.stdout)
    return told


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a database of the release before."""
    directory = tmp_path_factory.mktemp("release")
    script = gzip.decompress(BEFORE.read_bytes()).decode()
    with sqlite3.connect(directory / "portal.sqlite3") as connection:
        connection.executescript(script)
    return directory


def test_a_database_of_the_release_before_comes_along_whole(before: Path) -> None:
    database = before / "portal.sqlite3"
    rows, open_deadlines = counts(database), deadlines(database)
    assert min(rows["cases_case"], rows["consents_consententry"], rows["vendors_vendor"], len(open_deadlines)) > 30

    run = manage(before, "migrate", "--verbosity", "0")
    assert run.returncode == 0, run.stderr
    kept = counts(database)
    assert {name: (count, kept.get(name)) for name, count in rows.items() if kept.get(name, 0) < count} == {}
    assert deadlines(database) == open_deadlines
    assert schema(database) == schema(migrated_file())
    assert asked(before) == {"whole": True, "triggers": [], "deputies": 0}

    run = manage(before, "setup_portal")
    assert run.returncode == 0, run.stderr
    assert asked(before) == {"whole": True, "triggers": [], "deputies": 0}
    assert manage(before, "check", "--database", "default").returncode == 0
