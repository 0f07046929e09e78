"""Which lines are the headings of sections where the firm gave them a sign, brackets or nothing, and no number?"""

import re
from collections import defaultdict

from privacyportal.policies.parser.endings import CLOSING_WORD, COMPANY, PERSON, is_dated
from privacyportal.policies.parser.headings import is_bracketed, looks_like_heading, unbracket
from privacyportal.policies.parser.lines import Line, fold
from privacyportal.policies.parser.markers import Marker, closing_position
from privacyportal.policies.parser.reflow import is_item

SIGN = re.compile(r"^(?P<sign>[■□◆◇▼▽▲△★☆●○◎§]|#{1,6})\s*(?P<rest>\S.*)$")
BRACKETS = "([【〔〈《<「『"
STYLE = "unnumbered"
PLAIN = "plain"
FEWEST = {PLAIN: 3}
# The opening lines name the text and its firm, in brackets too; none of them is a section.
OPENING_LINES = 5
NAMES_THE_TEXT = re.compile(r"方針|宣言|ポリシー|規程|規約")
SPEAKS_OF_IT = re.compile(r"について$")


def families(lines: list[Line]) -> dict[str, list[Marker]]:
    """Return the lines that could be headings, by the form that they share, counted in order.

    A form that too few lines share, or whose lines mostly follow each other with no text between, is left out.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if (family := family_of(lines, at, line)) and not names_the_text(lines, at):
            found[family].append(at)
    return {family: counted(lines, found[family]) for family in found if carries(lines, family, found[family])}


def family_of(lines: list[Line], at: int, line: Line) -> str:
    """Return the form of a line as a heading; empty where it is none."""
    folded = fold(line.text)
    sign = SIGN.match(folded)
    if sign:
        return sign["sign"] if looks_like_heading(unbracket(sign["rest"])) else ""
    if folded[0] in BRACKETS:
        end = closing_position(folded)
        tail = folded[end + 1 :].strip()
        is_headed = end and looks_like_heading(folded[1:end]) and not folded[1:end].strip().isdecimal()
        return folded[0] if is_headed and (not tail or "。" in tail) else ""
    return PLAIN if is_plain(lines, at, line) else ""


def is_plain(lines: list[Line], at: int, line: Line) -> bool:
    """Is it a bare noun that a sentence follows, and that does not go on from the line above?"""
    if is_item(line.text) or not looks_like_heading(line.text) or re.search(r"[:：、。※\d]", line.text):
        return False
    if CLOSING_WORD.match(fold(line.text)) or PERSON.search(line.text) or is_dated(line):
        return False
    if line.text.endswith(("会社", "銀行")) or COMPANY.match(line.text):
        return False
    parted = not at or line.blanks_before > 0 or lines[at - 1].text.endswith("。")
    return parted and at + 1 < len(lines) and "。" in lines[at + 1].text


def names_the_text(lines: list[Line], at: int) -> bool:
    """Is it one of the opening lines that say what the text is? Under such a line 利用目的について is a heading."""
    if at >= OPENING_LINES:
        return False
    said = unbracket(lines[at].text)
    is_named = any(NAMES_THE_TEXT.search(line.text) for line in lines[:at])
    return bool(NAMES_THE_TEXT.search(said) or (SPEAKS_OF_IT.search(said) and not is_named))


def carries(lines: list[Line], family: str, members: list[int]) -> bool:
    """Do enough lines share the form, most of them with a text below?"""
    starts = set(members)
    with_text = sum(at + 1 < len(lines) and at + 1 not in starts for at in members)
    return len(members) >= FEWEST.get(family, 2) and with_text * 3 >= len(members) * 2


def counted(lines: list[Line], members: list[int]) -> list[Marker]:
    """Return the lines as markers, under the numbers at which they stand."""
    return [marker(lines[at], at, number) for number, at in enumerate(members, 1)]


def marker(line: Line, at: int, number: int) -> Marker:
    """Return a heading without a number as the marker of a section; its sign is its label."""
    sign = SIGN.match(fold(line.text))
    label = line.text[: sign.end("sign")] if sign and not is_bracketed(line.text) else ""
    return Marker(at, STYLE, number, label, line.text[len(label) :].strip())
