"""Columns of other people's registers are recognised by their names, their content and what was chosen before."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from privacyportal.imports import dateforms, headings, looking, mapping, matching, vocabulary
from privacyportal.imports.lines import Line
from privacyportal.imports.recognition import Column, Why, code_of, recognised
from privacyportal.imports.registry import importer_for
from privacyportal.imports.sources import Layout, Source
from privacyportal.imports.written import draft_of, text_of

OWN = """
kind = "cases"
title = "旧台帳"
[identity]
source = "old-1"
column = "整理No"
[fields]
subject = "表題"
description = { columns = ["経緯", "顛末"], join = "\\n" }
kind = { value = "complaint" }
channel = { column = "媒体", values = { "電話" = "telephone" } }
received_at = { column = "受電日", dates = ["YYYY/M/D"], time = "09:00" }
status = { column = "状況", values = { "未" = "received", "済" = "closed" } }
"""


def column(position: int, heading: str, *values: str) -> Column:
    return Column(position, heading, dict.fromkeys(values, 1), len(values), is_unique=True)


def guessed(kind: str, *columns: Column, earlier: dict[str, str] | None = None) -> dict[str, tuple[str, Why]]:
    importer = importer_for(kind)
    found = recognised(columns, importer.fields, vocabulary.known(importer), earlier or {})
    return {
        one.heading: (found[one.position].field, found[one.position].why) for one in columns if one.position in found
    }


def seen_of(*columns: Column, layout: Layout | None = None) -> looking.Look:
    header = [one.heading for one in columns]
    return looking.Look(layout or Layout(), [], 1, header, list(columns), 3, True, 0)


class TestByName:
    @pytest.mark.parametrize(
        ("heading", "field"),
        [
            ("受付番号", "external_number"),
            ("受 電 日", "received_at"),
            ("対応状況", "status"),
            ("お客さま名", "complainant_name"),
            ("申出内容", "description"),
            ("ＴＥＬ", "complainant_telephone"),
            ("受付経路", "channel"),
        ],
    )
    def test_headings_of_other_registers_are_known(self, heading: str, field: str) -> None:
        assert guessed("cases", column(1, heading)) == {heading: (field, Why.NAME)}

    def test_a_heading_that_holds_a_known_one_is_like_it(self) -> None:
        found = guessed("cases", column(1, "お客様からの申出内容（全文）"))
        assert found == {"お客様からの申出内容（全文）": ("description", Why.LIKE)}

    def test_no_field_stands_twice_and_the_surer_column_has_it(self) -> None:
        found = guessed("cases", column(1, "その他の件名"), column(2, "件名"))
        assert found["件名"] == ("subject", Why.NAME)
        assert found.get("その他の件名", ("", None))[0] != "subject"

    def test_short_latin_words_within_others_mean_nothing(self) -> None:
        assert guessed("cases", column(1, "Consent provided?", "N/A")) == {}

    def test_what_is_chosen_earlier_counts_more_than_a_name(self) -> None:
        found = guessed("cases", column(1, "件名"), earlier={"件名": "description"})
        assert found == {"件名": ("description", Why.EARLIER)}


class TestByContent:
    def test_a_column_of_corporate_numbers_needs_no_heading(self) -> None:
        assert guessed("vendors", column(1, "", "4000020182079", "7000020188239"))[""][0] == "corporate_number"

    def test_a_heading_of_days_over_words_is_no_day(self) -> None:
        assert guessed("cases", column(1, "受付日", "不明", "営業部", "本店")) == {}

    def test_words_of_states_tell_the_state(self) -> None:
        found = guessed("cases", column(1, "現況", "対応中", "完了", "未対応"))
        assert found == {"現況": ("status", Why.CONTENT)}


class TestWords:
    @pytest.mark.parametrize(
        ("word", "code"), [("完了", "closed"), ("対 応 中", "investigating"), ("受付", "received"), ("五月雨", None)]
    )
    def test_words_of_states_mean_codes(self, word: str, code: str | None) -> None:
        importer = importer_for("cases")
        status = next(item for item in importer.fields if item.name == "status")
        assert code_of(status, word, vocabulary.known(importer)) == code

    def test_a_longer_word_means_what_the_longest_known_one_in_it_means(self) -> None:
        importer = importer_for("cases")
        status = next(item for item in importer.fields if item.name == "status")
        assert code_of(status, "未対応（担当者不在）", vocabulary.known(importer)) == "received"

    @pytest.mark.parametrize(
        ("kind", "name", "word"),
        [
            *(
                ("cases", "status", word)
                for word in ("未完了", "未解決", "回答待ち", "完了予定", "対応済（未完了）", "回答済・未終結")
            ),
            *(("cases", "kind", word) for word in ("苦情ではない", "苦情（開示請求）")),
            *(("cases", "channel", word) for word in ("電話・来店", "来店以外", "HOTEL")),
            *(("consents", "decision", word) for word in ("同意なし", "同意せず", "未同意", "同意を撤回", "非同意")),
        ],
    )
    def test_a_word_that_is_turned_or_one_of_two_is_asked_for(self, kind: str, name: str, word: str) -> None:
        importer = importer_for(kind)
        item = next(item for item in importer.fields if item.name == name)
        assert code_of(item, word, vocabulary.known(importer)) is None

    @pytest.mark.parametrize(
        ("word", "code"),
        [("完了（再発なし）", "closed"), ("お客様へ回答済", "answered"), ("調査中（回答待ち）", "investigating")],
    )
    def test_what_stands_in_brackets_explains(self, word: str, code: str) -> None:
        importer = importer_for("cases")
        status = next(item for item in importer.fields if item.name == "status")
        assert code_of(status, word, vocabulary.known(importer)) == code

    def test_a_column_named_as_the_state_is_the_state_whatever_its_words(self) -> None:
        found = guessed("cases", column(1, "状況", "折り返し済", "まだ", "終わり", "完了"))
        assert found == {"状況": ("status", Why.NAME)}


class TestDays:
    @pytest.mark.parametrize(
        ("written", "forms"),
        [
            (["2026/4/1", "2026/12/31"], ()),
            (["令和8年4月1日", "R7.12.31"], ()),
            (["12/31/2015", "1/2/2016"], ("M/D/YYYY",)),
            (["31/12/2015", "1/2/2016"], ("D/M/YYYY",)),
            (["2026/4/1", "1/2/2016", "12/31/2015"], ("M/D/YYYY",)),
            (["1/2/2016 9:05", "13/2/2016 18:00"], ("D/M/YYYY h:mm",)),
            (["電話"], ()),
        ],
    )
    def test_forms_are_told_by_what_they_read(self, written: list[str], forms: tuple[str, ...]) -> None:
        assert dateforms.found(written) == forms

    def test_where_month_and_day_may_change_places_it_is_open(self) -> None:
        assert dateforms.is_open(["1/2/2016", "3/4/2016"], ["M/D/YYYY"])
        assert not dateforms.is_open(["1/2/2016", "3/31/2016"], ["M/D/YYYY"])


class TestHeading:
    def test_the_heading_is_told_from_a_title_above_and_rows_below(self) -> None:
        lines = [Line(1, ["苦情受付簿", "", ""]), Line(2, ["甲", "乙", "丙"]), Line(3, ["1", "2026/4/1", "x"])]
        assert headings.looking_like_one(lines) == 2

    def test_a_table_that_begins_with_a_row_has_none(self) -> None:
        lines = [Line(1, ["1", "1010001072706", "01"]), Line(2, ["2", "1010001097199", "12"])]
        assert headings.looking_like_one(lines) is None

    def test_a_line_that_a_person_names_is_the_heading(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("件名,内容\n甲,乙\n1,2\n", encoding="utf-8")
        assert Source(path, Layout(heading=2), ["件名"]).header == ["甲", "乙"]


class TestLooking:
    def test_the_sheet_with_known_headings_is_read(self, tmp_path: Path) -> None:
        book = Workbook()
        book.worksheets[0].append(["コード", "意味"])
        other = book.create_sheet("台帳")
        for row in (["令和8年度", "", ""], ["件名", "受付日", "内容"], ["甲", "2026/4/1", "乙"]):
            other.append(row)
        book.save(tmp_path / "a.xlsx")
        found = looking.look(tmp_path / "a.xlsx", Layout(), vocabulary.known(importer_for("cases")))
        assert (found.layout.sheet, found.heading, found.rows) == ("台帳", 2, 1)
        assert [one.heading for one in found.columns] == ["件名", "受付日", "内容"]

    def test_columns_that_share_a_name_go_by_their_places(self, tmp_path: Path) -> None:
        with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["件名", "日付", "日付"], ["甲", "2026/4/1", "2026/4/2"]])
        found = looking.look(tmp_path / "a.csv", Layout(), vocabulary.known(importer_for("cases")))
        assert [one.name for one in found.columns] == ["件名", 2, 3]


class TestMapping:
    def test_a_mapping_written_down_reads_as_itself(self) -> None:
        plan = mapping.loads(OWN, name="旧台帳")
        assert mapping.loads(text_of(plan), name="旧台帳") == plan

    def test_every_shipped_mapping_written_down_reads_as_itself(self) -> None:
        for kind in ("cases", "vendors", "consents", "persons"):
            importer = importer_for(kind)
            for name in importer.mapping_names():
                plan = importer.mapping(name)
                again = mapping.loads(text_of(plan), name=name)
                assert {rule.name: rule for rule in again.rules} == {rule.name: rule for rule in plan.rules}
                assert replace(again, rules=()) == replace(plan, rules=())

    def test_a_draft_keeps_how_the_file_is_laid_out(self) -> None:
        layout = Layout(header=False, columns=4)
        assert mapping.loads(draft_of("cases", layout), name="").layout == layout

    def test_an_earlier_mapping_is_recalled_where_all_its_columns_are_there(self) -> None:
        plan = mapping.loads(OWN, name="旧台帳")
        names = ("整理No", "表題", "経緯", "顛末", "媒体", "受電日", "状況")
        columns = [column(place, name, "x") for place, name in enumerate(names, start=1)]
        assert matching.recalled(seen_of(*columns), [plan]) == plan
        assert matching.recalled(seen_of(*columns[:-1]), [plan]) is None
        chosen = matching.chosen_in(plan, seen_of(*columns))
        assert chosen.columns[3] == chosen.columns[4] == "description"
        assert chosen.others == {"kind": "value:complaint"}

    def test_one_column_may_become_a_second_field(self) -> None:
        importer = importer_for("cases")
        seen = seen_of(column(1, "完了日", "2026/4/1"), column(2, "件名", "甲"))
        draft = mapping.loads(draft_of("cases", Layout()), name="")
        chosen = matching.Chosen({1: "closed_at", 2: "subject"}, {"answered_at": "column:1", "kind": "value:complaint"})
        rules = {rule.name: rule for rule in matching.plan_of(chosen, seen, importer, draft=draft).rules}
        assert rules["closed_at"].columns == rules["answered_at"].columns == ("完了日",)
        assert rules["kind"].value == "complaint"
        assert "YYYY/M/D" in rules["answered_at"].formats

    def test_the_column_that_tells_rows_apart_is_filled_and_never_the_same(self) -> None:
        seen = seen_of(Column(1, "区分", {"1": 2}, 2), column(2, "整理No", "K-1", "K-2"))
        plan = mapping.loads(OWN, name="旧台帳")
        assert matching.likely_key(plan, seen, importer_for("cases")) == "整理No"


def test_states_need_their_days() -> None:
    importer = importer_for("cases")
    assert set(importer.needed({"status": {"closed"}})) == {"answered_at", "closed_at", "outcome"}
    assert set(importer.needed({"status": {"received"}})) == set()
    assert "identity_verified_at" in importer.needed({"status": {"answered"}, "kind": {"disclosure"}})
    assert importer.is_history({"status": {"closed"}})
    assert not importer.is_history({"status": {"received"}, "kind": {"complaint"}})
