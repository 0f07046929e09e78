"""A portal of its own on each database, with a key for backups."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.backups.drill import KEY
from tests.live import Mailroom, Portal, mail_server, portal
from tests.servers import postgresql_binary, postgresql_server
from tests.unavailable import unavailable


@pytest.fixture(params=["sqlite", "postgresql"])
def drilled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Portal, Mailroom]]:
    """A portal and the mail server that it sends to."""
    with ExitStack() as stack:
        values = {"PORTAL_BACKUP_KEY": KEY, "PORTAL_LOG_LEVEL": "ERROR"}
        if request.param == "postgresql":
            if postgresql_binary("initdb") is None or postgresql_binary("pg_dump") is None:
                unavailable("PostgreSQL is not installed")
            values["PORTAL_DATABASE_URL"] = stack.enter_context(postgresql_server())
        room = stack.enter_context(mail_server())
        directory = tmp_path / "portal"
        directory.mkdir()
        made = stack.enter_context(portal(directory, room, **values))
        made.set_up()
        yield made, room
