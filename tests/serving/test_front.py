"""Do thousands of slow, idle or greedy connections leave signed-in people and /livez alone? Real sockets and nginx."""

import asyncio
import http.client
import re
import socket
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from privacyportal.roof.serving.front import Front
from tests.live import Portal, free_port, listens, mail_server, portal, wait_for

pytestmark = pytest.mark.live

MEMBER = """
from django.test import Client
from privacyportal.accounts.models import User
person = User.objects.create_user(username="kanda", password="a-password-of-somebody", is_staff=True, language="en")
client = Client()
client.force_login(person)
print("session", client.cookies["sessionid"].value)
"""
POST = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
POOL = ThreadPoolExecutor(200)
BEGUN = {
    "idle": b"",
    "header": b"GET /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "body": b"POST /admin/password_change/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n\r\n",
    "upload": b"POST /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20000000\r\n\r\n",
    "sign_in": POST + b"Content-Length: 90000\r\n\r\n",
}


@dataclass
class Served:
    """A portal behind its front."""

    made: Portal
    port: int
    session: str

    def get(self, path: str, **headers: str) -> tuple[int, float]:
        """The status of a page and for how long one waited."""
        begun = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", path, headers={"Cookie": f"sessionid={self.session}", **headers})
        return line.getresponse().status, time.monotonic() - begun


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("front")
    with mail_server() as room, portal(home, room) as made:
        said = made.manage("shell", "--verbosity", "0", "-c", MEMBER)
        found = re.search(r"session (\w+)", said)
        assert found
        port = free_port()
        made.start("privacyportal.roof.serving", "--listen", f"127.0.0.1:{port}")
        wait_for(lambda: listens(port), what="the front")
        served = Served(made, port, found[1])
        wait_for(lambda: served.get("/readyz")[0] == 200, what=f"the portal\n{made.logs()}")
        assert served.get("/admin/work/")[0] == 200
        yield served


@dataclass
class Crowd:
    """Connections that take their time: how long each was borne, and what it was answered."""

    port: int
    held: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def come(self, kind: str, count: int) -> None:
        self.tasks += [asyncio.create_task(self.one(BEGUN[kind])) for _ in range(count)]

    async def one(self, begun: bytes) -> None:
        """Connect, say how it begins, then one byte a second until the other side ends it."""
        at = time.monotonic()
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(begun)
            drip = asyncio.create_task(self.drip(writer, slow=bool(begun)))
            try:
                self.answers[(await reader.read(12))[9:].decode()] += 1
            finally:
                drip.cancel()
                writer.close()
        self.held.append(time.monotonic() - at)

    async def drip(self, writer: asyncio.StreamWriter, *, slow: bool) -> None:
        with suppress(OSError):
            while slow:
                await asyncio.sleep(1)
                writer.write(b"a")
                await writer.drain()

    async def go(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def run_apart[T](done: Coroutine[object, object, T]) -> T:
    """Await something in a thread of its own: a browser of other tests leaves this one with a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, done).result()


async def looked_at_meanwhile(served: Served, **counts: int) -> Crowd:
    """Let a crowd come and look at two pages for fourteen seconds, each answering in time."""
    crowd = Crowd(served.port)
    for kind, count in counts.items():
        crowd.come(kind, count)
    await asyncio.sleep(2)
    until = time.monotonic() + 14
    while time.monotonic() < until:
        status, waited = await asyncio.to_thread(served.get, "/livez")
        assert (status, waited < 5) == (200, True), waited
        status, waited = await asyncio.to_thread(served.get, "/admin/work/")
        assert (status, waited < 20) == (200, True), waited
        await asyncio.sleep(1)
    await crowd.go()
    return crowd


def test_a_thousand_idle_and_four_hundred_slow_connections_keep_nobody_waiting(served: Served) -> None:
    crowd = run_apart(looked_at_meanwhile(served, idle=1000, header=200, body=200))
    ended = Counter(round(seconds) for seconds in crowd.held)
    assert sum(ended.values()) >= 1200, "idle and slow headers are ended within their ten seconds"


def test_slow_sign_ins_and_uploads_hold_no_place_of_others(served: Served) -> None:
    crowd = run_apart(looked_at_meanwhile(served, sign_in=100, upload=50))
    assert crowd.answers["503"] >= 40, "who found no place was told so at once"


def sign_in(served: Served, number: int) -> tuple[int, str]:
    """Try a wrong password; the status, and when to try again."""
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    form = urlencode({"username": f"nobody{number}", "password": "wrong", "csrfmiddlewaretoken": "a" * 32})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={'a' * 32}"}
    line.request("POST", "/admin/login/", form, headers)
    answer = line.getresponse()
    return answer.status, answer.headers.get("Retry-After", "")


async def crowded(served: Served) -> tuple[list[tuple[int, str]], list[tuple[int, float]]]:
    """200 sign-ins at once, and what a signed-in person met meanwhile."""
    loop = asyncio.get_running_loop()
    from_threads = [loop.run_in_executor(POOL, sign_in, served, number) for number in range(200)]
    met = []
    for _ in range(5):
        await asyncio.sleep(1)
        met.append(await asyncio.to_thread(served.get, "/livez"))
        met.append(await asyncio.to_thread(served.get, "/admin/work/"))
    return list(await asyncio.gather(*from_threads)), met


def test_two_hundred_sign_ins_at_once_are_spread_and_the_rest_told_when_to_come_again(served: Served) -> None:
    answers, met = run_apart(crowded(served))
    statuses = Counter(status for status, _ in answers)
    assert set(statuses) <= {200, 403, 429, 503}
    assert statuses[503] >= 100
    assert all(again for status, again in answers if status == 503)
    assert [status for status, _ in met] == [200] * 10
    assert max(waited for _, waited in met) < 20


def test_nobody_makes_up_an_address(served: Served) -> None:
    served.get("/admin/login/?made-up", **{"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"})
    log = served.made.logs
    wait_for(lambda: "made-up" in log(), what="the line of the log")
    (line,) = [line for line in log().splitlines() if "made-up" in line]
    assert line.startswith("127.0.0.1 ")
    assert "203.0.113.9" not in log()


def test_only_behind_a_proxy_its_word_is_taken(tmp_path: Path) -> None:
    assert "real_ip" not in Front(tmp_path, "127.0.0.1:1").server()
    assert '$told_scheme "";' in Front(tmp_path, "127.0.0.1:1").server()
    behind = Front(tmp_path, "127.0.0.1:1", is_behind_proxy=True).server()
    assert "real_ip_header X-Forwarded-For;" in behind
    assert "real_ip_recursive off;" in behind


SAID_BY_THE_FRONT = {
    405: b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    413: b"POST /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n\r\n",
    # Where such a request ends, two servers could see differently.
    400: b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("status", SAID_BY_THE_FRONT)
def test_what_the_front_says_by_itself_gives_nothing_back_and_runs_nothing(served: Served, status: int) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
        line.sendall(SAID_BY_THE_FRONT[status])
        answer = http.client.HTTPResponse(line)
        answer.begin()
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Server"] == "nginx"


def test_what_the_portal_says_passes_the_front_once(served: Served) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    line.request("GET", "/admin/login/")
    headers = line.getresponse().headers
    for name in ("X-Content-Type-Options", "Content-Security-Policy"):
        assert len(headers.get_all(name, [])) == 1
    assert "script-src" in headers["Content-Security-Policy"]
