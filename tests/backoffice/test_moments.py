"""A day and a moment are read however people write them, and shown as tables show them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.moments import DayField, MomentField

MOMENTS = [
    "2026-11-04 09:05",
    "2026-11-04T09:05",
    "2026/11/4 9:05",
    "２０２６－１１－０４　０９：０５",
    "2026年11月4日9時05分",
]
DAYS = ["2026-11-04", "2026/11/4", "２０２６年１１月４日", "2026.11.04"]


@pytest.mark.parametrize("typed", MOMENTS)
def test_a_moment_is_tokyo_time_in_any_writing(typed: str) -> None:
    assert MomentField().clean(typed).astimezone(TOKYO).isoformat() == "2026-11-04T09:05:00+09:00"


@pytest.mark.parametrize("typed", DAYS)
def test_a_day_is_read_in_any_writing(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 11, 4)


@pytest.mark.parametrize("typed", ["2026-13-04", "未定", "2026-11", "08/11/02"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(typed)


def test_both_are_shown_as_in_tables() -> None:
    moment = MomentField().clean("2026/11/4 9:05")
    assert 'value="2026-11-04 09:05"' in MomentField().widget.render("at", moment)
    assert 'value="2026-11-04"' in DayField().widget.render("on", date(2026, 11, 4))
