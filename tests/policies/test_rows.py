"""Is an outline shown line by line the one that was read, can it be corrected, are doubts about it named?"""

from dataclasses import replace

import pytest
from django.utils.translation import override

from privacyportal.policies.doubts import Doubt, doubts_about
from privacyportal.policies.parser import NoSections, compact, parse
from privacyportal.policies.parser.rows import Role, Row, assemble, divide, propose_rows, rows_of, take_as
from tests.conftest import SHARED
from tests.policies.layouts import ITEMS, MARKERS, UNNUMBERED, published

OWN = (
    "個人情報保護方針\n1. 取得\n適正に取得します。\n2. 利用\n目的の範囲内で利用します。\n3. 窓口\n総務部です。\n"
    "以上\n2022年4月1日制定"
)


def content(parsed):
    kept = [(s.part, s.number, s.label, s.heading, s.body) for s in parsed.sections]
    return parsed.title, kept, parsed.closing, parsed.furniture


def words(rows):
    with override("en"):
        return [doubt.words for doubt in doubts_about(rows)]


@pytest.mark.parametrize("columns", [0, 30])
@pytest.mark.parametrize("marker", [*MARKERS, *UNNUMBERED])
def test_what_nobody_corrects_comes_out_as_it_was_read(marker, columns):
    parsed = parse(published((MARKERS | UNNUMBERED)[marker], ITEMS["①"], columns=columns))
    assert content(assemble(rows_of(parsed))) == content(parsed)


def test_a_line_becomes_a_heading_with_the_label_number_and_words_that_stand_on_it():
    assert take_as(Row("４．（安全管理）当社は、守ります。"), Role.SECTION) == Row(
        "４．（安全管理）当社は、守ります。", Role.SECTION, "４．", 4, "安全管理"
    )
    assert take_as(Row("■ 窓口"), Role.SECTION) == Row("■ 窓口", Role.SECTION, "■", 0, "窓口")
    assert take_as(Row("【窓口】"), Role.SECTION).heading == "窓口"


def test_what_stands_behind_the_words_of_a_heading_is_text():
    row = take_as(Row("4. 安全管理 当社は、守ります。"), Role.SECTION, heading="安全管理")
    section = assemble([row]).sections[0]
    assert (section.heading, section.body) == ("安全管理", "当社は、守ります。")


def test_words_that_do_not_stand_on_the_line_are_not_taken_as_its_heading():
    assert take_as(Row("4. 安全管理"), Role.SECTION, heading="別の言葉").heading == "安全管理"


def test_a_number_or_words_taken_away_stay_away():
    row = take_as(Row("4. 安全管理"), Role.SECTION)
    bare = take_as(row, Role.SECTION, number=0, heading="")
    assert (bare.number, bare.heading, bare.label) == (0, "", "4.")
    assert assemble([bare]).sections[0].body == "安全管理"


def test_a_sentence_that_becomes_a_section_is_its_text():
    section = assemble([take_as(Row("①当社は、守ります。"), Role.SECTION)]).sections[0]
    assert (section.number, section.label, section.heading, section.body) == (1, "①", "", "当社は、守ります。")


def test_a_heading_taken_for_text_joins_the_section_before_as_it_was_printed():
    rows = propose_rows("方針\n（取得）\n取得します。\n（利用）\n利用します。\n（窓口）\n総務部です。")
    at = next(at for at, row in enumerate(rows) if row.heading == "利用")
    rows[at] = take_as(rows[at], Role.TEXT)
    assert [s.body for s in assemble(rows).sections if s.number] == [
        "取得します。\n（利用）\n利用します。",
        "総務部です。",
    ]


def test_a_line_that_goes_on_from_the_one_before_is_put_to_it():
    rows = [Row("1. 取得と", Role.SECTION, "1.", 1, "取得と"), Row("利用", Role.CONTINUES), Row("守ります。")]
    section = assemble(rows).sections[0]
    assert (section.heading, section.body) == ("取得と利用", "守ります。")


def test_a_line_that_ran_together_is_divided_and_loses_no_word():
    first, second = divide(Row("適正に取得します。2. 利用 目的の範囲内で利用します。"), "2. 利用")
    assert (first, second) == (Row("適正に取得します。"), Row("2. 利用 目的の範囲内で利用します。"))
    assert take_as(second, Role.SECTION) == replace(second, role=Role.SECTION, label="2.", number=2, heading="利用")


def test_a_heading_that_is_divided_keeps_what_stands_before_the_new_line():
    heading = Row("1. 取得 適正に取得します。", Role.SECTION, "1.", 7, "取得")
    assert divide(heading, "適正") == (replace(heading, text="1. 取得"), Row("適正に取得します。"))
    assert divide(heading, "得 適正")[0] == Row("1. 取", Role.SECTION, "1.", 1, "取")


@pytest.mark.parametrize("words", ["", "別の言葉", "適正に取得します。", "　"])
def test_a_line_stays_whole_where_the_words_do_not_stand_within_it(words):
    row = Row("適正に取得します。")
    assert divide(row, words) == (row,)


def test_a_number_that_a_person_gives_is_counted_on_from():
    rows = [take_as(Row("（取得）"), Role.SECTION, number=5), take_as(Row("（利用）"), Role.SECTION)]
    assert [section.number for section in assemble(rows).sections] == [5, 6]


