"""〃 and 同上 are what stands above them, said in the report; where nothing stands there, the row is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacyportal.backoffice.cells import guarded, is_ditto, unguarded
from privacyportal.imports.sources import Layout, Record, Source
from tests.imports.books import Page, by_openpyxl

HEADING = "番号,氏名,受付日"


def records(tmp_path: Path, *lines: str) -> list[Record]:
    path = tmp_path / "台帳.csv"
    path.write_text("\n".join([HEADING, *lines, ""]), encoding="utf-8")
    return list(Source(path, Layout(), ["番号", "氏名", "受付日"]).records())


@pytest.mark.parametrize("mark", ["〃", "同上", "々", " 〃 ", "上に同じ", "”"])
def test_a_mark_is_the_cell_above(tmp_path: Path, mark: str) -> None:
    found = records(tmp_path, "1,甲野,2026/4/1", f"2,{mark},{mark}", f"3,{mark},2026/4/3")
    assert [record.cells[1] for record in found] == ["甲野"] * 3
    assert [record.cells[2] for record in found] == ["2026/4/1", "2026/4/1", "2026/4/3"]


def test_a_total_between_is_no_line_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "台帳.csv"
    path.write_text("番号,氏名,受付日,窓口\n1,甲野,2026/4/1,本店\n小計,1件\n2,〃,2026/4/2,〃\n", encoding="utf-8")
    found = list(Source(path, Layout(), ["番号", "氏名", "受付日", "窓口"]).records())
    assert found[1].cells == ["2", "甲野", "2026/4/2", "本店"]


@pytest.mark.parametrize(("above", "cell"), [("", "〃"), ("甲野", "〃（長男）")])
def test_what_a_mark_cannot_tell_is_a_doubt(tmp_path: Path, above: str, cell: str) -> None:
    found = records(tmp_path, f"1,{above},2026/4/1", f"2,{cell},2026/4/2", "3,同上,2026/4/3")
    assert cell in found[1].doubts[1]
    assert found[2].doubts[1] == found[1].doubts[1]


def test_the_report_names_the_cells(tmp_path: Path) -> None:
    rows = [["番号", "氏名"], ["1", "甲野"], ["2", "〃"]]
    source = Source(by_openpyxl(tmp_path / "台帳.xlsx", [Page(rows)]), Layout(), ["番号", "氏名"])
    assert [(one["code"], one["places"]) for one in source.remarks()] == [("ditto", ["B3"])]


def test_columns_of_which_nothing_is_taken_are_told_where_they_hold_something(tmp_path: Path) -> None:
    path = tmp_path / "台帳.csv"
    path.write_text("番号,氏名,担当,備考,\n1,甲野,鈴木,,余白の覚え\n", encoding="utf-8")
    remarks = Source(path, Layout(), ["番号", "氏名"]).remarks({0, 1})
    assert [(one["code"], one["places"]) for one in remarks] == [("column_left_out", ["担当", "E"])]


@given(st.text("〃同上\"々' 　=a", max_size=6))
def test_what_the_portal_exports_is_no_mark_when_it_comes_back(text: str) -> None:
    assert not is_ditto(guarded(text))
    assert unguarded(guarded(text)) == text
