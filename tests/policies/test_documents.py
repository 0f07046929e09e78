"""A policy comes in as its firm has it: a document of Word with numbers that Word counts, a page of the web, a text."""

import io
import zipfile

import pytest
from django.utils import translation

from privacyportal.policies.documents import text_of
from privacyportal.policies.documents.counting import written
from privacyportal.policies.parser import UnreadableText, parse

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="aiueo"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="ArticleToo"><w:basedOn w:val="Article"/></w:style>
</w:styles>"""


def p(text: str, numbering: int = 0, depth: int = 0, style: str = "") -> str:
    """Return a paragraph; of a list where a numbering is given, or as its style says."""
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    said += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{numbering}"/></w:numPr>' if numbering else ""
    return f"<w:p><w:pPr>{said}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def document(*paragraphs: str, **parts: str) -> bytes:
    """Return a document of Word."""
    content = io.BytesIO()
    whole = {
        "word/document.xml": f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>",
        "word/numbering.xml": NUMBERING,
        "word/styles.xml": STYLES,
        **parts,
    }
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return content.getvalue()


ARTICLES = (
    p("個人情報保護方針"),
    p("（利用目的）", style="Article"),
    p("当社は、次の目的で利用します。"),
    p("商品の案内", 1, 1),
    p("契約の履行", 1, 1),
    p("電話による確認", 1, 2),
    p("（第三者提供）", style="ArticleToo"),
    p("当社は、同意なく提供しません。"),
    p("委託先への提供", 1, 1),
)


def test_numbers_that_word_counts_stand_in_the_text() -> None:
    assert text_of(document(*ARTICLES)).split("\n") == [
        "個人情報保護方針",
        "第1条 （利用目的）",
        "当社は、次の目的で利用します。",
        "（１） 商品の案内",
        "（２） 契約の履行",
        "ア. 電話による確認",
        "第2条 （第三者提供）",
        "当社は、同意なく提供しません。",
        "（１） 委託先への提供",
    ]


def test_a_document_is_a_policy_with_its_sections_and_their_items() -> None:
    parsed = parse(text_of(document(*ARTICLES)))
    assert [(section.number, section.heading) for section in parsed.sections if section.number] == [
        (1, "利用目的"), (2, "第三者提供"),
    ]  # fmt: skip


def test_a_list_begins_anew_where_it_says_so_and_bullets_are_dots() -> None:
    lines = text_of(document(p("甲", 1), p("乙", 1), p("丙", 3), p("点", 2), p("丁", 3))).split("\n")
    assert lines == ["第1条 甲", "第2条 乙", "第1条 丙", "・ 点", "第2条 丁"]


def test_what_word_does_not_show_is_not_read() -> None:
    hidden = f"<w:p>{run('見える')}{run('隠れた', '<w:vanish/>')}{run('文字', '<w:vanish w:val="0"/>')}</w:p>"
    changed = f"<w:p><w:del><w:r><w:delText>古い</w:delText></w:r></w:del><w:ins>{run('新しい')}</w:ins></w:p>"
    ruby = f"<w:p><w:r><w:ruby><w:rt>{run('かな')}</w:rt><w:rubyBase>{run('仮名')}</w:rubyBase></w:ruby></w:r></w:p>"
    box = f"<w:txbx><w:p>{run('枠')}</w:p></w:txbx>"
    twice = f"<w:p><w:r><mc><Choice>{box}</Choice><Fallback>{box}</Fallback></mc></w:r></w:p>"
    contents = p("第1条 利用目的 1", style="TOC1")
    assert text_of(document(contents, hidden, changed, ruby, twice)).split("\n") == [
        "見える文字",
        "新しい",
        "仮名",
        "枠",
    ]


UNREADABLE = {
    "pdf": b"%PDF-1.7\n",
    "doc": b"\xd0\xcf\x11\xe0old",
    "rtf": b"{\\rtf1 x}",
    "cut off": b"PK\x03\x04cut",
    "entities": document(**{"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    "too deep": document(
        **{"word/document.xml": f"<w:document {W}>" + "<w:p>" * 300 + "</w:p>" * 300 + "</w:document>"}
    ),
    "broken": document(**{"word/document.xml": "<w:document"}),
}


# By names: a packed file holds the second in which it was made, and each worker of the tests makes its own.
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes) -> None:
    with translation.override("en"), pytest.raises(UnreadableText) as refused:
        text_of(content)
    assert str(refused.value)


PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="{charset}"><title>方針 | 架空証券</title><style>p{{}}</style></head>
<body><nav><ul><li>トップ</li></ul></nav><main><h1>プライバシーポリシー</h1>
<p>当社は、<ruby>個人<rt>こじん</rt></ruby>情報を
   守ります。</p><h2>1. 利用目的</h2><ol type="i"><li>商品の案内</li><li>契約の履行<ul><li>電話</li></ul></li></ol>
<h2>2. 第三者提供</h2><p>同意なく提供しません。<br>ただし&amp;法令の場合を除きます。</p><ol start="3"><li>委託</li></ol>
<script>var x = "見えない";</script></main><footer>© 架空証券</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "shift_jis", "euc-jp", "iso-2022-jp"])
def test_a_page_is_read_as_it_is_seen(charset: str) -> None:
    content = PAGE.format(charset=charset).replace("©", "(c)").encode(charset)
    assert text_of(content).split("\n") == [
        "プライバシーポリシー",
        "当社は、個人情報を 守ります。",
        "1. 利用目的",
        "i. 商品の案内",
        "ii. 契約の履行",
        "・電話",
        "2. 第三者提供",
        "同意なく提供しません。",
        "ただし&法令の場合を除きます。",
        "3. 委託",
    ]


def test_a_page_with_open_and_crossed_elements_is_read() -> None:
    text = "<html><body><div><p>一<p>二</div><b>三</i></b><li>四</ol></ol>" + "<div>" * 5000 + "五"
    assert text_of(text.encode()).split("\n") == ["一", "二", "三", "四", "五"]


def test_a_text_that_speaks_of_a_page_is_a_text() -> None:
    text = "1. 利用目的\n<html>という語を含む文です。"
    assert text_of(text.encode()) == text


@pytest.mark.parametrize(
    ("number", "form", "sign"),
    [
        (12, "japaneseCounting", "十二"), (20, "japaneseCounting", "二十"), (3, "decimalEnclosedCircle", "③"),
        (14, "upperRoman", "XIV"), (4, "lowerRoman", "iv"), (28, "upperLetter", "BB"), (2, "irohaFullWidth", "ロ"),
        (46, "aiueo", "ン"), (47, "aiueo", "ア"), (7, "decimalZero", "07"), (7, "unheard", "7"),
        (21, "decimalEnclosedCircle", "21"), (5, "none", ""), (100, "japaneseCounting", "100"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_lists_write_them(number: int, form: str, sign: str) -> None:
    assert written(number, form) == sign
