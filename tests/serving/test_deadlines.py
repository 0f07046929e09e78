"""Is a connection that only trickles ended, whatever it trickles, while nobody else notices? Real nginx, no portal."""

import http.client
import os
import resource
import signal
import socket
import socketserver
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from privacyportal.roof.serving.front import HEALTH, WEB, Front
from tests.live import HANG_GUARD, end_group, free_port, listens, wait_for

pytestmark = pytest.mark.live
LARGE = 32 * 1024 * 1024
BEGUN = b"POST /form HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n\r\n"
FORMER = "worker_shutdown_timeout 600s;"


class Answering(BaseHTTPRequestHandler):
    """Stands where the portal does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/fault":
            self.answer(b"a fault of the portal", status=500)
        else:
            self.answer(b"x" * LARGE if self.path == "/large" else b"ok")

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.answer(str(len(self.rfile.read(length))).encode())

    def answer(self, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def address_string(self) -> str:
        return "front"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 256


class Stood:
    """A front with something behind it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def ask(self, path: str = "/", body: bytes | None = None, source: str = "127.0.0.1") -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_GUARD, source_address=(source, 0))
        line.request("GET" if body is None else "POST", path, body)
        answer = line.getresponse()
        return answer.status, answer.read()

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=HANG_GUARD, source_address=(source, 0))

    def begin_anew(self) -> None:
        """What the portal's own family does every ten minutes; return when new workers serve."""
        before = self.workers()
        self.process.send_signal(signal.SIGHUP)
        wait_for(lambda: bool(self.workers() - before), what="new workers")

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(child) for child in children}

    def memory(self) -> float:
        """MiB that are the workers' own."""
        statms = [Path(f"/proc/{pid}/statm").read_text().split() for pid in self.workers()]
        return sum(int(statm[1]) - int(statm[2]) for statm in statms) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def standing(home: Path, *, former_seconds: int) -> Iterator[Stood]:
    """A front that ends connections of former workers after so many seconds."""
    port = free_port()
    command = Front(home, f"127.0.0.1:{port}").prepare()
    text = (home / "nginx.conf").read_text()
    assert FORMER in text
    (home / "nginx.conf").write_text(text.replace(FORMER, f"worker_shutdown_timeout {former_seconds}s;"))
    with ExitStack() as stack:
        for name in (WEB, HEALTH):
            server = stack.enter_context(Server(str(home / name), Answering))
            Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        log = stack.enter_context((home / "log").open("ab"))
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        stack.callback(end_group, process)
        wait_for(lambda: listens(port), what="the front")
        yield Stood(process, port)


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path: names of sockets are short."""
    with TemporaryDirectory(prefix="front-") as name:
        yield Path(name)


def ended(line: socket.socket) -> bool:
    """Whether the other side has ended it, told by one more byte."""
    try:
        line.sendall(b"a")
        line.settimeout(0.2)
        return line.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_body_that_trickles_ends_with_the_former_workers_and_others_go_on(home: Path) -> None:
    with standing(home, former_seconds=2) as front:
        slow = front.connect()
        slow.sendall(BEGUN)
        assert front.ask(body=b"b" * 50_000) == (200, b"50000")
        assert not ended(slow)
        front.begin_anew()
        assert front.ask() == (200, b"ok")
        wait_for(lambda: ended(slow), what="the end of the slow body")
        assert front.ask(body=b"b" * 50_000) == (200, b"50000")


def test_a_reader_who_trickles_ends_too_and_holds_no_thread_meanwhile(home: Path) -> None:
    with standing(home, former_seconds=2) as front:
        slow = front.connect()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert slow.recv(1) == b"H"
        front.begin_anew()
        wait_for(lambda: len(front.workers()) == 2, what="the end of the former workers")
        taken = 1
        slow.settimeout(HANG_GUARD)
        try:
            while part := slow.recv(65536):
                taken += len(part)
        except ConnectionResetError:
            pass
        assert taken < LARGE


def test_what_was_begun_before_is_answered_when_it_ends_in_time(home: Path) -> None:
    with standing(home, former_seconds=600) as front:
        line = front.connect()
        line.sendall(BEGUN + b"c" * 40_000)
        front.begin_anew()
        line.sendall(b"c" * 50_000)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert (answer.status, answer.read()) == (200, b"90000")


def test_beginning_anew_refuses_nobody(home: Path) -> None:
    with standing(home, former_seconds=600) as front, ThreadPoolExecutor(4) as pool:
        until = time.monotonic() + 6

        def ask_again_and_again() -> set[int]:
            statuses = set()
            while time.monotonic() < until:
                statuses.add(front.ask(body=b"d" * 1000)[0])
            return statuses

        asking = [pool.submit(ask_again_and_again) for _ in range(4)]
        for _ in range(3):
            front.begin_anew()
            time.sleep(1)
        assert [one.result() for one in asking] == [{200}] * 4


def test_a_body_for_which_the_front_has_no_room_is_told_when_to_come_again(home: Path) -> None:
    with standing(home, former_seconds=2) as front:
        (home / "body").rmdir()
        line = http.client.HTTPConnection("127.0.0.1", front.port, timeout=HANG_GUARD)
        line.request("POST", "/form", b"g" * 90_000)
        answer = line.getresponse()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "15")
        assert "もう一度" in answer.read().decode()
        assert front.ask() == (200, b"ok")
        front.begin_anew()
        wait_for(lambda: front.ask(body=b"g" * 90_000) == (200, b"90000"), what="room again")


def test_places_of_a_killed_worker_are_free_after_the_next_turn(home: Path) -> None:
    large = b"h" * 1_500_000
    with standing(home, former_seconds=2) as front:
        held = [front.connect() for _ in range(10)]
        for line in held:
            line.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1500000\r\n\r\n")
        wait_for(lambda: front.ask(body=large)[0] == 503, what="all places taken")
        for pid in front.workers():
            os.kill(pid, signal.SIGKILL)
        for line in held:
            line.close()
        wait_for(lambda: len(front.workers()) == 2, what="new workers")
        # Twice: the first writes the shipped configuration in the place of this test's, with counts of the same size.
        for _ in range(2):
            Front(home, "").count_anew()
        front.begin_anew()
        wait_for(lambda: front.ask(body=large) == (200, b"1500000"), what="places again")


def test_the_counts_have_one_of_two_sizes_in_turn(home: Path) -> None:
    front = Front(home, "127.0.0.1:1")
    front.prepare()
    shipped = (home / "nginx.conf").read_text()
    front.count_anew()
    other = (home / "nginx.conf").read_text()
    changed = [one for one, two in zip(shipped.splitlines(), other.splitlines(), strict=True) if one != two]
    assert len(changed) == shipped.count("limit_conn_zone ")
    front.count_anew()
    assert (home / "nginx.conf").read_text() == shipped


def test_what_the_portal_itself_answers_passes_as_it_is(home: Path) -> None:
    with standing(home, former_seconds=2) as front:
        assert front.ask("/fault") == (500, b"a fault of the portal")


def test_thousands_of_bodies_from_many_addresses_leave_others_alone_and_memory_small(home: Path) -> None:
    """As many as may be open here; more than 5,000 are turned away at once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(5_300, hard - 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted + 500), hard))
    try:
        with standing(home, former_seconds=2) as front, ExitStack() as stack:
            before, lines = front.memory(), []
            for number in range(wanted):
                line = stack.enter_context(front.connect(f"127.0.{1 + number // 250}.1"))
                line.sendall(BEGUN + b"e" * 20_000)
                lines.append(line)
                if number % 500 == 0:
                    assert front.ask("/livez") == (200, b"ok")
            assert front.ask() == (200, b"ok")
            assert front.ask("/livez") == (200, b"ok")
            assert front.memory() - before < 40 * 1024 * wanted / 2**20
            refused = front.ask(body=b"f")[0]
            assert refused == (503 if wanted > 5_000 else 200)
            front.begin_anew()
            wait_for(lambda: front.ask(body=b"f") == (200, b"1"), what="room for forms")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
