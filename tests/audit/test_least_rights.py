"""Does the portal work as a database role that owns nothing, and can that role not touch the trail's protection?"""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from privacyportal.audit import least
from tests.live import Mailroom, Portal, portal, wait_for
from tests.servers import postgresql_binary, postgresql_server
from tests.unavailable import unavailable

pytestmark = pytest.mark.live
KEY = "a key of both processes, long enough, 0123456789-abcdefghij"
WORKS = """
from django.utils import timezone
from privacyportal.accounts import services
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
at = timezone.now()
user = services.create_user(username="aoki", last_name="青木", first_name="花子", roles=["auditor"], by=PORTAL, at=at)
services.choose_language(user=user, language="en", by=user, at=at)
print(AuditEntry.objects.filter(action__in=("accounts.user_created", "accounts.language_changed")).count())
"""
LOOK = """
from django.utils import timezone
from privacyportal.roof.pages.health import machines
print(*[check.code for check in machines.database(timezone.now()) if not check.is_good])
"""
FORBIDDEN = (
    "UPDATE audit_auditentry SET action = 'x'",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry",
    "DROP TRIGGER audit_auditentry_append_only ON audit_auditentry",
    "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
    "DROP TABLE audit_auditentry",
    "UPDATE audit_reading SET at = now()",
    "UPDATE audit_rowdigest SET digest = 'x'",
    "TRUNCATE audit_rowdigest CASCADE",
    "ALTER TABLE cases_case DISABLE TRIGGER ALL",
    "ALTER FUNCTION portal_refuse_rewrite() RENAME TO gone",
    "SET session_replication_role = replica",
)


@pytest.fixture
def server() -> Iterator[str]:
    """A PostgreSQL with a migrated database; the URL of its owner."""
    if postgresql_binary("initdb") is None:
        unavailable("PostgreSQL")
    with postgresql_server() as url:
        wait_for(lambda: answers(url), what="PostgreSQL's answer")
        yield url


def answers(url: str) -> bool:
    """Whether the server takes connections by now."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_portal_works_and_its_role_cannot_touch_the_trail(server: str, tmp_path: Path, mailroom: Mailroom) -> None:
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute("CREATE ROLE pages LOGIN")
    as_pages = server.replace("//portal@", "//pages@")
    with portal(tmp_path / "owner", mailroom, PORTAL_DATABASE_URL=server, PORTAL_SECRET_KEY=KEY) as setting_up:
        setting_up.manage("setup_portal")
        assert "audit_auditentry" in setting_up.manage("grant_database", "pages")
        setting_up.manage("grant_database", "pages")
        assert "database.role" in told(setting_up)
    with portal(tmp_path / "pages", mailroom, PORTAL_DATABASE_URL=as_pages, PORTAL_SECRET_KEY=KEY) as working:
        assert working.python(WORKS).strip() == "2"
        working.manage("sweep")
        working.manage("verify_audit")
        assert "database.role" not in told(working)
    assert refused(as_pages) == list(FORBIDDEN)


def test_the_owner_makes_the_role_and_gives_it_another_password(
    server: str, tmp_path: Path, mailroom: Mailroom
) -> None:
    """As compose.yaml does with each start, over a role that somebody had given more."""
    facts = "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'pages'"
    with psycopg.connect(server, autocommit=True) as owner:
        values = {"PORTAL_DATABASE_URL": server, "PORTAL_SECRET_KEY": KEY, "PORTAL_DB_PAGES_PASSWORD": "it's one"}
        with portal(tmp_path / "owner", mailroom, **values) as setting_up:
            setting_up.manage("setup_portal")
            setting_up.manage("grant_database", "pages", "--password-from", "PORTAL_DB_PAGES_PASSWORD")
            assert owner.execute(facts).fetchone() == (True, False, False, False)
            first = owner.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'pages'").fetchone()
            owner.execute("ALTER ROLE pages SUPERUSER")
            setting_up.manage("grant_database", "pages", "--password-from", "PORTAL_DB_PAGES_PASSWORD")
            assert owner.execute(facts).fetchone() == (True, False, False, False)
        again = owner.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'pages'").fetchone()
        assert first is not None
        assert str(first[0]).startswith("SCRAM-SHA-256$")
        assert again != first
    assert refused(server.replace("//portal@", "//pages@")) == list(FORBIDDEN)


def told(home: Portal) -> set[str]:
    """The codes of everything that is not in order."""
    return set(home.python(LOOK).split())


def refused(url: str) -> list[str]:
    """The statements that a role may not send."""
    found = []
    with psycopg.connect(url, autocommit=True) as role:
        for statement in FORBIDDEN:
            try:
                role.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                found.append(statement)
    return found


def test_a_database_without_roles_is_told_so(db: None) -> None:
    if connection.vendor == "postgresql":
        assert least.owned()
        with pytest.raises(CommandError):
            call_command("grant_database", "nobody_of_this_name")
    else:
        assert least.owned() is None
        with pytest.raises(CommandError):
            call_command("grant_database", "pages")
