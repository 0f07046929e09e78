"""Encoding, delimiter and declarations of a text file are told by what stands in it, and the reason is said."""

from pathlib import Path

import pytest
from django.utils import translation

from privacyportal.imports.encodings import AUTOMATIC, resolve
from privacyportal.imports.reports import lines
from privacyportal.imports.sources import Layout, Source

TABLE = "番号,名称,備考\n1,髙橋の商会,おもに架空の業務を委託している\n2,東京データ,ｶﾀｶﾅもある\n"
PLAIN = TABLE.replace("髙", "高").replace("ｶﾀｶﾅ", "カタカナ")


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def written(folder: Path, content: bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "codec", "evidence"),
    [
        pytest.param(TABLE.encode(), "utf-8", "whole", id="UTF-8"),
        pytest.param(TABLE.encode("utf-8-sig"), "utf-8", "signature", id="UTF-8 with its signature"),
        pytest.param(TABLE.encode("cp932"), "cp932", "whole", id="CP932"),
        # Its last lines end in bytes that CP932 cannot have there, so that nothing is left to likeness.
        pytest.param(PLAIN.encode("euc_jp"), "euc_jp", "whole", id="EUC-JP"),
        pytest.param(PLAIN.encode("iso2022_jp"), "iso2022_jp", "escapes", id="JIS"),
        pytest.param(TABLE.encode("utf-16"), "utf-16-le", "signature", id="UTF-16 with its signature"),
        pytest.param(TABLE.encode("utf-16-be"), "utf-16-be", "zeros", id="UTF-16 without one"),
        pytest.param(b"a,b\n1,2\n", "utf-8", "nothing", id="nothing but ASCII"),
    ],
)
def test_an_encoding_is_told_by_evidence(tmp_path: Path, content: bytes, codec: str, evidence: str) -> None:
    assert resolve(written(tmp_path, content), AUTOMATIC) == (codec, evidence)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PLAIN.encode("euc_jp"), "EUC-JP"),
        (PLAIN.encode("cp932"), "CP932 (Shift_JIS)"),
        (PLAIN.encode("utf-16"), "UTF-16-LE"),
        (PLAIN.encode("iso2022_jp"), "ISO-2022-JP (JIS)"),
    ],
)
def test_the_text_is_read_and_its_encoding_said(tmp_path: Path, content: bytes, name: str) -> None:
    source = Source(written(tmp_path, content), Layout())
    assert [record.cells[1] for record in source.records()] == ["高橋の商会", "東京データ"]
    assert f"Read as {name}" in " ".join(lines(source.remarks()))


def test_a_certain_encoding_is_no_assumption(tmp_path: Path) -> None:
    assert Source(written(tmp_path, TABLE.encode()), Layout()).remarks() == []


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_another_delimiter_is_recognised_and_said(tmp_path: Path, delimiter: str) -> None:
    source = Source(written(tmp_path, TABLE.replace(",", delimiter).encode()), Layout())
    assert [record.cells[0] for record in source.records()] == ["1", "2"]
    assert "Columns are parted by" in " ".join(lines(source.remarks()))


def test_a_delimiter_within_texts_is_none(tmp_path: Path) -> None:
    content = '番号,備考\n1,"甲;乙"\n2,"丙;丁;戊"\n'
    source = Source(written(tmp_path, content.encode()), Layout())
    assert [record.cells for record in source.records()] == [["1", "甲;乙"], ["2", "丙;丁;戊"]]


def test_a_declared_delimiter_decides_and_lines_are_counted_with_its_line(tmp_path: Path) -> None:
    source = Source(written(tmp_path, "\ufeffsep=;\r\n番号;名称\r\n1;甲\r\n".encode()), Layout())
    assert [(record.line, record.cells) for record in source.records()] == [(3, ["1", "甲"])]


def test_a_space_before_a_quotation_mark_is_none_of_the_text(tmp_path: Path) -> None:
    source = Source(written(tmp_path, '番号,名称\n1, "甲, 乙"\n'.encode()), Layout())
    assert [record.cells for record in source.records()] == [["1", "甲, 乙"]]


def test_rows_of_nothing_but_delimiters_and_spaces_are_none(tmp_path: Path) -> None:
    source = Source(written(tmp_path, "番号,名称\n1,甲\n,\n,\u3000\n2,乙\n".encode()), Layout())
    assert [(record.number, record.line) for record in source.records()] == [(1, 2), (2, 5)]


def test_numbers_that_lost_their_zeros_are_doubted_where_all_others_have_one_length(tmp_path: Path) -> None:
    lost = Source(written(tmp_path, "番号,名称\n0012,甲\n13,乙\n0014,丙\n".encode()), Layout())
    assert [bool(record.doubts) for record in lost.records()] == [False, True, False]
    telephones = "番号,名称\n0312345678,甲\n09012345678,乙\n12,丙\n"
    several = Source(written(tmp_path, telephones.encode(), "several.csv"), Layout())
    assert [bool(record.doubts) for record in several.records()] == [False, False, False]
