"""Which text does a document of Word show, with the numbers that it counts by itself?

The numbers of 第1条, (1) and ア mostly stand nowhere in the text: paragraphs name a list and a level, and
`numbering.xml` says how that level is written (ECMA-376 part 1, 17.9).
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from privacyportal.backoffice.archives import ArchiveRefused, Budget, Member, members, well_behaved
from privacyportal.imports.package import Attributes, parsed
from privacyportal.policies.documents.counting import written
from privacyportal.policies.parser import UnreadableText

_MAIN, _LISTS, _STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
# Old text, readings above kanji, what is said twice for older programs.
_UNSEEN = frozenset({"del", "moveFrom", "rt", "Fallback"})
_BULLET = "・"


@dataclass
class _Level:
    """How a level of a list is written: where it begins, the form of its numbers, the text around them."""

    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class _Lists:
    """The lists of a document: levels by list and depth, which numbering uses which list, how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, numbering: str, depth: int) -> str:
        """Count a paragraph, and return the number before it; empty where it has none."""
        name = self.uses.get(numbering, "")
        levels = self.levels.get(name, {})
        if depth not in levels:
            return ""
        counts = self.counts.setdefault(name, {})
        if numbering not in self.begun:
            self.begun.add(numbering)
            for (other, at), start in self.restarts.items():
                if other == numbering:
                    counts[at] = start - 1
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return self._written(levels, depth, counts)

    def _written(self, levels: Mapping[int, _Level], depth: int, counts: Mapping[int, int]) -> str:
        level = levels[depth]
        if level.form == "bullet":
            return _BULLET
        text = level.text
        for at in range(depth, -1, -1):
            above = levels.get(at, _Level())
            text = text.replace(f"%{at + 1}", written(counts.get(at, above.start), above.form))
        return text


def text_of_word(content: bytes) -> str:
    """Return the text of a document, a line a paragraph.

    :raises UnreadableText: with the reason where it is no document, is damaged, or is built to overload its reader.
    """
    try:
        found = members(io.BytesIO(content), size=len(content), budget=Budget())
        parts = {member.name.replace("\\", "/"): member for member in found}
        if _MAIN not in parts:
            raise UnreadableText(_("It is no document of Word (.docx) and no text."))
        for name in (_MAIN, _LISTS, _STYLES):
            if name in parts:
                well_behaved(parts[name].chunks())
        lists, styles = _lists(parts.get(_LISTS)), _styles(parts.get(_STYLES))
        document = _Document(lists, styles)
        parsed(parts[_MAIN], document.opens, document.closes, document.says)
        return "\n".join(document.lines)
    except (ArchiveRefused, expat.ExpatError) as error:
        raise UnreadableText(
            _("The document is damaged, locked, or built so that reading it overloads the reader.")
        ) from error


def _value(given: Attributes, name: str = "val") -> str:
    return next((value for key, value in given.items() if key.rpartition(":")[2] == name), "")


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("100000") else usual


def _lists(part: Member | None) -> _Lists:
    lists = _Lists()
    abstract, numbering, depth = "", "", 0

    def opens(name: str, given: Attributes) -> None:
        nonlocal abstract, numbering, depth
        if name == "abstractNum":
            abstract, numbering = _value(given, "abstractNumId"), ""
            lists.levels[abstract] = {}
        elif name == "num":
            abstract, numbering = "", _value(given, "numId")
        elif name == "abstractNumId":
            lists.uses[numbering] = _value(given)
        elif name in ("lvl", "lvlOverride"):
            depth = _number(_value(given, "ilvl"), 0)
            lists.levels.get(abstract, {})[depth] = _Level()
        elif name == "startOverride":
            lists.restarts[numbering, depth] = _number(_value(given), 1)
        else:
            _describe(lists.levels.get(abstract, {}).get(depth, _Level()), name, _value(given))

    parsed(part, opens)
    return lists


