"""An import is undone at the very moment at which somebody else builds on it, or undoes it: all of it or nothing."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.live import Mailroom, Portal, portal
from tests.servers import postgresql_binary, postgresql_server
from tests.unavailable import unavailable

pytestmark = pytest.mark.live
ROUNDS = 6
CROWDED = "from tests.imports import undoing_crowd\nprint(undoing_crowd.{})"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own on each database."""
    with ExitStack() as stack:
        values = {"PORTAL_DB_LOCK_SECONDS": "300"}
        if request.param == "postgresql":
            if postgresql_binary("initdb") is None:
                unavailable("PostgreSQL is not installed")
            values["PORTAL_DATABASE_URL"] = stack.enter_context(postgresql_server())
        made = stack.enter_context(portal(tmp_path_factory.mktemp("undoing"), Mailroom(), **values))
        made.set_up()
        yield made


def test_it_goes_whole_without_the_note_or_stands_whole_with_it(home: Portal) -> None:
    said = home.python(CROWDED.format(f"undone_and_noted({ROUNDS})")).strip()
    assert said.splitlines()[-1] == f"({ROUNDS}, [])"


def test_of_two_people_one_undoes_it(home: Portal) -> None:
    said = home.python(CROWDED.format("undone_by_two()")).strip()
    assert said.splitlines()[-1] == "[((200, 'undoing'), 1), ((409, 'Conflict'), 1)]"
