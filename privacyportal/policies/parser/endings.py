"""Where does the last section end, and what comes after it?"""

import re

from privacyportal.policies.parser.headings import looks_like_heading, unbracket
from privacyportal.policies.parser.lines import Line, fold
from privacyportal.policies.parser.reflow import is_item

CLOSING_WORD = re.compile(r"^[(【\[]?以\s*上[)】\]]?[。.]?$")
DATE = re.compile(r"(?:\d{4}\s*[年./\-]\s*\d{1,2}|(?:令和|平成|昭和|[RHS])\s*(?:\d{1,2}|元)\s*[年.])")
ENACTED = re.compile(r"制定|改定|改訂|改正|施行|策定|公表|更新|作成|発効|適用|掲載")
ONLY_DATE = re.compile(
    r"^[(\[]?(?:\d{4}|(?:令和|平成|昭和)\s*(?:\d{1,2}|元))\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*日?[)\]]?$"
)
PERSON = re.compile(r"代表取締役|取締役社長|代表執行役|代表社員|理事長|代表理事|社長執行役員|^代表者")
COMPANY = re.compile(r"会社|証券|銀行|法人|組合|協会|グループ")
ANNEX = re.compile(r"^[(【\[<]?\s*(?:附\s*則|付\s*則|別\s*紙|別\s*表|別\s*添)")
TITLE_WORD = re.compile(
    r"個人情報|個人データ|個人番号|プライバシー|クッキー|Cookie|問い?合わ?せ|開示|利用目的|共同利用"
    r"|第三者|方針|について|窓口|安全管理"
)
COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\))", re.IGNORECASE)
# A page's own links, by which a row of bare words is known for the menu below a text and no list of the text.
LINK = re.compile(
    r"^(?:メニュー|サイトマップ|トップ(?:ページ)?|ホーム|利用規約|運営会社|会社概要|プライバシーポリシー|ヘルプ|ログイン"
    r"|お問い?合わ?せ|よくある質問|ページの?先頭へ(?:戻る)?)$"
)
SHORTEST_MENU, LONGEST_LINK = 6, 20


def is_short_note(line: Line) -> bool:
    """A line too short and too bare to be a sentence."""
    return len(line.text) <= 45 and "。" not in line.text and not is_item(line.text)


def is_dated(line: Line) -> bool:
    """Is it a line of enactment or revision, such as 2021年9月1日制定?"""
    folded = fold(line.text)
    if not is_short_note(line):
        return False
    return bool(ONLY_DATE.match(folded) or (DATE.search(folded) and ENACTED.search(folded)))


def is_signature(line: Line) -> bool:
    """Does the line name who stands for the firm?"""
    return is_short_note(line) and bool(PERSON.search(fold(line.text)))


def is_closing_word(line: Line) -> bool:
    """Is it 以上, and nothing else?"""
    return bool(CLOSING_WORD.match(fold(line.text)))


def is_annex(line: Line) -> bool:
    """Does an annex or a supplementary provision begin?"""
    return is_short_note(line) and bool(ANNEX.match(fold(line.text)))


def find_end(lines: list[Line], start: int, end: int) -> int:
    """Where the last section's text ends: at 以上, a date of enactment, a signature or an annex."""
    for at in range(start, end):
        line = lines[at]
        if is_closing_word(line) or is_annex(line):
            return signature_start(lines, start, at)
        if is_dated(line):
            return signature_start(lines, start, at)
    at = menu_start(lines, start, end)
    while at > start and (is_signature(lines[at - 1]) or COPYRIGHT.match(fold(lines[at - 1].text))):
        at -= 1
    return signature_start(lines, start, at) if at < end else end


def menu_start(lines: list[Line], start: int, end: int) -> int:
    """Go up over the menu of the page that the text was taken from; `end` where there is none."""
    at = end
    while at > start and is_bare_word(lines[at - 1]):
        at -= 1
    links = sum(bool(LINK.match(line.text) or COPYRIGHT.match(line.folded)) for line in lines[at:end])
    return at if end - at >= SHORTEST_MENU and links >= 2 else end


def is_bare_word(line: Line) -> bool:
    """Could the line be a link of a menu, or the notice below it?"""
    if COPYRIGHT.match(line.folded):
        return True
    is_short = len(line.text) <= LONGEST_LINK and not is_item(line.text)
    return is_short and not re.search(r"[。、,.:()\d]", line.folded)


def signature_start(lines: list[Line], start: int, at: int) -> int:
    """Go up from a closing line over the dates and the firm's signature just above it."""
    while at > start:
        above = lines[at - 1]
        company = is_short_note(above) and COMPANY.search(above.text)
        below_signs = at < len(lines) and is_signature(lines[at])
        if is_dated(above) or is_signature(above) or (company and below_signs):
            at -= 1
        else:
            break
    return at


def is_title(lines: list[Line], at: int, end: int) -> bool:
    """Could the line be the title of an unnumbered part, with a text under it?"""
    line = lines[at]
    text = unbracket(line.text)
    if len(text) > 32 or is_item(line.text) or re.search(r"[:：、。※]", line.text):
        return False
    if is_annex(line):
        return True
    if not looks_like_heading(text) or not TITLE_WORD.search(text) or is_dated(line):
        return False
    below = [other.text for other in lines[at + 1 : min(at + 3, end)]]
    return any("。" in text or is_item(text) or len(text) > 45 for text in below) or ("窓口" in text and bool(below))


def find_titles(lines: list[Line], start: int, end: int) -> list[int]:
    """Positions of titles of unnumbered parts; a title right under a title belongs to its text."""
    found: list[int] = []
    for at in range(start, end):
        if is_title(lines, at, end) and not (found and found[-1] == at - 1):
            found.append(at)
    return found
