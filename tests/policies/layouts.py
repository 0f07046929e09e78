"""In which ways do firms number, wrap and print a policy, and which sections does each of them hold?"""

from collections.abc import Callable, Iterable

from privacyportal.policies.parser import ParsedPolicy, compact

type Numbering = Callable[[int], str]

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
MARKERS: dict[str, Numbering] = {
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
    "dash": lambda n: f"- {n}. {{h}}",
    "dash on a line of its own": lambda n: f"-\n{n}.{{h}}",
    "dot behind a middle dot": lambda n: f"・{n}. {{h}}",
    "letter": lambda n: f"{'ABCDEF'[n - 1]}. {{h}}",
    "question": lambda n: f"Q{n}. {{h}}",
    "その": lambda n: f"その{n}　{{h}}",
    "No.": lambda n: f"No.{n} {{h}}",
    "section sign": lambda n: f"§{n} {{h}}",
    "第N": lambda n: f"第{str(n).translate(FULL)}　{{h}}",
    "decimal with a nought": lambda n: f"{n}.0 {{h}}",
    "colon": lambda n: f"{n}：{{h}}",
    "article, plain heading above": lambda n: f"\n{{h}}\n第{n}条",
}
# Headings without a number: what is read counts them.
UNNUMBERED: dict[str, Numbering] = {
    "parentheses": lambda _n: "（{h}）",
    "parentheses, half": lambda _n: "({h})",
    "lenticular": lambda _n: "【{h}】",
    "angle": lambda _n: "＜{h}＞",
    "double angle": lambda _n: "《{h}》",
    "corner": lambda _n: "「{h}」",
    "square": lambda _n: "■ {h}",
    "square, open, glued": lambda _n: "□{h}",
    "diamond": lambda _n: "◆{h}",
    "circle": lambda _n: "●{h}",
    "triangle": lambda _n: "▼ {h}",
    "hashes": lambda _n: "## {h}",
    "sign and brackets": lambda _n: "■【{h}】",
}
ITEMS: dict[str, Numbering] = {
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


def bodies(item: Numbering) -> list[tuple[str, list[str]]]:
    """Return (heading, lines) of each section, its list numbered as told."""
    return [
        (heading, [line.format(item1=item(1), item2=item(2), item3=item(3)) for line in lines])
        for heading, lines in BODY
    ]


def wrapped(line: str, columns: int) -> list[str]:
    """Return a line broken hard after so many characters."""
    return [line[at : at + columns] for at in range(0, len(line), columns)]


def published(
    marker: Numbering,
    item: Numbering,
    *,
    columns: int = 0,
    double: bool = False,
    head: Iterable[str] = ("個人情報保護方針", PREAMBLE),
    tail: Iterable[str] = ("以上",),
) -> str:
    """Lay the sections out as a firm would print them."""
    lines: list[str] = []
    for text in head:
        lines += wrapped(text, columns) if columns else [text]
    for number, (heading, body) in enumerate(bodies(item), 1):
        lines += marker(number).format(h=heading).split("\n")
        for text in body:
            lines += wrapped(text, columns) if columns else [text]
    lines += tail
    return ("\n\n" if double else "\n").join(lines)


def with_pages(text: str, form: str, *, header: str = "", per_page: int = 9) -> str:
    """Print a text on pages of so many lines, each with its number and, from the second on, a header."""
    lines = text.split("\n")
    pages: list[str] = []
    for number, at in enumerate(range(0, len(lines), per_page), 1):
        page = lines[at : at + per_page]
        total = -(-len(lines) // per_page)
        if header and number > 1:
            page = [header, *page]
        pages += [*page, form.format(n=number, m=total)]
    return "\n".join(pages)


def expected(item: Numbering) -> list[tuple[int, str, int]]:
    """Return (number, heading, characters) of each section that was laid out."""
    return [(number, heading, len(compact("".join(body)))) for number, (heading, body) in enumerate(bodies(item), 1)]


def numbered(parsed: ParsedPolicy) -> list[tuple[int, str, int]]:
    """Return (number, heading, characters) of each section that was read and has a number."""
    return [(s.number, s.heading, s.characters) for s in parsed.sections if s.number]
