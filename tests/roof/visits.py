"""What does a signed-in person meet, and how soon? Run inside a portal of its own while its database comes and goes."""

import time

from django.conf import settings
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from cases.models import Case
from tests.backoffice.crowd import hidden, people
from tests.cases.test_journeys import ADD, CALL

_state: dict[str, object] = {}


def begin() -> Client:
    """Sign somebody in, and open the form of an intake."""
    (client,) = people(1)
    received = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    _state.update(client=client, typed={**CALL, "received_at": received, **hidden(client, ADD)})
    return client


def visit(path: str = "/admin/cases/case/") -> str:
    """Open a page: its status, whether one may come again, in words of both languages, and whether it took too long."""
    client = _state["client"]
    assert isinstance(client, Client)
    return _told(client, lambda: client.get(path))


def figures() -> str:
    """What a monitoring program is told of the database, and whether it is told anything else."""
    answer = Client(SERVER_NAME="127.0.0.1").get(
        "/metrics", headers={"Authorization": f"Bearer {settings.PORTAL_METRICS_TOKEN}"}
    )
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    close_old_connections()
    return f"{answer.status_code} {lines[0]} {len(lines) > 1}"


def send() -> str:
    """Send the intake that was opened, and count the cases."""
    client, typed = _state["client"], _state["typed"]
    assert isinstance(client, Client)
    return _told(client, lambda: client.post(ADD, typed))


def cases() -> int:
    """How many cases are stored."""
    return Case.objects.count()


def back_within(seconds: float) -> str:
    """Whether pages are answered again within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if visit().startswith("200"):
            return "back"
        time.sleep(0.2)
    return "away"


def _told(client: Client, ask: object) -> str:
    begun = time.monotonic()
    response = ask()  # type: ignore[operator]
    close_old_connections()
    text = response.content.decode() if response.status_code == 503 else ""
    both = "ただいまご利用になれません" in text and "Not available at the moment" in text
    slow = " slow" if time.monotonic() - begun > 30 else ""
    return f"{response.status_code} {response.get('Retry-After', '-')} {both}{slow}"
