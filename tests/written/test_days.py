"""Every usual writing of a day or moment is read, asked where two are possible, or refused with its reason."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacyportal.backoffice.dates import TOKYO, WEEKDAYS, long_day, long_instant, table_day, table_instant
from privacyportal.backoffice.written import eras, moments
from privacyportal.backoffice.written.readings import Doubt, Frame, Read, Towards, Unread
from tests.written.corpus import AT, Writing, writings

CORPUS = writings()
KINDS = {"read": Read, "asked": Doubt, "refused": Unread}
# From the first day that every writing knows: the eras' own days before 1873 are asked.
some_day = st.dates(date(1873, 1, 1), date(2100, 12, 31))
some_minute = st.times().map(lambda at: at.replace(second=0, microsecond=0))
UNDATED = Frame()


def test_the_corpus_is_large_and_has_all_three_kinds() -> None:
    kinds = Counter(one.verdict for one in CORPUS)
    assert sum(kinds.values()) >= 300
    assert min(kinds.values()) >= 30


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: f"{one.text}-{one.towards}")
def test_a_writing_is_read_asked_or_refused(one: Writing) -> None:
    reading = moments.moment(one.text, Frame(AT, Towards(one.towards)))
    assert isinstance(reading, KINDS[one.verdict]), reading
    match reading:
        case Read(value=value):
            assert (value,) == one.meant
        case Doubt(readings=readings, text=text):
            assert set(one.meant) <= set(readings)
            assert one.text[:20] in text
        case Unread(text=text):
            assert text


@given(some_day)
def test_every_writing_of_a_day_is_read_back(day: date) -> None:
    weekday = WEEKDAYS[day.weekday()]
    for text in (
        table_day(day),
        long_day(day),
        f"{day:%a} {day.day} {day:%b %Y}",
        f"{day.year}年{day.month}月{day.day}日（{weekday}）",
        f"{eras.era_day(day)}（{weekday}）",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert moments.moment(text, UNDATED) == Read(day)


@given(some_day, some_minute)
def test_every_writing_of_a_moment_is_read_back(day: date, at: time) -> None:
    moment = datetime.combine(day, at, tzinfo=TOKYO)
    half, hour = ("午前", at.hour) if at.hour < 12 else ("午後", at.hour - 12)
    for text in (
        table_instant(moment),
        long_instant(moment),
        f"{eras.era_day(day)} {half}{hour}時{at.minute}分",
        f"{day:%Y%m%d}{at:%H%M}",
        f"{day:%b} {day.day}, {day.year} {at:%I:%M %p}",
    ):
        assert moments.moment(text, UNDATED) == Read(moment)


@given(some_day, st.integers(1, 6))
def test_a_wrong_day_of_the_week_is_always_asked(day: date, off: int) -> None:
    weekday = WEEKDAYS[(day.weekday() + off) % 7]
    reading = moments.moment(f"{day.year}年{day.month}月{day.day}日（{weekday}）", UNDATED)
    assert isinstance(reading, Doubt)
    assert reading.readings[0] == day
    assert WEEKDAYS[reading.readings[1].weekday()] == weekday


@given(some_day, st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_lies_where_the_field_looks(day: date, today: date) -> None:
    at = datetime.combine(today, time(10), tzinfo=TOKYO)
    past = moments.moment(f"{day.month}/{day.day}", Frame(at, Towards.PAST))
    future = moments.moment(f"{day.month}/{day.day}", Frame(at, Towards.FUTURE))
    assert isinstance(past, Read)
    assert isinstance(future, Read)
    assert past.value <= today <= future.value
    assert future.value - today < timedelta(days=366 * 8)
    assert past.said
    assert future.said


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    assert isinstance(moments.moment(text, Frame(AT)), Read | Doubt | Unread)


@pytest.mark.parametrize("text", ["昨日", "11/2", "先週金曜", "15日", "9:30", "来月10日", "今"])
def test_what_counts_from_the_day_of_writing_needs_to_know_it(text: str) -> None:
    assert isinstance(moments.moment(text, UNDATED), Unread)


def test_day_numbers_of_spreadsheets_are_read_from_files_only_and_said() -> None:
    reading = moments.moment("46328", Frame(serials=True))
    assert isinstance(reading, Read)
    assert reading.value == date(2026, 11, 2)
    assert "46328" in reading.said
    assert isinstance(moments.moment("46328", UNDATED), Unread)


def test_a_moment_needs_its_time_and_a_day_leaves_it_out() -> None:
    assert isinstance(moments.instant("2026/11/2", UNDATED), Unread)
    assert moments.day_only("2026/11/2", UNDATED) == Read(date(2026, 11, 2))
    left_out = moments.day_only("2026/11/2 17:00", UNDATED)
    assert isinstance(left_out, Read)
    assert left_out.value == date(2026, 11, 2)
    assert left_out.said


def test_a_day_of_the_week_decides_between_readings() -> None:
    reading = moments.moment("08/11/02(月)", Frame(AT))
    assert isinstance(reading, Read)
    assert reading.value == date(2026, 11, 2)
