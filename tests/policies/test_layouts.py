"""Does a policy's text come apart at its sections, however its firm numbers, wraps and prints it?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacyportal.policies.parser import compact, parse
from tests.policies.layouts import ITEMS, MARKERS, PREAMBLE, expected, numbered, published, with_pages


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("marker", MARKERS)
def test_each_way_of_numbering_is_read_with_each_kind_of_list_inside(marker, item):
    parsed = parse(published(MARKERS[marker], ITEMS[item]))
    assert numbered(parsed) == expected(ITEMS[item])
    assert parsed.title == "個人情報保護方針"
    assert parsed.sections[0].body == PREAMBLE


@pytest.mark.parametrize("double", [False, True])
@pytest.mark.parametrize("columns", [24, 38])
@pytest.mark.parametrize("marker", MARKERS)
def test_hard_line_breaks_do_not_move_text_between_sections(marker, columns, double):
    parsed = parse(published(MARKERS[marker], ITEMS["(1)"], columns=columns, double=double))
    assert numbered(parsed) == expected(ITEMS["(1)"])


@pytest.mark.parametrize(
    "form", ["- {n} -", "－{n}－", "{n}/{m}", "{n} / {m} ページ", "{n}", "P.{n}", "{n}ページ", "Page {n} of {m}"]
)
@pytest.mark.parametrize("header", ["", "個人情報保護方針", "みなと橋証券株式会社"])
@pytest.mark.parametrize("marker", ["dot", "article", "bare", "paren", "kanji comma"])
def test_page_numbers_and_running_headers_belong_to_no_section(marker, header, form):
    text = published(MARKERS[marker], ITEMS["①"], columns=30)
    parsed = parse(with_pages(text, form, header=header))
    assert numbered(parsed) == expected(ITEMS["①"])
    assert parsed.furniture


def test_a_line_broken_in_mid_sentence_is_joined_without_a_space_and_items_keep_their_lines():
    parsed = parse(published(MARKERS["dot"], ITEMS["(1)"], columns=30))
    assert parsed.sections[3].body.split("\n") == [
        "当社は、次の目的の範囲内で個人情報を利用します。",
        "(1) 有価証券その他の金融商品のご案内を行うため",
        "(2) お取引の執行および管理を行うため",
        "(3) お問合せへの対応を行うため",
        "前各号にかかわらず、個人番号は法令で定める事務に限り利用します。",
    ]


def test_a_tab_inside_a_heading_does_not_part_the_columns():
    parsed = parse("1.\t個人情報の\t取得\n適正に取得します。\n2.\t管理\n安全に管理します。")
    assert [section.heading for section in parsed.sections] == ["個人情報の 取得", "管理"]


@settings(max_examples=60)
@given(
    marker=st.sampled_from(sorted(MARKERS)),
    item=st.sampled_from(sorted(ITEMS)),
    columns=st.sampled_from([0, 22, 27, 33, 40, 47]),
    double=st.booleans(),
)
def test_no_character_is_lost(marker, item, columns, double):
    text = published(MARKERS[marker], ITEMS[item], columns=columns, double=double)
    parsed = parse(text)
    kept = "".join(s.label + s.heading + s.body for s in parsed.sections) + parsed.closing
    dropped = compact(text)
    for char in compact(kept + "".join(parsed.furniture)):
        dropped = dropped.replace(char, "", 1)
    assert set(dropped) <= set("（）()【】［］[]：以上")
