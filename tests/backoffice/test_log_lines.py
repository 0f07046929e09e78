"""Is an event of the log one line with its moment, whatever somebody typed?"""

import logging
from datetime import UTC, datetime
from logging.config import DictConfigurator

import pytest
from django.conf import settings

AT = datetime(2026, 11, 30, 1, 2, 3, 456_000, tzinfo=UTC)


def written(message: str, *args: object) -> str:
    """What the portal's own handler would write."""
    formatter = DictConfigurator(settings.LOGGING).configure_formatter(dict(settings.LOGGING["formatters"]["text"]))
    record = logging.LogRecord("portal.tests", logging.WARNING, __file__, 1, message, args, None)
    record.created, record.msecs = AT.timestamp(), 456.0
    text: str = formatter.format(record)
    return text


def test_an_event_says_its_moment_in_utc() -> None:
    assert written("%s came", "山田　太郎") == "2026-11-30T01:02:03.456Z WARNING portal.tests 山田　太郎 came"


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\x00", "\x85", "\u2028", "\u202e"])
def test_nothing_typed_begins_a_line_or_steers_a_terminal(sign: str) -> None:
    line = written("Not found: %s", f"/x{sign}2026-11-30 ERROR forged")
    assert len(line.splitlines()) == 1
    assert sign not in line
    assert "forged" in line
