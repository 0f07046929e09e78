"""The mail server that tests of sending talk to."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.notifications.scripted import Scripted, scripted

SHORT = 0.3


@pytest.fixture
def server(settings: Any) -> Iterator[Scripted]:
    """A scripted mail server, and the portal told to use it, with little patience."""
    with scripted() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.EMAIL_TIMEOUT = settings.PORTAL_SMTP_COMMAND_SECONDS = SHORT
        yield made
