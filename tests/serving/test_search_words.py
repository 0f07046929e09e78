"""Does a word that is searched for, in every list and every field that completes names, stand in a log or an address?

Asked as a browser asks, through the real front: of each answer where it leads and every address on it, of all processes
what they wrote.
"""

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.urls import reverse

from privacyportal.backoffice.admin import PortalModelAdmin
from tests.backoffice.registered import screens
from tests.backoffice.search_words import Addresses, read
from tests.live import Portal, free_port, listens, mail_server, portal, wait_for

pytestmark = [pytest.mark.live, pytest.mark.long]

CANARY = "金糸雀"
MEMBERS = """
from django.contrib.auth.models import Group
from django.test import Client
from privacyportal.accounts.models import User
for name in ("compliance_officer", "administrator", "auditor", "vendor_owner", "desk_handler", "manager"):
    person = User.objects.create_user(username=name, password="a-password-of-somebody", is_staff=True)
    person.groups.set(Group.objects.filter(name=name))
    client = Client()
    client.force_login(person, backend="privacyportal.accounts.backends.PortalBackend")
    print("session", client.cookies["sessionid"].value)
"""


@dataclass
class Answer:
    """What the front answered."""

    status: int
    location: str
    text: str

    @property
    def addresses(self) -> list[str]:
        """Where it leads, and every address on it."""
        return [read(self.location), *Addresses(self.text).found]


@dataclass
class Browser:
    """Somebody signed in, behind the front."""

    port: int
    session: str
    token: str = ""

    def ask(self, method: str, path: str, *, came_from: str = "", **fields: str) -> Answer:
        """Ask as a browser does, which tells where it comes from, and takes in the token of the page's forms."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = f"sessionid={self.session}; csrftoken={self.token[:32]}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        address = f"http://127.0.0.1:{self.port}{came_from}"
        line.request(method, quote(path, safe="/?&=%~"), urlencode(fields), {**headers, "Referer": address})
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        given = re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", ""))
        self.token = given[1] if given else self.token
        return Answer(answer.status, answer.headers.get("Location", ""), text)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, list[Browser]]]:
    """A portal behind its front, and one person of each role."""
    with mail_server() as room, portal(tmp_path_factory.mktemp("words"), room) as made:
        made.set_up()
        port = free_port()
        browsers = [Browser(port, session) for session in re.findall(r"session (\w+)", made.python(MEMBERS))]
        made.start("privacyportal.roof.serving", "--listen", f"127.0.0.1:{port}")
        wait_for(lambda: listens(port) and browsers[0].ask("GET", "/readyz").status == 200, what="the portal")
        yield made, browsers


def path_of(screen: PortalModelAdmin) -> str:
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")


def completed() -> list[dict[str, str]]:
    """Every field that completes names, as its form asks."""
    return [
        {"app_label": screen.opts.app_label, "model_name": screen.opts.model_name, "field_name": field}
        for screen in admin.site._registry.values()
        for field in screen.autocomplete_fields
    ]


def searched(browser: Browser, path: str) -> list[Answer]:
    """Search in a list, then by an old bookmark, and look at what each leads to."""
    sent = browser.ask("POST", path, came_from=path, q=CANARY)
    shown = browser.ask("GET", sent.location, came_from=path)
    old = browser.ask("GET", f"{path}?q={CANARY}")
    again = browser.ask("GET", old.location)
    assert [answer.status for answer in (sent, shown, old, again)] == [302, 200, 302, 200], path
    assert f'value="{CANARY}"' in shown.text
    assert f'value="{CANARY}"' in again.text
    exports = [text for text in Addresses(shown.text).found if "/export/csv/" in text]
    return [sent, shown, old, again, *(browser.ask("GET", text, came_from=sent.location) for text in exports)]


def test_no_word_of_any_search_stands_in_a_log_or_an_address(served: tuple[Portal, list[Browser]]) -> None:
    made, browsers = served
    asked, answers = set(), []
    for browser in browsers:
        for screen in screens():
            path = path_of(screen)
            if path in asked or not screen.search_fields or browser.ask("GET", path).status != 200:
                continue
            asked.add(path)
            answers += searched(browser, path)
    answers += searched(browsers[0], "/admin/search/")
    fields = completed()
    completing = [browsers[0].ask("POST", reverse("autocomplete"), **field, term=CANARY) for field in fields]
    answers += completing
    refused = [browsers[0].ask("GET", f"/admin/{page}/?{name}={CANARY}") for page, name in (("search", "s"),)]
    assert asked == {path_of(screen) for screen in screens() if screen.search_fields}
    assert len(asked) > 20
    assert {answer.status for answer in completing} == {200}
    assert {answer.status for answer in refused} == {400}
    assert [text for answer in [*answers, *refused] for text in answer.addresses if CANARY in text] == []
    wait_for(lambda: "/admin/search/?s=*" in made.logs(), what="the last line of the log")
    written = made.logs()
    assert written.count("?q=~") > len(asked)
    assert CANARY not in read(written)
