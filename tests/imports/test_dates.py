"""Days are understood as people in Japan and elsewhere write them."""

from datetime import UTC, date, datetime, time

import pytest

from privacyportal.imports import dates


@pytest.mark.parametrize(
    ("pattern", "text", "day"),
    [
        ("M/D/YYYY", "7/29/2013", date(2013, 7, 29)),
        ("M/D/YYYY", "７/２９/２０１３", date(2013, 7, 29)),
        ("YYYY/M/D", "2026/5/3", date(2026, 5, 3)),
        ("YYYYMMDD", "20260503", date(2026, 5, 3)),
        ("YY/M/D", "08/11/02", date(2008, 11, 2)),
        ("YYYY年M月D日", "2026年5月3日", date(2026, 5, 3)),
        ("ISO", "2021-07-14", date(2021, 7, 14)),
        ("ERA", "令和３年７月１日", date(2021, 7, 1)),
        ("ERA", "令和元年5月1日", date(2019, 5, 1)),
        ("ERA", "平成31年4月30日", date(2019, 4, 30)),
        ("ERA", "S64.1.7", date(1989, 1, 7)),
        ("ERA", "R3/7/1", date(2021, 7, 1)),
    ],
)
def test_a_written_day_is_understood(pattern: str, text: str, day: date) -> None:
    assert dates.parser((pattern,))(text) == day


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("M/D/YYYY", "29/7/2013"),
        ("M/D/YYYY", "2/30/2020"),
        ("ISO", "2021-7-14"),
        ("ERA", "令和元年4月30日"),
        ("ERA", "令和3年13月1日"),
        ("YYYY/M/D", ""),
    ],
)
def test_what_is_no_day_is_not_guessed(pattern: str, text: str) -> None:
    assert dates.parser((pattern,))(text) is None


def test_formats_are_tried_in_turn() -> None:
    parse = dates.parser(("YYYY/M/D", "ERA"))
    assert parse("2021/7/1") == parse("令和3年7月1日")


def test_a_bare_day_becomes_an_instant_at_the_hour_given_in_tokyo() -> None:
    at = dates.instant_of(date(2026, 11, 24), time(9))
    assert at.astimezone(UTC) == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_an_instant_with_a_zone_keeps_it_and_its_day_is_tokyos() -> None:
    moment = dates.parser(("ISO",))("2018-04-02T15:00:00.000Z")
    assert moment == datetime(2018, 4, 2, 15, tzinfo=UTC)
    assert moment is not None
    assert dates.day_of(moment) == date(2018, 4, 3)


@pytest.mark.parametrize("pattern", ["YYYY/M", "yesterday", "D/M"])
def test_a_format_without_year_month_and_day_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=pattern):
        dates.parser((pattern,))
