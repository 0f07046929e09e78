"""A policy's text, however its firm numbers, wraps and prints it, comes apart at its sections and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacyportal.policies.parser import NoSections, compact, parse

KANJI = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
FULL = str.maketrans("0123456789", "０１２３４５６７８９")

BODY = [
    ("基本的な考え方", ["当社は、個人情報の保護に関する法律その他の法令を守り、お客さまの情報を大切に取り扱います。"]),
    ("個人情報の取得", ["当社は、適正な手段によって個人情報を取得します。偽りその他の手段は用いません。"]),
    (
        "利用目的",
        [
            "当社は、次の目的の範囲内で個人情報を利用します。",
            "{item1}有価証券その他の金融商品のご案内を行うため",
            "{item2}お取引の執行および管理を行うため",
            "{item3}お問合せへの対応を行うため",
            "前各号にかかわらず、個人番号は法令で定める事務に限り利用します。",
        ],
    ),
    ("安全管理措置", ["当社は、漏えい等を防止するため、組織的、人的、物理的および技術的な安全管理措置を講じます。"]),
    (
        "第三者への提供",
        [
            "当社は、次の場合を除き、個人データを第三者に提供しません。",
            "{item1}ご本人の同意がある場合",
            "{item2}法令に基づく場合",
            "{item3}第４項に定める場合その他これに準ずる場合",
        ],
    ),
    (
        "お問合せ窓口",
        ["個人情報に関するお問合せは、下記までお願いいたします。", "みなと橋証券株式会社 総務部", "電話：03-0000-1234"],
    ),
]

MARKERS = {
    "article": lambda n: f"第{n}条（{{h}}）",
    "article, full width, heading below": lambda n: f"第{str(n).translate(FULL)}条\n（{{h}}）",
    "article in kanji": lambda n: f"第{KANJI[n - 1]}条　{{h}}",
    "article, plain heading below": lambda n: f"第 {n} 条\n{{h}}",
    "item (項)": lambda n: f"第{n}項 {{h}}",
    "dot": lambda n: f"{n}. {{h}}",
    "dot, glued bracket": lambda n: f"{n}.（{{h}}）",
    "dot, mixed brackets": lambda n: f"{n}. （{{h}})",
    "dot, full width": lambda n: f"{str(n).translate(FULL)}．{{h}}",
    "dot, mixed widths": lambda n: f"{n}. {{h}}" if n % 2 else f"{str(n).translate(FULL)}．{{h}}",
    "dot, heading below": lambda n: f"{n}.\n{{h}}",
    "kanji comma": lambda n: f"{KANJI[n - 1]}、{{h}}",
    "kanji space": lambda n: f"{KANJI[n - 1]}　{{h}}",
    "paren": lambda n: f"（{n}）{{h}}",
    "paren, half": lambda n: f"({n}) {{h}}",
    "lenticular": lambda n: f"【{n}】{{h}}",
    "lenticular, full width": lambda n: f"【{str(n).translate(FULL)}】 {{h}}",
    "boxed heading": lambda n: f"【{n}．{{h}}】",
    "square": lambda n: f"［{n}］{{h}}",
    "circled": lambda n: f"{CIRCLED[n - 1]}{{h}}",
    "bare": lambda n: f"{n}　{{h}}",
    "bare with bracket": lambda n: f"{n}（{{h}}）",
    "decorated": lambda n: f"■{n}．{{h}}",
    "roman": lambda n: f"{['I', 'II', 'III', 'IV', 'V', 'VI'][n - 1]}. {{h}}",
}
ITEMS = {
    "1)": lambda n: f"{n}) ",
    "(1)": lambda n: f"({n}) ",
    "（１）": lambda n: f"（{str(n).translate(FULL)}）",
    "①": lambda n: CIRCLED[n - 1],
    "a)": lambda n: f"{'abc'[n - 1]}) ",
    "(i)": lambda n: f"({['i', 'ii', 'iii'][n - 1]}) ",
    "・": lambda _n: "・",
    "1.": lambda n: f"{n}. ",
    "１．": lambda n: f"{str(n).translate(FULL)}．",
    "一、": lambda n: f"{KANJI[n - 1]}、",
}
PREAMBLE = "みなと橋証券株式会社（以下「当社」といいます。）は、個人情報を次のとおり取り扱います。"


def bodies(item):
    return [
        (heading, [line.format(item1=item(1), item2=item(2), item3=item(3)) for line in lines])
        for heading, lines in BODY
    ]


def wrapped(line, columns):
    return [line[at : at + columns] for at in range(0, len(line), columns)]


def published(marker, item, *, columns=0, double=False, head=("個人情報保護方針", PREAMBLE), tail=("以上",)):
    """Lay the sections out as a firm would print them; 40-line pages carry a header and a number."""
    lines = []
    for text in head:
        lines += wrapped(text, columns) if columns else [text]
    for number, (heading, body) in enumerate(bodies(item), 1):
        lines += marker(number).format(h=heading).split("\n")
        for text in body:
            lines += wrapped(text, columns) if columns else [text]
    lines += tail
    return ("\n\n" if double else "\n").join(lines)


def with_pages(text, form, *, header="", per_page=9):
    lines, pages = text.split("\n"), []
    for number, at in enumerate(range(0, len(lines), per_page), 1):
        page = lines[at : at + per_page]
        total = -(-len(lines) // per_page)
        if header and number > 1:
            page = [header, *page]
        pages += [*page, form.format(n=number, m=total)]
    return "\n".join(pages)


def expected(item):
    return [(number, heading, len(compact("".join(body)))) for number, (heading, body) in enumerate(bodies(item), 1)]


def numbered(parsed):
    return [(s.number, s.heading, s.characters) for s in parsed.sections if s.number]


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


def test_the_closing_word_and_the_dates_after_it_belong_to_no_section():
    tail = ["以　上", "2005年4月1日制定", "2022年4月1日改定", "みなと橋証券株式会社", "代表取締役社長　港 一郎"]
    parsed = parse(published(MARKERS["article"], ITEMS["1."], tail=tail))
    assert numbered(parsed) == expected(ITEMS["1."])
    assert "代表取締役社長" in parsed.closing
    assert "以" not in parsed.closing


def test_dates_of_enactment_without_a_closing_word_belong_to_no_section():
    parsed = parse(published(MARKERS["dot"], ITEMS["1."], tail=["制定日：平成17年4月1日", "改定日：令和4年4月1日"]))
    assert numbered(parsed) == expected(ITEMS["1."])


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


def test_the_menu_of_a_web_page_below_the_text_belongs_to_no_section():
    text = "1. 取得\n適正に取得します。\n2. 提供先\n次の会社に提供します。\n東和商会\n西風商会\n"
    menu = ["メニュー", "商品のご案内", "口座開設", "ヘルプ", "Copyright © 白鷺証券", "利用規約"]
    parsed = parse(text + "お申込みください。\n" + "\n".join(menu))
    assert parsed.sections[-1].body.endswith("お申込みください。")
    assert parsed.closing.split("\n") == menu
    names = ["東和商会", "西風商会", "南海商会", "北斗商会", "みどり商会", "さくら商会", "すみれ商会"]
    assert parse(text + "\n".join(names)).sections[-1].body.endswith("すみれ商会"), "a list of the text stays in it"


def test_a_tab_inside_a_heading_does_not_part_the_columns():
    parsed = parse("1.\t個人情報の\t取得\n適正に取得します。\n2.\t管理\n安全に管理します。")
    assert [section.heading for section in parsed.sections] == ["個人情報の 取得", "管理"]


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


def numbers(text):
    return [s.number for s in parse(text).sections]


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


def test_a_number_that_the_firm_left_out_stays_out():
    assert numbers("第1条（目的）\n目的です。\n第2条（定義）\n定義です。\n第4条（取得）\n取得です。") == [1, 2, 4]


def test_a_supplementary_provision_is_a_part_without_a_number():
    text = "1. 目的\n目的です。\n2. 定義\n定義です。\n附則\n1. 2005年4月1日から施行する。\n2. 改定は取締役会による。"
    assert [(s.number, s.heading) for s in parse(text).sections] == [(1, "目的"), (2, "定義"), (0, "附則")]


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


def test_words_of_other_languages_that_look_like_numerals_are_none():
    with pytest.raises(NoSections):
        parse("I called the bank.\nI I wrote to them.\nIII times they did not answer.")
