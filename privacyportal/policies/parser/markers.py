"""Which lines begin with a number, and in which style of numbering?"""

import re
from dataclasses import dataclass

from privacyportal.policies.parser.lines import CLOSERS, PAIRS, Line, fold

KANJI = {char: value for value, char in enumerate("〇一二三四五六七八九")}
DIGITS = r"(?P<number>\d{1,3})"
KANJI_DIGITS = r"(?P<number>[一二三四五六七八九十]{1,3})"
ANY_DIGITS = r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})"
UNIT = r"(?:[年月日時分秒条項号名件回個人/%](?:[\d間以後前分午第目のにを、。\s末度~/]|$))"
DECORATION = r"^[■□◆◇●○▼▽★☆*#＊◎§]*\s*"
CROSS_REFERENCE = re.compile(
    r"""^(?:第\s*(?:\d|[一二三四五六七八九十])+\s*[条項号]|
        に(?:定|基|よ|お|掲|規|関|該|従|つい|対|は)|の(?:規定|定|と[おう]り|通り|場合|範囲|各|\d)|
        を|から|まで|及び|または|又は|および|ならびに|並びに|各号|その他|若しくは|で(?:定|規)|
        と(?:し|は|の間)|[、。，・」』)~]|以[上下外内])""",
    re.VERBOSE,
)
SPEAKS_OF_A_SECTION = re.compile(
    r"^(?:に(?:定め|基づ|より|よる|掲げ|規定|該当|従[いっ])|を(?:除|含)|の(?:規定|定め|とおり)|(?:及び|または|又は|および)第)"
)