def _describe(level: _Level, name: str, value: str) -> None:
    if name == "start":
        level.start = _number(value, 1)
    elif name == "numFmt":
        level.form = value
    elif name == "lvlText":
        level.text = value


def _styles(part: Member | None) -> dict[str, tuple[str, str, int]]:
    """Return for each style the one that it is based on, and the list and the level that it names."""
    styles: dict[str, tuple[str, str, int]] = {}
    name = ""

    def opens(element: str, given: Attributes) -> None:
        nonlocal name
        if element == "style":
            name = _value(given, "styleId")
            styles[name] = ("", "", 0)
        elif element in ("basedOn", "numId", "ilvl") and name:
            based, numbering, depth = styles[name]
            based = _value(given) if element == "basedOn" else based
            numbering = _value(given) if element == "numId" else numbering
            styles[name] = (based, numbering, _number(_value(given), 0) if element == "ilvl" else depth)

    parsed(part, opens)
    return styles


class _Document:
    """The paragraphs of a document, as they are met."""

    def __init__(self, lists: _Lists, styles: Mapping[str, tuple[str, str, int]]) -> None:
        self.lines: list[str] = []
        self._lists, self._styles = lists, styles
        self._open: list[str] = []
        self._text, self._style, self._numbering, self._depth = "", "", "", -1
        self._is_hidden = False
        self._begins: Mapping[str, Callable[[Attributes], None]] = {
            "p": self._paragraph, "r": self._run, "pStyle": self._styled, "numId": self._numbered, "ilvl": self._level,
            "vanish": self._vanish, "tab": self._tab, "br": self._break, "cr": self._break,
            "noBreakHyphen": self._hyphen,
        }  # fmt: skip

    def opens(self, name: str, given: Attributes) -> None:
        """Take what an element says of its paragraph."""
        self._open.append(name)
        if name in self._begins and not _UNSEEN & set(self._open):
            self._begins[name](given)

    def closes(self, name: str) -> None:
        """Keep a paragraph that has ended."""
        if name == "p" and not _UNSEEN & set(self._open):
            self._keep()
        self._open.pop()

    def says(self, text: str) -> None:
        """Take the text that is seen."""
        if self._open[-1:] == ["t"] and not self._is_hidden and not _UNSEEN & set(self._open):
            self._text += text

    def _keep(self) -> None:
        # A table of contents says the headings again.
        if self._style.upper().startswith("TOC"):
            self._text = ""
        text, self._text = self._text.strip(), ""
        label = self._lists.label(*self._list()) if text else ""
        if text:
            self.lines.append(f"{label} {text}" if label else text)

    def _list(self) -> tuple[str, int]:
        style, seen = self._style, set[str]()
        numbering, depth = self._numbering, self._depth
        while style in self._styles and style not in seen:
            seen.add(style)
            style, inherited, level = self._styles[style]
            numbering = numbering or inherited
            depth = level if depth < 0 and inherited else depth
        return numbering, max(depth, 0)

    def _paragraph(self, _given: Attributes) -> None:
        # A text box stands within a paragraph: what that has said so far is a line of its own.
        if self._text.strip():
            self._keep()
        self._text, self._style, self._numbering, self._depth = "", "", "", -1

    def _run(self, _given: Attributes) -> None:
        self._is_hidden = False

    def _styled(self, given: Attributes) -> None:
        self._style = _value(given)

    def _numbered(self, given: Attributes) -> None:
        self._numbering = _value(given)

    def _level(self, given: Attributes) -> None:
        self._depth = _number(_value(given), 0)

    def _vanish(self, given: Attributes) -> None:
        self._is_hidden = "r" in self._open and _value(given) not in ("0", "false")

    def _tab(self, _given: Attributes) -> None:
        if "r" in self._open:
            self._text += " "

    def _break(self, _given: Attributes) -> None:
        self._text += "\n"

    def _hyphen(self, _given: Attributes) -> None:
        self._text += "-"
