"""Many people, or one person many times, at the very same moment: one goes first, all others are told."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.live import Mailroom, Portal, portal
from tests.servers import postgresql_binary, postgresql_server
from tests.unavailable import unavailable

pytestmark = pytest.mark.live
TIMES, CROWD, ROUNDS = 20, 50, 2
CROWDED = "from tests.backoffice import crowd\nprint(crowd.{})"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own on each database, with a connection for each of the crowd."""
    with ExitStack() as stack:
        values = {"PORTAL_DB_POOL_SIZE": str(CROWD + 5), "PORTAL_DB_LOCK_SECONDS": "300"}
        if request.param == "postgresql":
            if postgresql_binary("initdb") is None:
                unavailable("PostgreSQL is not installed")
            values["PORTAL_DATABASE_URL"] = stack.enter_context(postgresql_server())
        made = stack.enter_context(portal(tmp_path_factory.mktemp("crowd"), Mailroom(), **values))
        made.set_up()
        yield made


def crowded(home: Portal, what: str) -> str:
    """What became of a crowd."""
    return home.python(CROWDED.format(what)).strip()


def test_an_intake_sent_twenty_times_at_once_is_one_case(home: Portal) -> None:
    assert crowded(home, f"one_intake({TIMES})") == "True 1 1"


def test_a_button_pressed_twenty_times_at_once_does_its_work_once(home: Portal) -> None:
    assert crowded(home, f"one_note({TIMES})") == "[302] 1"


def test_other_sessions_ended_twenty_times_at_once_end_once(home: Portal) -> None:
    assert crowded(home, f"one_end({TIMES})") == "[302] 1 302"


def test_a_restored_portal_released_twenty_times_at_once_is_released_once(home: Portal) -> None:
    assert crowded(home, f"one_release({TIMES})") == "True 1 0"


def test_a_search_sent_twenty_times_at_once_is_led_on_and_kept_each_time(home: Portal) -> None:
    assert crowded(home, f"one_search({TIMES})") == f"[302] {{200: {TIMES}}} {TIMES}"


def test_of_eight_people_at_one_item_of_a_sheet_one_goes_first_and_all_others_are_told(home: Portal) -> None:
    turn = ([(302, 1), (409, 7)], True)
    assert crowded(home, "one_sheet(8)").startswith(f"{[turn, turn]} ")


def test_of_fifty_people_on_one_record_one_goes_first_and_all_others_are_told(home: Portal) -> None:
    told = [(1, CROWD - 1, True)] * ROUNDS
    assert crowded(home, f"one_record({CROWD}, {ROUNDS})") == f"{told} {ROUNDS}"


def test_of_fifty_people_at_one_button_one_goes_first_and_all_others_are_told(home: Portal) -> None:
    assert crowded(home, f"one_button({CROWD})") == str([(302, 1), (409, CROWD - 1)])


def test_of_fifty_people_at_one_item_of_a_sheet_one_goes_first_and_all_others_are_told(home: Portal) -> None:
    turn = ([(302, 1), (409, CROWD - 1)], True)
    assert crowded(home, f"one_sheet({CROWD})") == f"{[turn, turn]} 2"
