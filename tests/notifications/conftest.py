"""A real mail server for the tests of what arrives."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import Mailroom, mail_server


@pytest.fixture
def mailroom(settings: Any) -> Iterator[Mailroom]:
    """A real mail server, and the portal told to use it."""
    with mail_server() as room:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = room.host, room.port, 2
        yield room
