"""Where does a section begin, where does nothing begin that looks like one, and which of its words are its heading?"""

import pytest

from privacyportal.policies.parser import NoSections, parse
from tests.policies.layouts import ITEMS, bodies, expected, numbered


def test_a_heading_on_the_line_above_the_number_belongs_to_the_section_below_it():
    text = "個人情報保護規程\n" + "\n".join(
        f"（{heading}）\n第{n}条　" + "\n".join(body) for n, (heading, body) in enumerate(bodies(ITEMS["(1)"]), 1)
    )
    assert numbered(parse(text)) == expected(ITEMS["(1)"])


def test_a_heading_broken_over_two_lines_is_put_together():
    text = (
        "1. （個人情報の取扱いおよび安全管理措置に関す\nる問合せ）\n"
        "当社の窓口は次のとおりです。\n2. （見直し）\n必要に応じ見直します。"
    )
    assert numbered(parse(text))[0] == (1, "個人情報の取扱いおよび安全管理措置に関する問合せ", 14)


def test_a_heading_and_its_sentence_on_one_line_are_parted():
    text = (
        "第１条（目的）この方針は、取扱いを定めます。\n第２条（取得） 当社は、適正に取得します。\n"
        "第３条　利用目的　当社は、次の目的で利用します。"
    )
    assert numbered(parse(text)) == [(1, "目的", 15), (2, "取得", 13), (3, "利用目的", 15)]


def test_a_telephone_number_behind_a_heading_in_brackets_is_text():
    text = "1. （取得）当社は、適正に取得します。\n2. （窓口）電話 03-0000-1234\n受付時間は平日です。"
    assert numbered(parse(text)) == [(1, "取得", 13), (2, "窓口", 24)]


def test_brackets_inside_a_heading_stay():
    text = "1. （機微(センシティブ)情報）\n当社は、取得しません。\n2. （センシティブ）情報の管理\n当社は、管理します。"
    assert [s.heading for s in parse(text).sections] == ["機微(センシティブ)情報", "（センシティブ）情報の管理"]


def test_a_cross_reference_at_the_beginning_of_a_line_begins_no_section():
    text = (
        "1. （方針）\n当社は守ります。\n2. （提供）\n当社は、次の「\n3. （外国への提供）」のとおり提供します。\n"
        "また、\n第3項に定めるところにより取り扱います。\n3. （外国への提供）\n当社は「\n"
        "2. （提供）」による場合を除き提供しません。\n4. （見直し）\n見直します。"
    )
    assert [(s.number, s.heading) for s in parse(text).sections] == [
        (1, "方針"),
        (2, "提供"),
        (3, "外国への提供"),
        (4, "見直し"),
    ]


def test_article_references_at_line_starts_begin_no_section():
    text = (
        "第1条（目的）\nこの方針は\n第2条に定める情報を扱います。\n第2条（定義）\n法\n第2条第1項の定義によります。\n"
        "第3条（提供）\n当社は、\n第27条第1項各号の場合に提供します。"
    )
    assert [(s.number, s.heading) for s in parse(text).sections] == [(1, "目的"), (2, "定義"), (3, "提供")]


def test_a_list_that_counts_past_the_last_section_does_not_become_one():
    items = "\n".join(f"{n}. 項目{n}" for n in range(1, 7))
    text = f"1. 方針\n当社は守ります。\n2. 目的\n当社の目的です。\n3. 項目\n次のとおりです。\n{items}"
    assert [s.number for s in parse(text).sections] == [1, 2, 3]


def test_the_last_section_is_found_behind_a_list_that_ends_on_the_number_before_it():
    text = (
        "1. 方針\n守ります。\n2. 取得\n取得します。\n3. 目的\n次のとおり。\n"
        "1. ご案内\n2. 決済\n3. 管理\n4. 窓口\n総務部です。"
    )
    assert [(s.number, s.heading) for s in parse(text).sections] == [(1, "方針"), (2, "取得"), (3, "目的"), (4, "窓口")]


def test_more_than_nine_sections_are_counted_on():
    text = "\n".join(f"第{n}条（項目{n}）\n当社は、第{n}の事項を守ります。" for n in range(1, 31))
    assert [s.number for s in parse(text).sections] == list(range(1, 31))


def test_telephone_numbers_and_amounts_are_no_sections():
    text = "1. 方針\n守ります。\n2. 窓口\n電話\n03-0000-1111\n3.5％の手数料\n500\n3. 見直し\n見直します。"
    parsed = parse(text)
    assert [s.number for s in parsed.sections] == [1, 2, 3]
    assert "500" in parsed.sections[1].body


def test_two_parts_that_each_number_from_one_stay_apart():
    text = (
        "個人情報保護方針\n当社は次のとおり定めます。\n個人情報に関する基本方針\n①法令を守ります。\n②安全に管理します。\n"
        "③見直しを行います。\n個人情報の取扱いについて\n取扱いは次のとおりです。\n①利用目的\n目的の範囲内で利用します。\n"
        "②第三者への提供\n同意なく提供しません。"
    )
    assert [(s.part, s.number, s.heading) for s in parse(text).sections] == [
        (1, 0, "個人情報保護方針"),
        (1, 1, ""),
        (1, 2, ""),
        (1, 3, ""),
        (2, 0, "個人情報の取扱いについて"),
        (2, 1, "利用目的"),
        (2, 2, "第三者への提供"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "当社は個人情報を守ります。\nお問合せは03-0000-1234まで。",
        "- 1 -\n- 2 -\n以上",
        "1. 一つだけの項目\n本文です。",
        "当社は次の目的で利用します。\n1) 商品のご案内のため\n2) 取引の管理を行うため。\n3) 法令に基づく場合\n以上",
    ],
)
def test_a_text_without_sections_is_refused(text):
    with pytest.raises(NoSections):
        parse(text)


def numbers(text):
    return [s.number for s in parse(text).sections]


def test_a_number_that_the_firm_left_out_stays_out():
    assert numbers("第1条（目的）\n目的です。\n第2条（定義）\n定義です。\n第4条（取得）\n取得です。") == [1, 2, 4]


def test_a_supplementary_provision_is_a_part_without_a_number():
    text = "1. 目的\n目的です。\n2. 定義\n定義です。\n附則\n1. 2005年4月1日から施行する。\n2. 改定は取締役会による。"
    assert [(s.number, s.heading) for s in parse(text).sections] == [(1, "目的"), (2, "定義"), (0, "附則")]


def test_words_of_other_languages_that_look_like_numerals_are_none():
    with pytest.raises(NoSections):
        parse("I called the bank.\nI I wrote to them.\nIII times they did not answer.")
