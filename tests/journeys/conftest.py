"""A whole portal for the journeys: web, worker, beat and mail server as real processes, and people in Chromium."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import unavailable
from tests.live import Mailroom, Portal, free_port, listens, mail_server, portal, wait_for
from tests.roof.browser import STAGE, browser_binary, new_page, sign_in


@dataclass
class Stage:
    """Where the journeys play: the portal, its address, its mail."""

    portal: Portal
    address: str
    room: Mailroom


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve a portal with a few records and every process running."""
    if browser_binary() is None:
        unavailable("Chromium is not installed")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    directory = tmp_path_factory.mktemp("journeys")
    with mail_server() as room, portal(directory, room, PORTAL_BASE_URL=address) as made:
        made.manage("setup_portal")
        made.python(STAGE)
        made.start(
            "gunicorn", "privacyportal.wsgi", "--no-control-socket", "--bind", f"127.0.0.1:{port}", "--threads", "4"
        )
        made.start_worker()
        made.start_beat()
        wait_for(lambda: listens(port), seconds=90, what="the start of the web process")
        yield Stage(made, address, room)


@pytest.fixture
def visit(browser: Browser, stage: Stage) -> Callable[[str, str], Page]:
    """Sign a person in on a laptop-sized window and open a page: `visit("aoki", "/admin/")`."""

    def open_page(username: str, path: str) -> Page:
        page = new_page(browser)
        sign_in(page, stage.address, username, path)
        return page

    return open_page
