"""Numbers are read in any usual writing, asked where something hangs on them, refused where digits are lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacyportal.backoffice.written import numbers
from privacyportal.backoffice.written.readings import Doubt, Read, Unread

READ = {
    "0": 0, "12": 12, "1,234": 1234, "１，２３４": 1234, "1,000人": 1000, "1000 名": 1000, "12件": 12, "三百": 300,
    "百二十三": 123, "二〇二六": 2026, "1万2千": 12_000, "1.5万": 15_000, "1千": 1000, "千二百三十四万五千": 12_345_000,
    "壱拾": 10, "十": 10, "1234.0": 1234, "1\u200b23": 123,
    "+5": 5, "￥1,000": 1000, "¥12": 12,
}  # fmt: skip
ASKED = {
    "約1000": 1000,
    "およそ三百人": 300,
    "百人以上": 100,
    "1000人程度": 1000,
    "1 234": 1234,
    "1,23": 123,
    "1.000": 1000,
}
REFUSED = [
    "",
    "-",
    "▲5",
    "-5",
    "2.02E+11",
    "2.02412E+11",
    "数百人",
    "二、三百",
    "10%",
    "9999999999",
    "1.5",
    "1万3億",
    "abc",
]


@pytest.mark.parametrize("text", READ)
def test_a_number_is_read(text: str) -> None:
    assert numbers.whole(text) == Read(READ[text])


@pytest.mark.parametrize("text", ASKED)
def test_what_is_no_exact_number_is_asked(text: str) -> None:
    reading = numbers.whole(text)
    assert isinstance(reading, Doubt)
    assert reading.readings == (ASKED[text],)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_of_things_is_refused(text: str) -> None:
    assert isinstance(numbers.whole(text), Unread)


def test_a_part_of_a_hundred_is_read_where_it_is_asked_for() -> None:
    assert numbers.number("１０．５％", units=("%",)) == Read(Decimal("10.5"))
    assert numbers.number("▲3") == Read(Decimal(-3))


def test_a_shortened_number_says_that_its_digits_are_lost() -> None:
    reading = numbers.whole("2.02E+11")
    assert isinstance(reading, Unread)
    assert "2.02E+11" in reading.text
    assert numbers.damaged("1E10") is numbers.damaged("3E-12") is None


@given(st.integers(0, 999_999_999))
def test_every_writing_of_a_number_is_read_back(value: int) -> None:
    for text in (
        str(value),
        f"{value:,}",
        f"{value:,}人",
        str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        assert numbers.whole(text) == Read(value)
    assert numbers.whole(in_kanji(value)) == Read(value)


def in_kanji(value: int) -> str:
    """Return a number below 10**12 as kanji write it."""
    if value == 0:
        return "〇"
    groups = [(value // 10**8, "億"), (value // 10**4 % 10**4, "万"), (value % 10**4, "")]
    return "".join(_group(number) + unit for number, unit in groups if number)


def _group(number: int) -> str:
    written = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += ("" if digit == 1 and unit else "〇一二三四五六七八九"[digit]) + unit
    return written


@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    assert isinstance(numbers.number(text), Read | Doubt | Unread)
