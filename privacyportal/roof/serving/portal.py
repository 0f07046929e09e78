"""Which processes make up the portal on one machine, and when is it ready?"""

import socket
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

from privacyportal.roof.serving.front import Front
from privacyportal.roof.serving.processes import Family, Program

HOST = "127.0.0.1"
FRONT_DIR = "PORTAL_FRONT_DIR"
GUNICORN = Path(__file__).with_name("gunicorn_conf.py")
READY_SECONDS = 120
# Half of how long a connection may last: see nginx.conf.
FRONT_SECONDS = 600


class PortTaken(Exception):
    """Something else listens where the portal should."""


def require_free(port: int) -> None:
    """Make sure that the port can be listened on.

    :raises PortTaken: when it cannot.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(f"Port {port} of {HOST} cannot be used ({error.strerror}).") from error


def environment(*, port: int, smtp_port: int, mailbox: Path, home: Path) -> Mapping[str, str]:
    """Return the variables that every process of the embedded portal runs with."""
    return {
        "PORTAL_BASE_URL": f"http://{HOST}:{port}",
        "PORTAL_HTTPS": "false",
        "PORTAL_MAILBOX_DIR": str(mailbox),
        "PORTAL_SMTP_HOST": HOST,
        "PORTAL_SMTP_PORT": str(smtp_port),
        "PORTAL_SMTP_USER": "",
        "PORTAL_SMTP_PASSWORD": "",
        "PORTAL_SMTP_STARTTLS": "false",
        "PYTHONUNBUFFERED": "1",
        FRONT_DIR: str(home),
    }


def web(front: Front) -> tuple[Program, ...]:
    """Return what answers requests: the portal's own processes, and the front that lets nobody slow keep them."""
    gunicorn = (sys.executable, "-m", "gunicorn", "privacyportal.wsgi", "--config", str(GUNICORN))
    return (Program("web", gunicorn), Program("front", front.prepare(), FRONT_SECONDS, front.count_anew))


def programs(*, port: int, var_dir: Path, home: Path) -> tuple[Program, ...]:
    """Return front, web, worker and scheduler with the settings of one small machine."""
    celery = (sys.executable, "-m", "celery", "--app", "privacyportal")
    return (
        *web(Front(home, f"{HOST}:{port}")),
        Program(
            "worker",
            (
                *(*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ),
        ),
        Program(
            "beat",
            (*celery, "beat", "--schedule", str(var_dir / "beat" / "schedule"), "--pidfile", "", "--loglevel", "INFO"),
        ),
    )


def wait_until_ready(family: Family, *, port: int, stop: Event) -> bool:
    """Wait until the portal says that it is ready; return False when `stop` was set before.

    :raises ProcessEnded: when a process ends meanwhile.
    :raises TimeoutError: after READY_SECONDS.
    """
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        family.check()
        if answers(f"http://{HOST}:{port}/readyz"):
            return True
        if stop.wait(0.3):
            return False
    raise TimeoutError(f"The portal did not become ready within {READY_SECONDS} seconds; see {family.log_dir}.")


def answers(url: str) -> bool:
    """Return whether a page answers 200."""
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310  The address is the portal's own.
            return bool(response.status == HTTPStatus.OK)
    except (URLError, OSError):
        return False
