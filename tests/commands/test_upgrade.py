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
# What that release let in by one door or another, and what becomes of it.
WRONG = {
    "UPDATE cases_answerproposal SET decision_reason = '' WHERE id = "
    "(SELECT min(id) FROM cases_answerproposal WHERE decision = 'sent_back')": (
        "SELECT decision_reason FROM cases_answerproposal WHERE id = "
        "(SELECT min(id) FROM cases_answerproposal WHERE decision = 'sent_back')",
        "（理由の記録なし）",
    ),
    "UPDATE cases_promiseextension SET decision = 'refused', decision_reason = '', told_at = NULL, letter_id = NULL "
    "WHERE id = (SELECT max(id) FROM cases_promiseextension)": (
        "SELECT decision || decision_reason FROM cases_promiseextension WHERE id = "
        "(SELECT max(id) FROM cases_promiseextension)",
        "refused（理由の記録なし）",
    ),
    "UPDATE cases_case SET outcome = 'partly_disclosed' WHERE id = "
    "(SELECT min(id) FROM cases_case WHERE kind = 'complaint' AND status = 'closed')": (
        "SELECT outcome FROM cases_case WHERE id = "
        "(SELECT min(id) FROM cases_case WHERE kind = 'complaint' AND status = 'closed')",
        "partly",
    ),
    "UPDATE cases_correspondence SET happened_at = '2036-01-01 00:00:00' WHERE id = 1": (
        "SELECT happened_at = recorded_at FROM cases_correspondence WHERE id = 1",
        1,
    ),
    "UPDATE cases_identitydisposal SET disposed_at = '2036-01-01 00:00:00' WHERE id = 1": (
        "SELECT disposed_at = recorded_at FROM cases_identitydisposal WHERE id = 1",
        1,
    ),
}
# Content that can be erased by now: what it was, in the order of the rows.
CONTENT = (
    "SELECT id, customer_number, name, kana, address, telephone, email FROM consents_datasubject ORDER BY id",
    "SELECT id, name, kana, telephone, email, address FROM cases_caseparty ORDER BY id",
    "SELECT id, subject, description, desired_remedy FROM cases_case ORDER BY id",
    "SELECT id, counterparty, text FROM cases_correspondence ORDER BY id",
    "SELECT id, subjects, facts, consent_difficulty, sensitive_reason FROM consents_thirdpartyprovision ORDER BY id",
    "SELECT id, note FROM consents_consententry ORDER BY id",
    "SELECT id, contact_name, contact_email, contact_telephone, notes FROM vendors_vendor ORDER BY id",
    "SELECT id, to_address, subject, body FROM notifications_message ORDER BY id",
)
OPEN = "SELECT id, due_at, due_on, state FROM clocks_clock WHERE state IN ('running', 'paused') ORDER BY id"
ASK = """
import json
from django.db.models import F
from cases.models import CaseUserObjectPermission
from privacyportal.audit import joining, sealing, trail
from privacyportal.audit.checks import append_only_triggers_stand
print(json.dumps({
    "whole": trail.verify().is_whole,
    "deputies": CaseUserObjectPermission.objects.exclude(user=F("content_object__handler")).count(),
    "triggers": [str(message) for message in append_only_triggers_stand(["default"])],
    "open": [*sealing.unsealed("default"), *joining.unguarded("default")],
}))
"""
WHOLE = {"whole": True, "triggers": [], "open": [], "deputies": 0}
# What came along can be erased like what is entered today.
ERASE = """
from django.utils import timezone
from privacyportal.accounts.models import User
from privacyportal.erasure import services
from privacyportal.erasure.registry import erasable_of
from vendors.models import Vendor
may_go = erasable_of("vendors.Vendor").may_go
ended = next(one for one in Vendor.objects.order_by("pk") if one.contact_name and may_go(one, "requested"))
held = [user for user in User.objects.filter(is_active=True).order_by("pk") if user.has_perm("erasure.approve_erasure")]
at = timezone.now()
proposal = services.propose(obj=ended, rule="requested", reason="本人の請求", by=held[0], at=at)
services.approve(obj=proposal, by=held[1], at=at)
ended.refresh_from_db()
assert (ended.contact_name, ended.contact_email, ended.notes) == ("", "", "")
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


def made_wrong(connection: sqlite3.Connection) -> None:
    """Store what that release should have refused, past the triggers of its append-only tables."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in WRONG:
        assert connection.execute(statement).rowcount == 1, statement
    for _name, sql in triggers:
        connection.execute(sql)


def content(database: Path) -> list[list[Any]]:
    """What stands in the columns that can be erased."""
    with sqlite3.connect(database) as connection:
        return [connection.execute(question).fetchall() for question in CONTENT]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a database of the release before."""
    directory = tmp_path_factory.mktemp("release")
    script = gzip.decompress(BEFORE.read_bytes()).decode()
    with sqlite3.connect(directory / "portal.sqlite3") as connection:
        connection.executescript(script)
        made_wrong(connection)
    return directory


def test_a_database_of_the_release_before_comes_along_whole(before: Path) -> None:
    database = before / "portal.sqlite3"
    rows, open_deadlines, words = counts(database), deadlines(database), content(database)
    assert min(rows["cases_case"], rows["consents_consententry"], rows["vendors_vendor"], len(open_deadlines)) > 30

    run = manage(before, "migrate", "--verbosity", "0")
    assert run.returncode == 0, run.stderr
    assert content(database) == words
    with sqlite3.connect(database) as connection:
        became = [(question, connection.execute(question).fetchone()) for question, _value in WRONG.values()]
    assert became == [(question, (value,)) for question, value in WRONG.values()]
    kept = counts(database)
    assert {name: (count, kept.get(name)) for name, count in rows.items() if kept.get(name, 0) < count} == {}
    assert deadlines(database) == open_deadlines
    assert schema(database) == schema(migrated_file())
    assert asked(before) == WHOLE

    run = manage(before, "setup_portal")
    assert run.returncode == 0, run.stderr
    assert asked(before) == WHOLE
    assert manage(before, "check", "--database", "default").returncode == 0
    run = manage(before, "shell", "--verbosity", "0", "-c", ERASE)
    assert run.returncode == 0, run.stderr
    assert asked(before) == WHOLE
