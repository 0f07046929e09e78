"""Does one command serve the whole portal, and leave nothing behind when it is told to stop?"""

import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

import pytest

from tests.commands.conftest import ROOT, clean_environment, manage
from tests.live import HANG_GUARD, free_port, wait_for

pytestmark = pytest.mark.live


class Demo:
    """A running demonstration."""

    def __init__(self, var_dir: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = var_dir / f"serve-{self.port}.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(self.port)],
                cwd=ROOT,
                env=clean_environment(var_dir),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "The portal is ready" in self.said()

    def children(self) -> list[int]:
        """Every process below this one, by the kernel's table."""
        below, found = {self.process.pid}, []
        for path in sorted(Path("/proc").glob("[0-9]*"), key=lambda entry: int(entry.name)):
            parent = parent_of(path)
            if parent in below:
                below.add(int(path.name))
                found.append(int(path.name))
        return found

    def running(self, word: bytes) -> list[int]:
        """Those below that run with a word, the oldest first."""
        return [pid for pid in self.children() if word in command_of(pid)]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(HANG_GUARD)


def command_of(pid: int) -> bytes:
    try:
        # Programs may give themselves a title, whose words blanks set apart.
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return b""


def parent_of(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def is_running(pid: int) -> bool:
    try:
        state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=HANG_GUARD) as response:  # noqa: S310  The address is ours.
            return int(response.status)
    except URLError:
        return 0


@contextmanager
def started(directory: Path) -> Iterator[Demo]:
    """The demonstration on a free port, ready."""
    running = Demo(directory)
    try:
        wait_for(running.is_ready, what="the portal becoming ready")
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()


@pytest.fixture
def demo(demo_dir: Path) -> Iterator[Demo]:
    """A demonstration that a test may end."""
    with started(demo_dir) as running:
        yield running


@pytest.fixture(scope="class")
def served(demo_dir: Path) -> Iterator[Demo]:
    """A demonstration that the tests of a class look at, one after the other."""
    with started(demo_dir) as running:
        yield running


def sign_in(demo: Demo, username: str, password: str) -> str:
    """The page that follows the sign-in form."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{demo.url}/admin/login/", timeout=HANG_GUARD).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    typed = {"csrfmiddlewaretoken": token[1], "username": username, "password": password, "next": "/admin/"}
    with browser.open(f"{demo.url}/admin/login/", urlencode(typed).encode(), timeout=HANG_GUARD) as response:
        page: str = response.read().decode()
    return page


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_nothing_lives_on_when_the_command_itself_is_killed(demo: Demo) -> None:
    below = demo.children()
    demo.stop(signal.SIGKILL)
    wait_for(lambda: not any(is_running(pid) for pid in below), what="the end of all processes")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the kernel's table of processes (/proc) is not there")
@pytest.mark.parametrize("word", [b"privacyportal worker", b"privacyportal beat", b"privacyportal.wsgi"])
def test_when_one_process_dies_it_is_started_again_and_told(demo: Demo, demo_dir: Path, word: bytes) -> None:
    os.kill(demo.running(word)[0], signal.SIGKILL)
    wait_for(lambda: "is started again" in demo.said(), what="the word that one ended")
    wait_for(lambda: demo.running(word), what="its successor")
    wait_for(lambda: status(f"{demo.url}/readyz") == 200, what="the portal being ready again")
    assert demo.process.poll() is None
    assert "process.ended" in manage(demo_dir, "doctor").stdout


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = manage(tmp_path, "demo", "--port", str(taken.getsockname()[1]))
    assert run.returncode == 1
    assert "cannot be used" in run.stderr
    assert "--port" in run.stderr
    assert not (tmp_path / "portal.sqlite3").exists()


def mail_port(demo: Demo) -> int:
    """The port of the embedded mail server, from the environment that the worker runs with."""
    for pid in demo.children():
        for entry in (Path("/proc") / str(pid) / "environ").read_bytes().split(b"\0"):
            if entry.startswith(b"PORTAL_SMTP_PORT="):
                return int(entry.partition(b"=")[2])
    raise AssertionError("no process has a mail server")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the kernel's table of processes (/proc) is not there")
class TestServing:
    """One demonstration, looked at from all sides, and stopped by the last test."""

    def test_a_second_demonstration_with_the_same_data_is_refused(self, served: Demo, demo_dir: Path) -> None:
        run = manage(demo_dir, "demo", "--port", str(free_port()))
        assert run.returncode == 1
        assert "already running" in run.stderr

    def test_mail_for_reserved_domains_is_kept_and_all_other_is_refused(self, served: Demo, demo_dir: Path) -> None:
        with smtplib.SMTP("127.0.0.1", mail_port(served), timeout=HANG_GUARD) as line:
            line.sendmail("portal@portal.example", ["goto@shirasagi.example"], b"Subject: kept\r\n\r\ntext\r\n")
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                line.sendmail("portal@portal.example", ["somebody@example.jp"], b"Subject: not kept\r\n\r\ntext\r\n")
        assert refused.value.recipients["somebody@example.jp"][0] == 550
        kept = [path.read_text() for path in (demo_dir / "mailbox" / "new").iterdir()]
        assert any("Subject: kept" in text and "goto@shirasagi.example" in text for text in kept)
        assert not any("not kept" in text for text in kept)

    def test_it_serves_signs_in_and_stops_everything_at_a_signal(self, served: Demo) -> None:
        assert status(f"{served.url}/livez") == 200
        assert status(f"{served.url}/readyz") == 200
        account = re.search(r"compliance_officer +(\S+) +(\S+)", served.said())
        assert account
        page = sign_in(served, account[1], account[2])
        assert "/admin/logout/" in page
        assert "期限の定期確認" not in page  # the banner: deadlines are watched from the first page on
        below = served.children()
        assert len(below) >= 4  # web and its worker, worker, beat
        assert served.stop() == 0
        assert served.said().rstrip().endswith("Stopped.")
        assert [pid for pid in below if is_running(pid)] == []
        assert status(f"{served.url}/livez") == 0
