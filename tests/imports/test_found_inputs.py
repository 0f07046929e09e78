"""Every table that was found to be misread is read with its right value, or doubted with its cell."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.utils import translation

from privacyportal.imports.errors import FileRefused
from privacyportal.imports.mapping import used_columns
from privacyportal.imports.registry import importer_for
from privacyportal.imports.reports import lines
from privacyportal.imports.sources import Layout, Record, Source
from tests.conftest import SHARED

pytestmark = pytest.mark.shared
INPUTS = SHARED / "found/inputs"


@dataclass(frozen=True)
class Right:
    """What is right: the records counted, cells by column and place, words of doubts, words of the report."""

    records: int
    cells: dict[tuple[str, int], str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    kind: str = ""


def vendors(records: int, name: str, *, doubts: tuple[str, ...] = (), told: tuple[str, ...] = ()) -> Right:
    return Right(records, {("名称", 0): name} if name else {}, doubts, told, "vendors")


def cases(records: int, **cells: str) -> Right:
    return Right(records, {(column, 0): text for column, text in cells.items()}, kind="cases")


# The days that these files write stay as written here: which day is meant the reader of days decides.
RIGHT = {
    "c01_comma_only_rows.csv": vendors(1, "空行付商事"),
    "c02_sep_line.csv": vendors(1, "区切宣言商事", told=("sep=",)),
    "c03_double_bom.csv": vendors(1, "二重BOM商事", told=("more than once",)),
    "c04a_zwsp_id.csv": vendors(1, "不可視商事"),
    "c04b_plain_id.csv": vendors(1, "不可視商事"),
    "c04c_zwsp_mail.csv": vendors(1, "不可視メール商事"),
    "c05_scientific.csv": vendors(2, "指数表記商事", doubts=("2.02412E+11", "last digits are lost")),
    "c10_footer_rows.csv": vendors(1, "合計行付商事", told=("Totals and notes", "3", "4")),
    "c14_one_old_date.csv": cases(5, 受付日時="2026/11/02 10:00"),
    "h01_years_side_by_side.csv": Right(4, told=("CP932",)),
    "h02_header_2018.csv": Right(2, {("国民の祝日月日", 0): "2027-01-01"}, told=("CP932",)),
    "h03_old_duplicate.csv": Right(3, {("国民の祝日・休日名称", 1): "休日"}, told=("CP932",)),
    "h05_cut_at_line_end.csv": Right(4, {("国民の祝日・休日名称", 3): "天皇誕生日"}, told=("CP932",)),
    "h06_weekday_column.csv": Right(1, {("曜日", 0): "金"}, told=("CP932",)),
    "h09_tab.csv": Right(1, {("国民の祝日・休日名称", 0): "元日"}, told=("CP932", "TAB")),
    "h11_utf16.csv": Right(1, {("国民の祝日・休日名称", 0): "元日"}, told=("UTF-16",)),
    "k01_halfwidth_kana.csv": Right(5, {("フリガナ", 0): "ﾜﾀﾇｷ ｻﾅｴ"}, kind="consents"),
    "k02a_given.csv": Right(1, {("顧客番号", 0): "0007654"}, kind="consents"),
    "k02b_withdrawn_number_cell.xlsx": Right(1, {("顧客番号", 0): "0007654"}, kind="consents"),
    "q01_standard.csv": Right(1, {("weight", 0): "3"}),
    "q04_fullwidth_weight.csv": Right(1, {("weight", 0): "５"}),
    "q06_multiline.csv": Right(1, {("item_ja", 0): "選定基準を定めている\nか。\n・文書化\n・承認"}),
    "q07_jp_header.csv": Right(1, {("確認項目", 0): "選定基準を定めている"}),
    "q08_category_unknown.csv": Right(1, {("category", 0): "組織的安全管理措置"}),
    "q09_long_item.csv": Right(1),
    "q10_case_code.csv": Right(2, {("code", 1): "a-1"}),
    "q13_zw_code.csv": Right(2),
    "q15_semicolon.csv": Right(1, {("code", 0): "Q15-1"}, told=("“;”",)),
    "x01_empty_fill.xlsx": vendors(1, "空塗り商事"),
    "x02_strict.xlsx": vendors(1, "空塗り商事"),
    "x03_workbook22.xlsx": vendors(1, "空塗り商事"),
    "x05_serial_overflow.xlsx": Right(1, {}, ("R2", "no day of the calendar"), kind="cases"),
    "x08_error_values.xlsx": vendors(1, "#N/A", doubts=("B2", "#N/A", "E2", "#REF!", "N2", "#VALUE!")),
    "x09_formula_no_cache.xlsx": vendors(1, "数式商事", doubts=("E2", "J2", "N2", "without a result")),
    "x11_banner_rows.xlsx": vendors(1, "表題付商事", told=("above the heading", "1", "2", "Totals and notes", "6")),
    "x12_phonetic.xlsx": vendors(1, "架空商事"),
    "x13_era_formats.xlsx": cases(5, 受付日時="2026-11-02"),
    "x14_duration.xlsx": cases(1, 受付日時="1111902:00"),
    "x16_header_linebreak.xlsx": vendors(1, "改行見出商事"),
    "x17_control.xlsx": vendors(1, "通常商事"),
    "x18_backslash_names.xlsx": vendors(1, "空塗り商事"),
}


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def opened(path: Path, kind: str) -> Source:
    mapping = importer_for(kind).mapping("standard") if kind else None
    wanted = [one for one in used_columns(mapping) if isinstance(one, str)] if mapping else []
    return Source(path, mapping.layout if mapping else Layout(), wanted)


def cell(source: Source, records: list[Record], place: tuple[str, int]) -> str:
    column, row = place
    return records[row].cells[source.header.index(column)]


@pytest.mark.parametrize("name", RIGHT)
def test_a_found_table_is_read_with_its_right_value(name: str) -> None:
    right = RIGHT[name]
    source = opened(INPUTS / name, right.kind)
    records = list(source.records())
    assert len(records) == right.records
    assert {place: cell(source, records, place) for place in right.cells} == right.cells
    doubted = " ".join(reason for record in records for reason in record.doubts.values())
    assert bool(doubted) == bool(right.doubts)
    assert [word for word in right.doubts if word not in doubted] == []
    report = " ".join(lines(source.remarks()))
    assert bool(report) == bool(right.told)
    assert [word for word in right.told if word not in report] == []


def test_a_found_book_with_a_password_is_refused_for_that_reason() -> None:
    with pytest.raises(FileRefused, match="asks for a password"):
        opened(INPUTS / "x19_password_protected.xlsx", "vendors")


def test_no_found_table_is_without_its_right_value() -> None:
    found = {path.name for path in INPUTS.iterdir() if path.suffix in (".csv", ".xlsx")}
    # What these say is a matter of days, times, flags and numbers: the reader of typed values answers for it.
    typed = {"c06_dates.csv", "c11_flags.csv", "c12_counts.csv", "c16_time_24h.csv", "x19_password_protected.xlsx"}
    assert found - typed == set(RIGHT)
