"""Does the trail stay one chain when many processes write at once, and some of them give up half way?"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live import HANG_GUARD, ROOT, Mailroom, Portal, portal
from tests.servers import postgresql_binary, postgresql_server
from tests.unavailable import unavailable

pytestmark = pytest.mark.live

WRITERS, ENTRIES, GIVEN_UP = 8, 20, 5
WRITE = f"""
from django.db import transaction
from django.utils import timezone
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
for step in range({ENTRIES}):
    trail.record(action="cases.noted", by=PORTAL, at=timezone.now(), changes={{"step": step}})
    if step % {ENTRIES // GIVEN_UP} == 0:
        try:
            with transaction.atomic():
                trail.record(action="cases.noted", by=PORTAL, at=timezone.now(), changes={{"undone": step}})
                raise ValueError
        except ValueError:
            pass
"""
COUNT = "from privacyportal.audit.models import AuditEntry; print(AuditEntry.objects.count())"


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    """A portal of its own on each database."""
    with ExitStack() as stack:
        values = {}
        if request.param == "postgresql":
            if postgresql_binary("initdb") is None:
                unavailable("PostgreSQL is not installed")
            values["PORTAL_DATABASE_URL"] = stack.enter_context(postgresql_server())
        yield stack.enter_context(portal(tmp_path, Mailroom(), **values))


def test_eight_processes_keep_one_chain_without_gap_or_loss(home: Portal) -> None:
    before = int(home.python(COUNT))
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", WRITE]
    writers = [
        subprocess.Popen(command, env=home.environment, cwd=ROOT, stderr=subprocess.PIPE) for _one in range(WRITERS)
    ]
    for writer in writers:
        _out, errors = writer.communicate(timeout=HANG_GUARD)
        assert writer.returncode == 0, errors.decode()
    written = before + WRITERS * ENTRIES
    assert int(home.python(COUNT)) == written
    assert home.manage("verify_audit") == f"whole: {written} entries\n"
