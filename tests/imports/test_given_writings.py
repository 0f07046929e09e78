"""Dates and numbers of found files are read from their columns, or refused with the question; never guessed."""

from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation

from privacyportal.backoffice.dates import TOKYO
from privacyportal.checklists.reading import TemplateRefused, read_items
from privacyportal.imports.fields import (
    CodeField,
    CountField,
    EmailField,
    Field,
    FlagField,
    InstantField,
    TelephoneField,
)
from privacyportal.imports.mapping import parse
from privacyportal.imports.rows import Mapper, Rejected, Row
from privacyportal.imports.sources import Source
from tests.conftest import SHARED

pytestmark = pytest.mark.shared
GIVEN = SHARED / "found/inputs"
FIRST = datetime(2024, 4, 1, 9, tzinfo=TOKYO)
HALF_PAST_TWO = FIRST.replace(hour=14, minute=30)
# None is asked or refused.
DATES = {
    "C06-00": FIRST, "C06-01": FIRST, "C06-02": FIRST, "C06-03": FIRST, "C06-04": HALF_PAST_TWO,
    "C06-05": HALF_PAST_TWO, "C06-06": FIRST, "C06-07": FIRST, "C06-08": FIRST, "C06-09": None, "C06-10": FIRST,
    "C06-11": HALF_PAST_TWO.replace(second=25), "C06-12": FIRST, "C06-13": FIRST, "C06-14": FIRST, "C06-15": None,
    "C06-16": HALF_PAST_TWO, "C06-17": FIRST, "C06-18": datetime(2019, 5, 1, 9, tzinfo=TOKYO), "C06-19": None,
    "C06-20": None, "C06-21": FIRST.replace(minute=5),
}  # fmt: skip
NOVEMBER = datetime(2026, 11, 2, tzinfo=TOKYO)
TIMES = {
    "C16-0": NOVEMBER.replace(day=3), "C16-1": NOVEMBER.replace(hour=9, minute=5),
    "C16-2": NOVEMBER.replace(hour=9, minute=5), "C16-3": NOVEMBER.replace(hour=9, minute=5), "C16-4": None,
    "C16-5": NOVEMBER.replace(hour=19), "C16-6": NOVEMBER.replace(day=3),
}  # fmt: skip
COUNTS = {
    "C12-00": 1234, "C12-01": 1234, "C12-02": None, "C12-03": 1000, "C12-04": 15_000, "C12-05": 1234, "C12-06": 1000,
    "C12-07": None, "C12-08": None, "C12-09": None, "C12-10": 0, "C12-11": None,
}  # fmt: skip


def read(name: str, column: str, field: Field, **rule: object) -> dict[str, object]:
    """Return what a file says in a column, by the row's number; None for a row that is not taken."""
    described = {"column": column, **rule}
    mapping = parse({"kind": "tried", "identity": {"column": "管理番号"}, "fields": {"it": described}}, name="tried")
    source = Source(Path(GIVEN / name), mapping.layout)
    mapper = Mapper(mapping, (field,), source.header)
    rows = [(mapper.key(record), mapper.row(record)) for record in source.records()]
    assert all(fault.reason for _key, row in rows if isinstance(row, Rejected) for fault in row.faults)
    return {key: row.values["it"] if isinstance(row, Row) else None for key, row in rows}


def test_found_dates_are_read_or_asked() -> None:
    assert read("c06_dates.csv", "受付日時", InstantField(name="it", label="it"), time="09:00") == DATES


def test_found_times_are_read_or_asked() -> None:
    assert read("c16_time_24h.csv", "受付日時", InstantField(name="it", label="it")) == TIMES


def test_found_counts_are_read_or_asked() -> None:
    assert read("c12_counts.csv", "本人数", CountField(name="it", label="it")) == COUNTS


def test_found_numbers_that_were_shortened_are_refused() -> None:
    assert set(read("c05_scientific.csv", "管理番号", CodeField(name="it", label="it")).values()) == {None}


def test_found_codes_and_addresses_lose_what_nobody_sees() -> None:
    code, email = CodeField(name="it", label="it"), EmailField(name="it", label="it")
    telephone = TelephoneField(name="it", label="it")
    assert read("c04a_zwsp_id.csv", "管理番号", code) == {"C04": "C04"}
    assert read("c04b_plain_id.csv", "管理番号", code) == {"C04": "C04"}
    assert read("c04a_zwsp_id.csv", "連絡先電話", telephone) == {"C04": "03-1234-5678"}
    assert read("c04c_zwsp_mail.csv", "連絡先メール", email) == {"C04C": "info@example.co.jp"}


def test_found_flags_are_yes_or_no_or_refused() -> None:
    yes = {"00", "02", "03", "04", "08", "09", "10", "11", "12", "16", "17", "18"}
    no = {"01", "05", "06", "07", "13"}
    found = read("c11_flags.csv", "個人番号の取扱い", FlagField(name="it", label="it"))
    assert found == {key: key[4:] in yes if key[4:] in yes | no else None for key in found}
    assert len(found) == 20


def test_a_found_checklist_names_no_item_twice() -> None:
    with translation.override("en"), pytest.raises(TemplateRefused, match=r"Row 3: the code Q13-1 is there twice\."):
        read_items((GIVEN / "q13_zw_code.csv").read_bytes())
    assert [item["weight"] for item in read_items((GIVEN / "q04_fullwidth_weight.csv").read_bytes()).items] == [5]
