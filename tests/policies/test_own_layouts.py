"""Layouts of policies that nobody gave us: each is read with the sections that its firm meant, and no sentence lost."""

import pytest

from privacyportal.policies.parser import compact, parse
from privacyportal.policies.parser.rows import assemble, propose_rows

BODY = "当社は、お客様の個人情報を適切に取り扱います。"
# A bar ends a line, a star is a sentence.
WRITTEN: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "articles with paragraphs and a supplementary provision": (
        "個人情報保護方針|第1条（目的）|*|2 前項の規定にかかわらず、法令に従います。|"
        "第2条（利用目的）|*|一 商品の案内|二 契約の履行|"
        "第3条（第三者提供）|*|附則|この方針は令和8年4月1日から施行します。",
        [(1, "目的"), (2, "利用目的"), (3, "第三者提供")],
    ),
    "roman numerals": (
        "プライバシーポリシー|Ⅰ．取得|*|Ⅱ．利用|*|Ⅲ．開示等の請求|*",
        [(1, "取得"), (2, "利用"), (3, "開示等の請求")],
    ),
    "headings in brackets": (
        "個人情報の取扱いについて|【個人情報の取得】|*|【利用目的】|*|【お問い合わせ窓口】|*",
        [(1, "個人情報の取得"), (2, "利用目的"), (3, "お問い合わせ窓口")],
    ),
    "bare headings": (
        "個人情報保護方針||利用目的について|*||第三者への提供について|*||安全管理について|*||お問い合わせ|*",
        [(1, "利用目的について"), (2, "第三者への提供について"), (3, "安全管理について"), (4, "お問い合わせ")],
    ),
    "a table of contents with pages": (
        "個人情報保護方針|目次|1. 取得 ........ 1|2. 利用目的 ........ 2|3. 第三者提供 ........ 3||1"
        ". 取得|*|2. 利用目的|*|3. 第三者提供|*",
        [(1, "取得"), (2, "利用目的"), (3, "第三者提供")],
    ),
    "a table of contents without pages": (
        "個人情報保護方針|目次|1. 取得|2. 利用目的|3. 第三者提供||1. 取得|*|2. 利用目的|*|3. 第三者提供|*",
        [(1, "取得"), (2, "利用目的"), (3, "第三者提供")],
    ),
    "two policies in one text": (
        "個人情報保護方針|1. 取得|*|2. 利用|*|特定個人情報取扱方針|1. 関係法令の遵守|*|2. 安全管理|*",
        [(1, "取得"), (2, "利用"), (1, "関係法令の遵守"), (2, "安全管理")],
    ),
    "English": (
        "Privacy Policy|1. Collection of Personal Information|We collect person"
        "al information lawfully.|2. Purposes of Use|We use it to provide servi"
        "ces.|3. Disclosure to Third Parties|We do not disclose it without cons"
        "ent.",
        [(1, "Collection of Personal Information"), (2, "Purposes of Use"), (3, "Disclosure to Third Parties")],
    ),
    "English sections": (
        "Privacy Policy|Section 1. Collection|We collect personal information l"
        "awfully.|Section 2. Use|We use it to provide services.|Section 3. Disc"
        "losure|We do not disclose it without consent.",
        [(1, "Collection"), (2, "Use"), (3, "Disclosure")],
    ),
    "English articles": (
        "Privacy Policy|Article 1 (Collection)|We collect personal information "
        "lawfully.|Article 2 (Use)|We use it to provide services.|Article 3 (Di"
        "sclosure)|We do not disclose it without consent.",
        [(1, "Collection"), (2, "Use"), (3, "Disclosure")],
    ),
    "kanji numerals": (
        "個人情報保護宣言|一、関係法令の遵守|*|二、利用目的|*|三、安全管理措置|*",
        [(1, "関係法令の遵守"), (2, "利用目的"), (3, "安全管理措置")],
    ),
    "chapters over articles": (
        "個人情報取扱規程|第1章 総則|第1条（目的）|*|第2条（定義）|*|第2章 取得|第3条（適正な取得）|*",
        [(1, "目的"), (2, "定義"), (3, "適正な取得")],
    ),
    "squares": (
        "個人情報保護方針|■取得|*|■利用目的|*|■開示等|*",
        [(1, "取得"), (2, "利用目的"), (3, "開示等")],
    ),
    "full width with lists inside": (
        "個人情報保護方針|１　取得|*|２　利用目的|*|（１）案内|（２）契約|３　開示等|*",
        [(1, "取得"), (2, "利用目的"), (3, "開示等")],
    ),
    "circled numbers": (
        "個人情報保護方針|① 取得|*|② 利用目的|*|③ 開示等|*",
        [(1, "取得"), (2, "利用目的"), (3, "開示等")],
    ),
    "decimal numbers of two levels": (
        "個人情報保護方針|1 取得|1.1 *|1.2 *|2 利用目的|2.1 *|3 開示等|3.1 *",
        [(1, "取得"), (2, "利用目的"), (3, "開示等")],
    ),
    "markdown": (
        "# 個人情報保護方針||## 取得||*||## 利用目的||*||## 開示等||*",
        [(1, "取得"), (2, "利用目的"), (3, "開示等")],
    ),
    "markdown with numbers": (
        "# 個人情報保護方針||## 1. 取得||*||## 2. 利用目的||*||### 2.1 案内||*||## 3. 開示等||*",
        [(1, "取得"), (2, "利用目的"), (3, "開示等")],
    ),
}
LAYOUTS = {name: (text.replace("|", "\n").replace("*", BODY), found) for name, (text, found) in WRITTEN.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_as_its_firm_meant_it(layout: str) -> None:
    text, sections = LAYOUTS[layout]
    assert [(section.number, section.heading) for section in parse(text).sections if section.number] == sections


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_preview_of_a_layout_loses_no_sentence(layout: str) -> None:
    text, sections = LAYOUTS[layout]
    found = assemble(propose_rows(text))
    assert [section.number for section in found.sections if section.number] == [number for number, _name in sections]
    assert "".join(compact(section.body) for section in found.sections).count(compact(BODY)) == text.count(BODY)