def test_a_heading_that_is_added_moves_the_numbers_that_nobody_printed():
    rows = propose_rows("方針\n■ 取得\n取得します。\n■ 監督\n監督します。\n■ 窓口\n総務部です。")
    at = next(at for at, row in enumerate(rows) if row.heading == "監督")
    rows[at : at + 1] = [take_as(Row("■ 利用"), Role.SECTION), Row("利用します。"), rows[at]]
    numbered = [(s.part, s.number, s.heading) for s in assemble(rows).sections if s.number]
    assert numbered == [(1, 1, "取得"), (1, 2, "利用"), (1, 3, "監督"), (1, 4, "窓口")]


def test_an_outline_without_a_section_is_none():
    rows = propose_rows("お知らせ\n本日は休業です。")
    assert {row.role for row in rows} == {Role.TEXT}
    with pytest.raises(NoSections):
        assemble(rows)
    assert words(rows) == ["No headings of sections were found. Please mark them."]


def test_a_plain_policy_raises_no_doubt():
    assert words(propose_rows(OWN)) == []


def test_headings_without_numbers_are_doubted():
    told = words(propose_rows("個人情報保護方針\n■ 取得\n取得します。\n■ 利用\n利用します。\n■ 窓口\n総務部です。"))
    assert told == ["The headings carry no numbers. They are counted 1 to 3 here."]


def test_a_section_that_swallowed_headings_is_named_with_the_first_of_them():
    text = OWN.replace(
        "目的の範囲内で利用します。",
        "利用目的\n目的の範囲内でのみ利用します。\n共同利用\n共同して利用する者の範囲は次のとおりです。",
    )
    rows = propose_rows(text)
    with override("en"):
        doubts = doubts_about(rows)
    assert doubts[-1] == Doubt("Section 2. holds 2 lines that look like headings.", 4)
    assert rows[4].text == "利用目的"


def test_numbers_that_skip_and_repeat_are_doubted_where_they_do():
    rows = [Row("方針", Role.TITLE)]
    for number in (1, 2, 4, 2):
        rows += [Row(f"{number}. 項", Role.SECTION, f"{number}.", number, "項"), Row("守ります。")]
    assert words(rows) == [
        "After section 2 comes 4: a number is missing.",
        "After section 4 comes 2: a further part begins there.",
    ]


def test_a_section_without_text_and_one_that_holds_nearly_all_are_doubted():
    rows = propose_rows(OWN.replace("目的の範囲内で利用します。", "目的の範囲内で利用します。" * 20))
    rows = [row for row in rows if row.text != "総務部です。"]
    assert words(rows) == ["“利用” holds 97 % of the text.", "Section 3. has no text."]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("p01", ["法令等の遵守", "目的外利用の禁止", "安全管理措置の実施", "開示等のご請求", "お問い合わせ窓口"]),
        ("p02", ["個人情報保護への取組み", "個人情報の取得", "個人情報の取扱い", "安全管理措置", "お問い合わせ窓口"]),
        ("p04", ["目的", "定義", "適用範囲", "体制及び責任", "個人情報の収集に関する措置"]),
        ("p05", ["基本方針", "個人情報等保護に関する法令等の遵守について",
                 "個人情報等の取得、利用または第三者への提供について", "個人情報等の安全管理について",
                 "開示等の請求について"]),
        ("p06", ["個人情報の利用目的について", "取得する個人情報の項目について", "個人情報の共同利用について",
                 "個人データの第三者提供について", "安全管理措置について", "開示等の請求について"]),
        ("p07", ["個人情報の利用目的の詳細について", "医療・健康情報などの取扱い", "第三者への提供",
                 "ご意見・ご相談への対応"]),
        ("p09", ["個人情報の利用目的", "第三者への提供", "開示等の請求", "苦情の受付"]),
        ("p10", ["個人情報の利用目的について", "個人情報の第三者提供について", "安全管理措置について",
                 "お問い合わせについて"]),
        ("p11", ["利用目的", "安全管理措置", "第三者提供", "苦情窓口"]),
        ("p12", ["趣旨", "基本的な考え方", "委託先の監督", "継続的な改善", "問合せ先"]),
        ("p13", ["利用目的", "安全管理措置", "第三者提供"]),
        ("p14", ["利用目的", "第三者提供", "安全管理措置", "お問い合わせ"]),
        ("p16", ["個人情報の取得・利用", "個人情報の利用目的", "個人データの安全管理措置", "個人データの第三者への提供",
                 "センシティブ情報の取扱い", "個人番号及び特定個人情報の取扱い",
                 "個人情報保護法に基づく保有個人データの開示、訂正、利用停止など"]),
    ],
)  # fmt: skip
def test_the_forms_that_were_found_come_apart_at_their_sections(name, headings):
    (path,) = (SHARED / "found" / "inputs").glob(f"{name}_*")
    text = path.read_text(encoding="utf-8")
    parsed = assemble(propose_rows(text))
    assert [section.heading for section in parsed.sections if section.number] == headings
    assert [s.number for s in parsed.sections if s.number] == list(range(1, len(headings) + 1))
    kept = "".join(s.printed + s.body for s in parsed.sections) + parsed.title + parsed.closing
    assert len(compact(kept)) <= len(compact(text))
