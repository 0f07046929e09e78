"""A file is read whole and as it was written, or refused whole with the row at fault."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation
from openpyxl import Workbook

from privacyportal.backoffice.archives import Budget
from privacyportal.imports import package
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.sources import Layout, Source


def written(folder: Path, content: bytes, name: str = "input.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def cells(path: Path, **layout: object) -> list[list[str]]:
    return [record.cells for record in Source(path, Layout(**layout)).records()]


def refusal(path: Path, **layout: object) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        cells(path, **layout)
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_japanese_text_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "番号,名称\n1,髙橋㈱ﾃﾞｰﾀ①\n".encode(encoding))
    source = Source(path, Layout())
    assert source.header == ["番号", "名称"]
    assert [record.cells for record in source.records()] == [["1", "髙橋㈱ﾃﾞｰﾀ①"]]


def test_half_width_kana_in_cp932_is_not_taken_for_utf_8(tmp_path: Path) -> None:
    assert cells(written(tmp_path, "a\nﾄｳｷｮｳ東京\n".encode("cp932"))) == [["ﾄｳｷｮｳ東京"]]


def test_tabs_newlines_in_quotes_and_blank_lines(tmp_path: Path) -> None:
    path = written(tmp_path, b'a\tb\r\n\r\n"1\nx"\t2\r\n3\t4\r\n', "input.tsv")
    records = list(Source(path, Layout()).records())
    assert [(record.number, record.line, record.cells) for record in records] == [
        (1, 3, ["1\nx", "2"]),
        (2, 5, ["3", "4"]),
    ]


def test_the_first_row_counts_when_there_is_no_header(tmp_path: Path) -> None:
    assert cells(written(tmp_path, b"1,a\n2,b\n"), header=False) == [["1", "a"], ["2", "b"]]


def test_a_file_cut_off_inside_quotes_is_refused_with_its_row(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, b'a,b\n1,"x\ny"\n2,"cut off he'))
    assert (refused.record, refused.line) == (2, 4)


def test_a_file_cut_off_in_the_middle_of_a_row_is_refused(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, b"a,b,c\n1,2,3\n4,5"))
    assert (refused.record, refused.line) == (2, 3)


def test_a_short_last_row_that_was_finished_is_only_a_bad_row(tmp_path: Path) -> None:
    assert cells(written(tmp_path, b"a,b,c\n1,2,3\n4,5\n")) == [["1", "2", "3"], ["4", "5"]]


@pytest.mark.parametrize(
    ("content", "record", "line"),
    [
        pytest.param(b"a,b\n1,2\n3,\x00\n", 2, 3, id="NUL byte"),
        pytest.param("a,b\n1,2\n3,\N{REPLACEMENT CHARACTER}\n".encode(), 2, 3, id="decoded wrongly before"),
        pytest.param("名,b\n名,2\n".encode() + b"3,\xff\xfe\n", 2, 3, id="neither UTF-8 nor CP932"),
        pytest.param("名,b\n".encode() + "名,2\n".encode()[:2], 1, 2, id="UTF-8 cut in a character"),
        pytest.param(b'a,b\n1,"x"y\n', 1, 2, id="stray quotation mark"),
        pytest.param(b"a,b\n1,2\r3,4\n", 1, 2, id="carriage return alone"),
    ],
)
def test_broken_text_is_refused_with_its_row(tmp_path: Path, content: bytes, record: int, line: int) -> None:
    refused = refusal(written(tmp_path, content))
    assert (refused.record, refused.line) == (record, line)


def test_an_encoding_that_the_mapping_names_is_not_guessed_away(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, "名,b\n1,東京\n".encode("cp932")), encoding="utf-8")
    assert refused.line == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("input.pdf", b"%PDF-1.7"),
        ("input.csv", b"PK\x03\x04zip"),
        ("input.xlsx", b"a,b\n1,2\n"),
        ("input.xls", b"\xd0\xcf\x11\xe0"),
        ("input.csv", b""),
        ("input.csv", b"\n\n"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    refusal(written(tmp_path, content, name))


def test_a_cp932_file_cut_inside_a_character_is_refused_at_that_row(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, "番号,名称\n1,東京\n2,髙橋\n3,大阪".encode("cp932")[:-1]))
    assert (refused.record, refused.line) == (3, 4)
    assert "CP932" in refused.reason


def test_an_oversized_file_is_refused_before_it_is_read(tmp_path: Path, settings: LazySettings) -> None:
    settings.PORTAL_IMPORT_LIMIT = 10
    refusal(written(tmp_path, b"a,b\n1,2\n3,4\n"))


def test_a_workbook_gives_dates_numbers_and_text_as_text(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["番号", "日", "時", "率"])
    book.active.append([1010001072706, date(2021, 7, 14), datetime(2021, 7, 14, 9, 30), 0.5])  # noqa: DTZ001
    book.active.append([None, None, None, None])
    book.active.append(["=1+1", "x"])
    book.active.cell(row=4, column=1).data_type = "s"
    path = tmp_path / "input.xlsx"
    book.save(path)
    assert cells(path) == [
        ["1010001072706", "2021-07-14", "2021-07-14T09:30:00", "0.5"],
        ["=1+1", "x", "", ""],
    ]


def test_a_workbook_cut_off_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    for number in range(500):
        book.active.append([number, "x" * 50])
    path = tmp_path / "whole.xlsx"
    book.save(path)
    refusal(written(tmp_path, path.read_bytes()[:-400], "cut.xlsx"))


def test_a_small_workbook_that_unpacks_to_many_times_its_size_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c><v>1</v></c>" * (2 << 20))
    assert path.stat().st_size < 1 << 20
    monkeypatch.setattr(package, "opened", lambda path: pytest.fail("it was opened"))
    refusal(path)


def test_a_workbook_that_would_unpack_too_far_is_refused_by_its_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "Budget", lambda: Budget(unpacked=1 << 20))
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2 << 20))
    assert path.stat().st_size < 10_000
    refusal(path)


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (b"<a>" * 2_000_000, "overloads the reader"),
        (b'<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>', "overloads the reader"),
        (b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>', "overloads the reader"),
        (b"<a><b></a>", "damaged"),
    ],
    ids=["two million nested tags", "entities", "a document type elsewhere", "no XML"],
)
def test_a_workbook_whose_parts_overload_their_reader_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: bytes, why: str
) -> None:
    path = tmp_path / "tags.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    monkeypatch.setattr(package, "opened", lambda path: pytest.fail("it was opened"))
    with translation.override("en"):
        assert why in refusal(path).text
