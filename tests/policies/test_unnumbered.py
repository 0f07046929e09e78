"""Are the sections found where the firm gave its headings a sign, brackets or nothing, and no number?"""

import pytest

from privacyportal.policies.doubts import doubts_about
from privacyportal.policies.parser import parse
from privacyportal.policies.parser.rows import rows_of
from tests.policies.layouts import BODY, ITEMS, UNNUMBERED, expected, numbered, published


@pytest.mark.parametrize("item", ["1)", "(1)", "①", "・", "1.", "一、"])
@pytest.mark.parametrize("marker", UNNUMBERED)
def test_headings_without_numbers_are_counted_and_no_list_is_taken_for_them(marker, item):
    parsed = parse(published(UNNUMBERED[marker], ITEMS[item]))
    assert numbered(parsed) == expected(ITEMS[item])
    assert parsed.title == "個人情報保護方針"


def test_bare_nouns_over_sentences_are_headings():
    lines = [f"{heading}\n当社は、{heading}について次のように定めます。" for heading, _ in BODY]
    parsed = parse("個人情報保護方針\n\n" + "\n\n".join(lines))
    assert [section.heading for section in parsed.sections if section.number] == [heading for heading, _ in BODY]


def test_a_line_that_names_the_whole_text_in_brackets_is_no_section():
    text = "お客さまの情報について\n（プライバシーポリシー）\n（取得）\n取得します。\n（利用）\n利用します。"
    assert [section.heading for section in parse(text).sections if section.number] == ["取得", "利用"]


def test_groups_inside_numbered_sections_are_no_sections():
    text = (
        "個人情報保護方針\nI 利用目的\n【お客さま】\nご契約のため\n【応募された方】\n選考のため\nII 項目\n"
        "【お客さま】\n氏名、住所\nIII 共同利用\n共同して利用します。\n【範囲】\n当社の子会社"
    )
    assert [section.heading for section in parse(text).sections if section.number] == ["利用目的", "項目", "共同利用"]


def test_a_numbered_list_under_one_of_the_headings_is_no_outline():
    text = (
        "取扱いについて\n(1) 公正に行うこと。\n(2) 活性化に努めること。\n【利用目的】\n次のとおりです。\n"
        "(1) 規制の業務\n①規則の制定\n②監査の実施\n(2) 発展のための業務\n①調査\n②広報\n"
        "【提供】\n提供しません。\n【開示】\n書面で請求してください。"
    )
    assert [section.heading for section in parse(text).sections if section.number] == ["利用目的", "提供", "開示"]


@pytest.mark.parametrize("joint", ["または", "および", "ならびに", "、", "・"])
def test_a_heading_broken_off_behind_a_word_that_joins_is_put_together(joint):
    heading = f"個人情報の取得{joint}\n利用について"
    text = f"1．方針\n守ります。\n2．{heading}\n当社は、適正に取得します。\n3．窓口\n総務部です。"
    assert numbered(parse(text))[1] == (2, f"個人情報の取得{joint}利用について", 13)


def test_radicals_and_what_is_invisible_in_a_copy_of_a_pdf_are_undone():
    parsed = parse(
        "個⼈情報保護⽅針\n第⼀条（利⽤⽬的）\n商\u200b品のご案内に利⽤します。\n第⼆条（⻑期の保管）\n保管します。"
    )
    assert parsed.title == "個人情報保護方針"
    assert [(s.number, s.heading) for s in parsed.sections] == [(1, "利用目的"), (2, "長期の保管")]
    assert parsed.sections[0].body == "商品のご案内に利用します。"


def test_a_heading_that_a_narrow_page_broke_off_within_a_word_is_a_doubt():
    text = "方針\n1. 安全管\n理措置\n防止します。\n2. 第三者\n提供の制限\n提供しません。\n3. 苦情\n窓口は次です。\n"
    found = doubts_about(rows_of(parse(text)))
    assert [(doubt.line, doubt.words) for doubt in found] == [
        (2, "項「1.」の見出しは、次の行「理措置」に続いている可能性があります。"),
        (5, "項「2.」の見出しは、次の行「提供の制限」に続いている可能性があります。"),
    ]
