"""Does the trail stay one chain when many processes write at once, and some of them give up half way?"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live import Mailroom, Portal, portal
from tests.servers import postgresql_binary, postgresql_server
from tests.unavailable import unavailable

pytestmark = pytest.mark.live

WRITERS, ENTRIES, GIVEN_UP = 8, 20, 5
# Writers are forks of one process that has read Django and opened nothing yet; each opens a connection of its own.
WRITE = f"""
import os
import traceback
from django.db import transaction
from django.utils import timezone
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL

def write():
    for step in range({ENTRIES}):
        trail.record(action="cases.noted", by=PORTAL, at=timezone.now(), changes={{"step": step}})
        if step % {ENTRIES // GIVEN_UP} == 0:
            try:
                with transaction.atomic():
                    trail.record(action="cases.noted", by=PORTAL, at=timezone.now(), changes={{"undone": step}})
                    raise ValueError
            except ValueError:
                pass

def become_a_writer():
    code = 1
    try:
        write()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)

writers = []
for _one in range({WRITERS}):
    writers.append(os.fork() or become_a_writer())
print([os.waitpid(writer, 0)[1] for writer in writers])
"""
COUNT = """
from privacyportal.audit.models import AuditEntry
print(AuditEntry.objects.filter(action="cases.noted").count(), AuditEntry.objects.count())
"""


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
    assert home.python(WRITE) == f"{[0] * WRITERS}\n"
    written, entries = map(int, home.python(COUNT).split())
    assert written == WRITERS * ENTRIES
    assert home.manage("verify_audit") == f"whole: {entries} entries\n"
