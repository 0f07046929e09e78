"""What of a printed policy belongs to no section: title, contents, headers, chapters, dates, the menu below it?"""

from privacyportal.policies.parser import parse
from tests.policies.layouts import BODY, ITEMS, MARKERS, expected, numbered, published


def test_the_closing_word_and_the_dates_after_it_belong_to_no_section():
    tail = ["以　上", "2005年4月1日制定", "2022年4月1日改定", "みなと橋証券株式会社", "代表取締役社長　港 一郎"]
    parsed = parse(published(MARKERS["article"], ITEMS["1."], tail=tail))
    assert numbered(parsed) == expected(ITEMS["1."])
    assert "代表取締役社長" in parsed.closing
    assert "以" not in parsed.closing


def test_dates_of_enactment_without_a_closing_word_belong_to_no_section():
    parsed = parse(published(MARKERS["dot"], ITEMS["1."], tail=["制定日：平成17年4月1日", "改定日：令和4年4月1日"]))
    assert numbered(parsed) == expected(ITEMS["1."])


def test_a_table_of_contents_is_part_of_the_preamble():
    contents = "\n".join(f"{n}. {heading}" for n, (heading, _) in enumerate(BODY, 1))
    text = published(MARKERS["dot"], ITEMS["①"], head=("個人情報保護方針", "目次", contents))
    parsed = parse(text)
    assert numbered(parsed) == expected(ITEMS["①"])
    assert "目次" in parsed.sections[0].body


def test_a_form_feed_and_the_header_after_it_belong_to_no_section():
    text = published(MARKERS["dot"], ITEMS["①"], columns=30).split("\n")
    text[12:12] = ["\fみなと橋証券株式会社　社外公開"]
    text[22:22] = ["\fみなと橋証券株式会社　社外公開"]
    assert numbered(parse("\n".join(text))) == expected(ITEMS["①"])


def test_the_menu_of_a_web_page_below_the_text_belongs_to_no_section():
    text = "1. 取得\n適正に取得します。\n2. 提供先\n次の会社に提供します。\n東和商会\n西風商会\n"
    menu = ["メニュー", "商品のご案内", "口座開設", "ヘルプ", "Copyright © 白鷺証券", "利用規約"]
    parsed = parse(text + "お申込みください。\n" + "\n".join(menu))
    assert parsed.sections[-1].body.endswith("お申込みください。")
    assert parsed.closing.split("\n") == menu
    names = ["東和商会", "西風商会", "南海商会", "北斗商会", "みどり商会", "さくら商会", "すみれ商会"]
    assert parse(text + "\n".join(names)).sections[-1].body.endswith("すみれ商会"), "a list of the text stays in it"


def test_chapters_stand_over_articles_and_belong_to_none():
    text = (
        "個人情報保護規程\n第1章 総則\n第1条（目的）\n目的です。\n第2条（定義）\n定義です。\n"
        "第2章 取扱い\n第3条（取得）\n取得です。\n第4条（管理）\n管理です。"
    )
    parsed = parse(text)
    assert [(s.number, s.body) for s in parsed.sections][1] == (2, "定義です。")
    assert parsed.furniture == ("第1章 総則", "第2章 取扱い")


def test_the_title_is_the_line_that_names_the_text_even_below_the_firms_name():
    parsed = parse("株式会社みなと\n個人情報保護方針\n1. 取得\n取得します。\n2. 管理\n管理します。")
    assert (parsed.title, parsed.sections[0].body) == ("個人情報保護方針", "株式会社みなと")


def test_sections_that_are_single_sentences_have_no_heading():
    text = (
        "方針\n当社は次のとおり定めます。\n1. 当社は、法令を遵守します。\n2. 当社は、安全に管理します。\n"
        "2022年4月1日\n代表取締役社長 港 一郎"
    )
    parsed = parse(text)
    assert [(s.number, s.heading) for s in parsed.sections[1:]] == [(1, ""), (2, "")]
    assert parsed.closing == "2022年4月1日\n代表取締役社長 港 一郎"


def test_a_header_that_ends_in_the_page_number_is_no_text():
    page = ["本文の行です。"] * 9
    text = "\n".join(
        [
            "みなと橋証券 1",
            "1. 方針",
            *page,
            "みなと橋証券 2",
            "2. 取得",
            *page,
            "みなと橋証券 3",
            "3. 管理",
            "管理します。",
        ]
    )
    parsed = parse(text)
    assert [s.characters for s in parsed.sections] == [63, 63, 6]
