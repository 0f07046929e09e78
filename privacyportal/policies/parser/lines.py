"""What are the lines of a published text, and how wide is its page?"""

import re
import unicodedata
from dataclasses import dataclass

TERMINAL = re.compile(r"[。．.!?！？」』）)】］\]〕:：;；]$")
OPENING = re.compile(r"[、，,「『（(・]$")
PAIRS = {
    "(": ")",
    "[": "]",
    "【": "】",
    "〔": "〕",
    "〈": "〉",
    "《": "》",
    "<": ">",
    "「": "」",
    "『": "』",
}
CLOSERS = {closer: opener for opener, closer in PAIRS.items()}
ENCODINGS = ("utf-8-sig", "cp932")
# What a copy out of a PDF leaves behind: nothing is seen of it, and nothing is found through it.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Radicals that fonts put for the characters they look like. Unicode folds the Kangxi block; these of the supplement
# it leaves as they are (UAX 38 and EquivalentUnifiedIdeograph.txt name their characters).
RADICALS = str.maketrans("⺟⺠⻁⻄⻆⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲", "母民虎西角長青食鬼麦黄斉歯竜亀")
KANGXI = re.compile("[\u2f00-\u2fd5]")
BULLET_ALONE = re.compile(r"^[-‐–—・●○]$")


class UnreadableText(ValueError):
    """The bytes are no text in an encoding that Japanese firms publish in."""


@dataclass(frozen=True, slots=True)
class Line:
    """One non-empty line as published: its text without outer white space, and what stood around it."""

    text: str
    indent: int
    blanks_before: int
    page_break: bool

    @property
    def folded(self) -> str:
        """The line with full-width letters, digits and brackets made half-width, for matching only."""
        return fold(self.text)


def decode(content: bytes) -> str:
    """Read bytes as UTF-8 (with or without BOM), UTF-16 with BOM, or CP932; raise UnreadableText otherwise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ENCODINGS
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return unify_newlines(text)
    raise UnreadableText


def unify_newlines(text: str) -> str:
    """Give every kind of line end the same form; drop what is invisible and undo the radicals of a PDF's fonts."""
    text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").translate(RADICALS)
    text = KANGXI.sub(lambda radical: unicodedata.normalize("NFKC", radical.group()), text)
    return re.sub("[\u2028\u2029\x0b\x85]", "\n", text)


def fold(text: str) -> str:
    """Fold compatibility forms but keep ①, which NFKC would turn into a bare 1."""
    return "".join(
        char if "CIRCLED" in unicodedata.name(char, "") else unicodedata.normalize("NFKC", char) for char in text
    ).replace("〜", "~")


def compact(text: str) -> str:
    """The text without any white space: what is counted, and what must never be lost."""
    return "".join(text.split())


def one_line(heading: str) -> str:
    """A heading without tabs: where sections are listed, a tab parts the columns."""
    return heading.replace("\t", " ")


def width(text: str) -> int:
    """Columns taken on a page: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def read_lines(text: str) -> list[Line]:
    """Split a text into its non-empty lines; a form feed marks the next line as first of a page.

    A bullet that a copy left on a line of its own is put before the line that it belongs to.
    """
    lines: list[Line] = []
    blanks, page_break, bullet = 0, False, ""
    for raw in text.split("\n"):
        page_break = page_break or "\f" in raw
        clean = raw.replace("\f", "")
        if not clean.strip():
            blanks += 1
            continue
        if not bullet and BULLET_ALONE.match(clean.strip()):
            bullet = f"{clean.strip()} "
            continue
        indent = len(clean) - len(clean.lstrip())
        lines.append(Line(bullet + clean.strip(), indent, blanks, page_break))
        blanks, page_break, bullet = 0, False, ""
    if bullet:
        lines.append(Line(bullet.strip(), 0, blanks, page_break))
    return lines


def wrap_width(lines: list[Line]) -> int:
    """Columns at which the page breaks its lines, or 0 where every paragraph is one line."""
    broken = sorted(
        width(line.text) for line in lines if width(line.text) >= 36 and not re.search(r"[。．）)」』】]$", line.text)
    )
    widths = [width(line.text) for line in lines]
    for candidate in reversed(broken):
        near = [columns for columns in broken if candidate * 0.85 <= columns <= candidate]
        wider = sum(columns > candidate * 1.08 for columns in widths)
        if len(near) >= 3 and wider <= len(widths) // 30:
            return candidate
    return 0


def is_cut(line: Line, page_width: int) -> bool:
    """Does the page end this line in the middle of a sentence?"""
    if OPENING.search(line.text):
        return True
    if TERMINAL.search(line.text):
        return False
    return bool(page_width) and width(line.text) >= page_width * 0.82
