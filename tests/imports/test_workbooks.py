"""What a cell shows is what is read, whoever wrote the workbook; what nobody can know is said with sheet and cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import translation

from privacyportal.imports.errors import FileRefused
from privacyportal.imports.locked import is_locked, unlocked
from privacyportal.imports.reports import lines
from privacyportal.imports.sources import Layout, Source
from tests.imports.books import WRITERS, Formula, Oddities, Page, Shown, by_hand, by_openpyxl, by_xlsxwriter, locked

FILES = Path(__file__).parent / "files"
HEADINGS = ("番号", "名称", "日", "率")
ERA = '[$-411]ggge"年"m"月"d"日";@'


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Case:
    """What sheets hold, and what is to be read of them: rows, words for doubts by cell, words of the report."""

    pages: Sequence[Page]
    rows: Sequence[Sequence[str]]
    doubts: Sequence[str] = ()
    told: Sequence[str] = ()
    layout: Layout = field(default_factory=Layout)
    writers: Sequence[str] = tuple(WRITERS)


def of(*rows: Sequence[object], **more: object) -> tuple[Page, ...]:
    return (Page([HEADINGS, *rows], **more),)  # type: ignore[arg-type]


CASES = {
    "zeros in front by format": Case(of([Shown(7654, "0000000"), "甲野商会"]), [["0007654", "甲野商会", "", ""]]),
    "a telephone by format": Case(of([Shown(312345678, "00-0000-0000"), "甲"]), [["03-1234-5678", "甲", "", ""]]),
    "days in any dress": Case(
        of(["1", "甲", Shown(46328, ERA), Shown(46328, "e/m/d")], ["2", "乙", Shown(46328.25, "yyyy/m/d h:mm")]),
        [["1", "甲", "2026-11-02", "2026-11-02"], ["2", "乙", "2026-11-02T06:00:00", ""]],
    ),
    "days typed as text": Case(of(["1", "甲", "令和8年11月2日", ""]), [["1", "甲", "令和8年11月2日", ""]]),
    "percent and decimals": Case(
        of(["1", "甲", Shown(0.125, "0.0%"), Shown(1.5, "0.00")]), [["1", "甲", "12.5%", "1.50"]]
    ),
    "elapsed time": Case(of(["1", "甲", Shown(1.25, "[h]:mm"), None]), [["1", "甲", "30:00", ""]]),
    "thousands and units": Case(
        of(["1", "甲", Shown(1234, '#,##0"人"'), Shown(-5, '#,##0;"▲ "#,##0')]), [["1", "甲", "1234人", "-5"]]
    ),
    "a number beyond fifteen digits": Case(
        of([1234567890123456789, "甲"]), [["", "甲", "", ""]], doubts=["A2", "last digits are lost"]
    ),
    "a day that is none": Case(
        of(["1", "甲", Shown(99999999, "yyyy/m/d"), None]),
        [["1", "甲", "", ""]],
        doubts=["C2", "no day of the calendar"],
    ),
    "a number shown shortened": Case(
        of([Shown(202412000001, "0.00E+00"), "甲"]), [["202412000001", "甲", "", ""]], told=["shortened number", "A2"]
    ),
    "a formula without a result": Case(
        of(["1", Formula('"甲"&"野"')]),
        [["1", "", "", ""]],
        doubts=["B2", "without a result"],
        writers=("openpyxl", "by hand"),
    ),
    "a formula with its result": Case(
        of(["1", Formula('"甲"&"野"', "甲野")]), [["1", "甲野", "", ""]], writers=("xlsxwriter", "by hand")
    ),
    "an error": Case(
        of(["1", "#N/A"]), [["1", "#N/A", "", ""]], doubts=["B2", "#N/A"], writers=("openpyxl", "by hand")
    ),
    "a label merged downward": Case(
        of(["1", "甲", "企画部"], ["2", "乙", None], ["3", "丙", "営業部"], merged=["C2:C3"]),
        [["1", "甲", "企画部", ""], ["2", "乙", "企画部", ""], ["3", "丙", "営業部", ""]],
        told=["C2:C3"],
    ),
    "a number merged downward": Case(
        of(["1", "甲", 12], ["2", "乙", None], merged=["C2:C3"]),
        [["1", "甲", "12", ""], ["2", "乙", "", ""]],
        doubts=["C2:C3", "merged"],
    ),
    "cells merged over columns": Case(
        of(["1", "甲乙", None], merged=["B2:C2"]), [["1", "甲乙", "", ""]], doubts=["B2:C2", "merged"]
    ),
    "title lines, notes and totals": Case(
        (
            Page(
                [
                    ["委託先一覧"],
                    [None, None, None, "作成日"],
                    HEADINGS,
                    ["1", "甲"],
                    ["合計", "1社"],
                    ["※架空の一覧"],
                    ["以上"],
                ]
            ),
        ),
        [["1", "甲", "", ""]],
        told=["above the heading", "1", "2", "Totals and notes", "5"],
    ),
    "a heading over two lines": Case(
        (
            Page(
                [["番号", "名称", "評価", None], [None, None, "日", "率"], ["1", "甲", "2026/11/2", "5"]],
                merged=["C1:D1"],
            ),
        ),
        [["1", "甲", "2026/11/2", "5"]],
        told=["two lines"],
    ),
    "a broken heading said again": Case(
        (Page([["番\n号", "名 称", "日", "率"], ["1", "甲"], [], ["番\n号", "名 称", "日", "率"], ["2", "乙"]]),),
        [["1", "甲", "", ""], ["2", "乙", "", ""]],
        told=["heading again", "4"],
    ),
    "hidden rows that are read": Case(
        of(["1", "甲"], ["2", "乙"], hidden_rows=[3]),
        [["1", "甲", "", ""], ["2", "乙", "", ""]],
        told=["Hidden rows that were read", "3"],
        layout=Layout(hidden="read"),
    ),
    "hidden rows that are left out": Case(
        of(["1", "甲"], ["2", "乙"], hidden_rows=[3]),
        [["1", "甲", "", ""]],
        told=["Hidden rows that were left out", "3"],
        layout=Layout(hidden="skip"),
    ),
    "a hidden column": Case(
        of(["1", "甲"], hidden_columns=["A"]), [["1", "甲", "", ""]], told=["Hidden columns that were read", "A"]
    ),
    "the one sheet that fits": Case(
        (
            Page([["架空の表紙"]], name="表紙"),
            Page([HEADINGS, ["9", "旧"]], name="前年度", is_hidden=True),
            *of(["1", "甲"]),
        ),
        [["1", "甲", "", ""]],
        told=["“台帳” was read", "表紙", "Hidden sheets", "前年度"],
    ),
    "zeros lost in front": Case(
        of(["0007654", "甲"], [7655, "乙"], ["0007656", "丙"]),
        [["0007654", "甲", "", ""], ["7655", "乙", "", ""], ["0007656", "丙", "", ""]],
        doubts=["A3", "zeros in front"],
    ),
}


@pytest.mark.parametrize(("case", "writer"), [(name, writer) for name in CASES for writer in CASES[name].writers])
def test_a_sheet_is_read_as_it_is_shown(tmp_path: Path, case: str, writer: str) -> None:
    wanted = CASES[case]
    path = WRITERS[writer](tmp_path / "book.xlsx", wanted.pages)
    source = Source(path, wanted.layout, HEADINGS)
    records = list(source.records())
    assert source.header == list(HEADINGS)
    assert [record.cells for record in records] == [list(row) for row in wanted.rows]
    doubted = " ".join(reason for record in records for reason in record.doubts.values())
    assert bool(doubted) == bool(wanted.doubts)
    assert [word for word in wanted.doubts if word not in doubted] == []
    report = " ".join(lines(source.remarks()))
    assert bool(report) == bool(wanted.told)
    assert [word for word in wanted.told if word not in report] == []


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(Oddities(strict=True), id="strict"),
        pytest.param(Oddities(slash="\\"), id="back-slashes between folders"),
        pytest.param(Oddities(main="workbook22.xml"), id="another name of the book"),
        pytest.param(Oddities(absolute=True), id="absolute targets"),
        pytest.param(Oddities(unplaced=True), id="cells without their places"),
        pytest.param(Oddities(prefix="x"), id="names with a prefix"),
        pytest.param(Oddities(styles=False), id="no styles"),
        pytest.param(Oddities(strict=True, slash="\\", main="book.xml", absolute=True, prefix="m"), id="all of it"),
    ],
)
def test_a_package_of_another_program_is_read_as_excel_reads_it(tmp_path: Path, odd: Oddities) -> None:
    path = by_hand(tmp_path / "odd.xlsx", of(["1", "甲", date(2026, 11, 2), True]), odd)
    assert [record.cells for record in Source(path, Layout(), HEADINGS).records()] == [
        ["1", "甲", "2026-11-02", "TRUE"]
    ]


def test_days_are_counted_from_where_the_book_says(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "mac.xlsx", of(["1", "甲", Shown(44866, "yyyy/m/d"), None]), Oddities(from_1904=True))
    assert [record.cells[2] for record in Source(path, Layout(), HEADINGS).records()] == ["2026-11-02"]


def test_readings_beside_a_text_are_none_of_it(tmp_path: Path) -> None:
    texts = '<sst xmlns="x"><si><r><t>架空</t></r><r><t>商事</t></r><rPh sb="0" eb="2"><t>カクウ</t></rPh></si></sst>'
    related = (
        '<Relationships xmlns="r"><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="t/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    sheet = '<worksheet xmlns="x"><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>'
    extra = {"xl/sharedStrings.xml": texts, "xl/_rels/workbook.xml.rels": related, "xl/worksheets/sheet1.xml": sheet}
    path = by_hand(tmp_path / "readings.xlsx", of(), Oddities(extra=extra))
    assert [record.cells for record in Source(path, Layout(header=False)).records()] == [["架空商事"]]


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter, by_hand])
def test_what_only_a_person_can_say_is_asked(tmp_path: Path, write: object) -> None:
    hidden = write(tmp_path / "hidden.xlsx", of(["1", "甲"], ["2", "乙"], hidden_rows=[3]))  # type: ignore[operator]
    with pytest.raises(FileRefused, match="1 rows of the sheet are hidden"):
        list(Source(hidden, Layout(), HEADINGS).records())
    two = [Page([HEADINGS, ["1", "甲"]], name="東"), Page([HEADINGS, ["2", "乙"]], name="西")]
    several = write(tmp_path / "several.xlsx", two)  # type: ignore[operator]
    with pytest.raises(FileRefused, match=r"東、西|東, 西"):
        Source(several, Layout(), HEADINGS)
    assert [record.cells[0] for record in Source(several, Layout(sheet="西"), HEADINGS).records()] == ["2"]


def test_an_old_workbook_is_read_as_it_is_shown() -> None:
    source = Source(FILES / "old_formats.xls", Layout(), HEADINGS)
    assert [record.cells for record in source.records()] == [
        ["0007654", "甲野商会", "2026-11-02", "50%"],
        ["0007655", "乙川商会", "2026-11-03", ""],
    ]
    assert [word for word in ("above the heading", "Totals") if word not in " ".join(lines(source.remarks()))] == []


def test_sheets_merges_and_hidden_rows_of_an_old_workbook() -> None:
    wanted = ("番号", "名称", "部署", "備考")
    with pytest.raises(FileRefused, match="hidden"):
        list(Source(FILES / "old_sheets.xls", Layout(), wanted).records())
    source = Source(FILES / "old_sheets.xls", Layout(hidden="read"), wanted)
    records = list(source.records())
    assert [record.cells[2] for record in records] == ["企画部", "企画部", "", ""]
    assert ["D4:D5" in record.doubts.get(3, "") for record in records] == [False, False, True, True]


def test_a_workbook_with_a_password_is_asked_for_it_and_opened(tmp_path: Path) -> None:
    path = locked(by_openpyxl(tmp_path / "locked.xlsx", of(["1", "甲"])), "架空の鍵")
    with pytest.raises(FileRefused, match="asks for a password"):
        Source(path, Layout(), HEADINGS)
    with path.open("rb") as file:
        assert is_locked(file)
        with pytest.raises(FileRefused, match="password is wrong"):
            unlocked(file, "別の鍵")
        opened = tmp_path / "opened.xlsx"
        opened.write_bytes(unlocked(file, "架空の鍵").getvalue())
    assert [record.cells[:2] for record in Source(opened, Layout(), HEADINGS).records()] == [["1", "甲"]]


@pytest.mark.parametrize("cut", [100, 700, 3000])
def test_a_damaged_old_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes((FILES / "old_formats.xls").read_bytes()[:cut])
    with pytest.raises(FileRefused):
        list(Source(path, Layout(), HEADINGS).records())


def test_the_time_of_a_moment_is_kept_to_the_second(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 2, 14, 30, 5)  # noqa: DTZ001
    path = by_openpyxl(tmp_path / "moment.xlsx", of(["1", "甲", moment, None]))
    assert [record.cells[2] for record in Source(path, Layout(), HEADINGS).records()] == ["2026-11-02T14:30:05"]
