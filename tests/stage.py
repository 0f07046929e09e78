"""A whole portal for all tests in a browser: web, worker, beat and mail server as real processes, people in Chromium.

One for the whole run: starting it costs more than most of what is done with it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from mailbox import Maildir

import pytest
from playwright.sync_api import Browser, Page

from tests.accounts.provider import CLIENT, SECRET, Lying, serving_provider
from tests.live import Mailroom, Portal, free_port, listens, mail_server, portal, wait_for
from tests.roof.browser import STAGE, browser_binary, chromium, new_page, sign_in
from tests.servers import redis_binary, redis_server
from tests.unavailable import unavailable


@dataclass
class Stage:
    """Where they play: the portal, its address, its mail, and the mailbox that it shows."""

    portal: Portal
    address: str
    room: Mailroom
    provider: Lying
    mailbox: Maildir


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve a portal with a few records and every process running."""
    if browser_binary() is None:
        unavailable("Chromium is not installed")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    directory = tmp_path_factory.mktemp("stage")
    calm = {"PORTAL_SWEEP_SECONDS": "5"}  # a sweep every second would keep a processor busy beside the tests
    with ExitStack() as stack:
        room = stack.enter_context(mail_server())
        if redis_binary():  # it polls nothing, and its worker does not die of a message that is read half written
            calm["PORTAL_BROKER_URL"] = stack.enter_context(redis_server(directory))
        provider = stack.enter_context(serving_provider())
        mailbox = Maildir(directory / "mailbox", create=True)
        calm |= {"PORTAL_MAILBOX_DIR": str(directory / "mailbox")}
        calm |= {"PORTAL_OIDC_ISSUER": provider.issuer, "PORTAL_OIDC_CLIENT_ID": CLIENT}
        made = stack.enter_context(
            portal(directory, room, **calm, PORTAL_OIDC_CLIENT_SECRET=SECRET, PORTAL_BASE_URL=address)
        )
        made.set_up(days_ago=500)  # before what its people remember
        made.python(STAGE)
        made.start(
            "gunicorn", "privacyportal.wsgi", "--no-control-socket", "--bind", f"127.0.0.1:{port}", "--threads", "4"
        )
        made.start_worker()
        made.start_beat()
        wait_for(lambda: listens(port), what="the start of the web process")
        yield Stage(made, address, room, provider, mailbox)


@pytest.fixture
def address(stage: Stage) -> str:
    """Where the portal is served."""
    return stage.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium, one for the whole run: two of them cannot be driven from one process."""
    if browser_binary() is None:
        unavailable("Chromium is not installed")
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, stage: Stage) -> Callable[[str, str], Page]:
    """Sign a person in on a laptop-sized window and open a page: `visit("aoki", "/admin/")`."""

    def open_page(username: str, path: str) -> Page:
        page = new_page(browser)
        sign_in(page, stage.address, username, path)
        return page

    return open_page