STYLES: dict[str, tuple[re.Pattern[str], float]] = {
    "article": (re.compile(DECORATION + rf"第\s*{ANY_DIGITS}\s*[条條項]\s*[.:、：]?"), 3.0),
    "chapter": (re.compile(DECORATION + rf"第\s*{ANY_DIGITS}\s*(?:[章節部編]|[.:、](?!\d)|(?=[(【「])|\s)\s*"), 0.5),
    "lenticular": (re.compile(rf"^(?:【|〔|\[|《|〈|<)\s*第?\s*{ANY_DIGITS}\s*[条項]?\s*(?:】|〕|\]|》|〉|>)"), 2.5),
    "boxed": (re.compile(rf"^(?P<box>【|〔|\[|《|〈|<)\s*第?\s*{ANY_DIGITS}\s*[条項]?\s*[.,、:：\s]\s*(?=\S)"), 2.5),
    "dot": (re.compile(DECORATION + rf"{DIGITS}(?:\.0\s+|\s*[.、:｡。・,]\s*(?!\d))"), 1.5),
    "dash": (re.compile(rf"^[-‐–—・]\s*{DIGITS}\s*[.、:]\s*(?!\d)"), 1.0),
    "named": (
        re.compile(DECORATION + rf"(?:Q|問|その|No\.?|§|Section|Article|Clause|Chapter)\s*{DIGITS}\s*[.、:]?\s*"),
        0.5,
    ),
    "letter": (re.compile(DECORATION + r"(?P<number>[A-Z])\s*[.、:)]\s*(?=[^\x00-\x7f])"), -0.5),
    "kanji": (re.compile(DECORATION + rf"{KANJI_DIGITS}\s*(?:[、.,:：・]|\s)\s*"), 1.5),
    "paren": (re.compile(rf"^\(\s*{DIGITS}\s*\)"), 0.0),
    "kanji_paren": (re.compile(rf"^\(\s*{KANJI_DIGITS}\s*\)"), 0.0),
    "half_paren": (re.compile(rf"^{DIGITS}\s*\)"), -1.0),
    "circled": (re.compile(r"^(?P<number>[①-⑳㉑-㉟㊱-㊿❶-❿])\s*[.、:]?"), -0.5),
    "roman": (re.compile(DECORATION + r"(?P<number>[IVX]{1,5})(?:\s*[.、:]\s*|\s+(?=[^\x00-\x7f]))"), 0.5),
    "bare": (re.compile(DECORATION + rf"{DIGITS}(?:\s+|(?=[(【「\[〔]))(?=\S)(?!{UNIT})"), -1.5),
    "alone": (re.compile(rf"^{DIGITS}$"), -3.0),
}
ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a line: where, which, and the text after it."""

    at: int
    style: str
    number: int
    label: str
    rest: str


def to_number(text: str) -> int:
    """Read 12, 十二, ⑫ or XII; 0 where it is none of them."""
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and (circled := circled_number(text)):
        return circled
    if all(char in ROMAN for char in text):
        values = [ROMAN[char] for char in text]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return KANJI.get(text, 0) if len(text) == 1 else 0
    return (KANJI.get(tens, 0) if tens else 1) * 10 + (KANJI.get(ones, 0) if ones else 0)


def circled_number(char: str) -> int:
    """The value of ①..㊿ and ❶..❿, else 0."""
    for first, start, count in (("①", 1, 20), ("㉑", 21, 15), ("㊱", 36, 15), ("❶", 1, 10)):
        if 0 <= ord(char) - ord(first) < count:
            return ord(char) - ord(first) + start
    return 0


def find_markers(lines: list[Line], skip: set[int]) -> dict[str, list[Marker]]:
    """Every number at the beginning of a line, by style, in order."""
    found: dict[str, list[Marker]] = {}
    for at, line in enumerate(lines):
        for style in STYLES:
            if at in skip and style != "alone":
                continue
            marker = match(at, line, style)
            if marker:
                found.setdefault(style, []).append(marker)
    return found


def match(at: int, line: Line, style: str) -> Marker | None:
    """Read one line as a marker of one style; None where it is a cross reference or none at all."""
    pattern, _ = STYLES[style]
    hit = pattern.match(line.folded)
    if not hit:
        return None
    number = ord(hit["number"]) - ord("A") + 1 if style == "letter" else to_number(hit["number"])
    length = original_length(line.text, hit.end())
    rest = line.text[length:].strip()
    if style == "boxed":
        closer = PAIRS[hit["box"]]
        if fold(rest).count(closer) != 1:
            return None
        head, _, tail = fold(rest).partition(closer)
        rest = "(" + rest[: len(head)] + ")" + rest[len(rest) - len(tail) :]
    if not number or is_cross_reference(rest, style):
        return None
    return Marker(at, style, number, line.text[:length].strip(), rest)


def original_length(text: str, folded_length: int) -> int:
    """How many characters of the text as published make up so many folded ones."""
    total = 0
    for at, char in enumerate(text):
        if total >= folded_length:
            return at
        total += len(fold(char))
    return len(text)


def is_cross_reference(rest: str, style: str) -> bool:
    """Does the text after the number show that the line speaks about a section and does not begin one?"""
    folded = fold(rest)
    if SPEAKS_OF_A_SECTION.match(folded):
        return True
    if style == "article" and (CROSS_REFERENCE.match(folded) or re.match(r"^の\s*\d", folded)):
        return True
    if any(folded.count(closer) > folded.count(CLOSERS[closer]) for closer in "」』"):
        return True
    after = after_bracket(folded)
    return after is not None and bool(CROSS_REFERENCE.match(after)) and after[:1] not in "・"


def after_bracket(folded: str) -> str | None:
    """The text after a leading bracketed phrase, or None where there is no such phrase or nothing after it."""
    end = closing_position(folded)
    return folded[end + 1 :].strip() or None if end else None


def closing_position(folded: str) -> int:
    """Where the bracket that opens the text closes; 0 where it opens with none or stays open."""
    if not folded or folded[0] not in PAIRS:
        return 0
    opener, closer, depth = folded[0], PAIRS[folded[0]], 0
    for at, char in enumerate(folded):
        depth += (char == opener) - (char == closer)
        if depth == 0:
            return at
    return 0
