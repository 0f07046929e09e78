"""Which items does a section list, under which labels of its own?"""

import re
from dataclasses import dataclass, field

from privacyportal.policies.parser.lines import fold
from privacyportal.policies.parser.markers import original_length

ROMAN = re.compile(r"^[ivx]+$")
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("article", re.compile(r"^第\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[条項号]")),
    ("paren", re.compile(r"^\(\s*\d{1,3}\s*\)")),
    ("half_paren", re.compile(r"^\d{1,3}\s*\)")),
    ("letter", re.compile(r"^\(?\s*[a-zA-Z]{1,5}\s*\)")),
    ("circled", re.compile(r"^[①-⑳㉑-㉟㊱-㊿❶-❿]")),
    ("dot", re.compile(r"^\d{1,3}\s*[.、:](?!\d)")),
    ("kana", re.compile(r"^(?:\(\s*[ア-ン]\s*\)|[ア-ン]\s*[.、:)])")),
    ("kanji", re.compile(r"^(?:\(\s*[一二三四五六七八九十]{1,3}\s*\)|[一二三四五六七八九十]{1,3}\s*[、.])")),
    ("bullet", re.compile(r"^[・•●○■□◆◇▪▶※*](?=\s*\S)|^[‐\-–—](?=\s*[^\d\s\-])")),
)


@dataclass(slots=True)
class Clause:
    """One item: its label as the policy writes it, its text, the items below it."""

    label: str
    text: str
    children: list["Clause"] = field(default_factory=list)


@dataclass(slots=True)
class Level:
    """A list that is open: its kind, the label last seen, where its items go."""

    kind: str
    label: str
    items: list[Clause]


def read_clauses(body: str) -> list[Clause]:
    """Read the nested items of a section's text; a paragraph without a label closes the lists."""
    top: list[Clause] = []
    levels: list[Level] = []
    for paragraph in body.split("\n"):
        found = read_label(paragraph, levels)
        if found is None:
            levels = [] if paragraph.endswith("。") else levels
            continue
        kind, label, text = found
        while any(level.kind == kind for level in levels) and levels[-1].kind != kind:
            levels.pop()
        clause = Clause(label, text)
        if levels and levels[-1].kind == kind:
            levels[-1].items.append(clause)
            levels[-1].label = label
        else:
            items = levels[-1].items[-1].children if levels else top
            items.append(clause)
            levels.append(Level(kind, label, items))
    return top


def read_label(paragraph: str, levels: list[Level]) -> tuple[str, str, str] | None:
    """Split a paragraph into the kind of its label, the label, and the text; None without a label."""
    folded = fold(paragraph)
    for kind, pattern in KINDS:
        hit = pattern.match(folded)
        if not hit:
            continue
        exact = letter_kind(hit.group(), levels) if kind == "letter" else kind
        if not exact:
            return None
        length = original_length(paragraph, hit.end())
        return exact, paragraph[:length].strip(), paragraph[length:].strip()
    return None


def letter_kind(label: str, levels: list[Level]) -> str:
    """Tell (i), (ii) from h), i): a roman numeral unless a list of letters has come to that letter."""
    letters = label.strip("() ")
    after = next((fold(level.label).strip("() ") for level in levels if level.kind == "letter"), "")
    if len(letters) == 1 and len(after) == 1 and ord(letters) == ord(after) + 1:
        return "letter"
    if ROMAN.match(letters.lower()):
        return "roman"
    return "letter" if len(letters) == 1 else ""
