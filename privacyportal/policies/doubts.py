"""Of what in a text's outline would a careful reader not be sure?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacyportal.policies.parser import NoSections, ParsedSection, compact
from privacyportal.policies.parser.headings import looks_like_heading, unbracket
from privacyportal.policies.parser.lines import read_lines
from privacyportal.policies.parser.markers import find_markers
from privacyportal.policies.parser.reflow import is_item
from privacyportal.policies.parser.rows import Role, Row, assemble, joined

# A section that holds so much of the whole text, or a text before the first that does, has probably lost its headings.
MOST = 0.6
FEWEST_SECTIONS = 3
FEWEST_SWALLOWED = 2
# The rest of a heading that a page's width broke off, and the words of headings of which one is whole only over both.
LONGEST_REST = 20
WORDS = (
    "安全管理措置", "第三者提供", "第三者への提供", "委託先の監督", "利用目的", "共同利用", "個人情報", "個人データ",
    "個人番号", "匿名加工情報", "仮名加工情報", "問合せ窓口", "問い合わせ", "苦情", "開示", "訂正", "利用停止", "遵守",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt in words, and the line that it is about, counted from 0; None where it is about the whole text."""

    words: str
    line: int | None = None


def doubts_about(rows: Sequence[Row]) -> list[Doubt]:
    """Return every doubt about an outline, those about the whole text first; none where all is as it should be."""
    try:
        sections = assemble(rows).sections
    except NoSections:
        return [Doubt(_("No headings of sections were found. Please mark them."))]
    heads = [at for at, row in enumerate(rows) if row.role == Role.SECTION]
    return [
        *about_the_whole(rows, sections),
        *about_numbers(rows, heads),
        *(doubt for at in heads for doubt in about_section(rows, at)),
    ]


def about_the_whole(rows: Sequence[Row], sections: Sequence[ParsedSection]) -> Iterator[Doubt]:
    """Yield what is odd about title, numbers and shares of the text."""
    numbered = [section for section in sections if section.number]
    if not any(row.role == Role.TITLE for row in rows):
        yield Doubt(_("No title was found."))
    if not any(section.prints_number for section in numbered):
        yield Doubt(_("The headings carry no numbers. They are counted 1 to %(last)d here.") % {"last": len(numbered)})
    bare = [section.label or str(section.number) for section in numbered if not section.heading]
    if bare:
        yield Doubt(_("Sections without a heading: %(sections)s.") % {"sections": pgettext("list", ", ").join(bare)})
    whole = sum(section.characters for section in sections)
    for section in sections if len(sections) >= FEWEST_SECTIONS else ():
        if section.characters > whole * MOST:
            name = section.heading if section.number else _("Preamble")
            share = round(100 * section.characters / whole)
            yield Doubt(_("“%(section)s” holds %(share)d %% of the text.") % {"section": name, "share": share})


def about_numbers(rows: Sequence[Row], heads: Sequence[int]) -> Iterator[Doubt]:
    """Yield where the numbers skip, or do not rise."""
    before = 0
    for at in heads:
        number = rows[at].number or before + 1
        values = {"before": before, "number": number}
        if any(row.role == Role.PART for row in rows[:at]) and number == 1:
            before = 0
        elif number <= before:
            yield Doubt(_("After section %(before)d comes %(number)d: a further part begins there.") % values, at)
        elif number > before + 1:
            yield Doubt(_("After section %(before)d comes %(number)d: a number is missing.") % values, at)
        before = number


def about_section(rows: Sequence[Row], at: int) -> Iterator[Doubt]:
    """Yield what is odd about one section: no text, or lines in it that look like headings."""
    inside = list(section_lines(rows, at))
    values = {"section": rows[at].label or rows[at].heading or rows[at].text[:20]}
    if not inside and not joined(rows[at : at + 2])[0].remainder:
        yield Doubt(_("Section %(section)s has no text.") % values, at)
    if inside and is_broken(rows[at].heading or rows[at].text, rows[inside[0]].text):
        values["line"] = rows[inside[0]].text
        yield Doubt(_("The heading of section %(section)s may go on in the next line (%(line)s).") % values, inside[0])
    swallowed = [line for line in inside if is_swallowed(rows, line)]
    if len(swallowed) >= FEWEST_SWALLOWED:
        values["count"] = str(len(swallowed))
        yield Doubt(_("Section %(section)s holds %(count)s lines that look like headings.") % values, swallowed[0])


def is_broken(heading: str, below: str) -> bool:
    """Does a word that policies use begin in a heading and end in a short line below, as a narrow page breaks it?"""
    head, rest = compact(heading), compact(below)
    if not head or len(rest) > LONGEST_REST or "。" in rest:
        return False
    words = ((word, at) for word in WORDS for at in range(1, len(word)))
    return any(head.endswith(word[:at]) and rest.startswith(word[at:]) for word, at in words)


def section_lines(rows: Sequence[Row], at: int) -> Iterator[int]:
    """Yield the lines of a section's text."""
    for line in range(at + 1, len(rows)):
        if rows[line].role in (Role.SECTION, Role.PART):
            return
        if rows[line].role in (Role.TEXT, Role.CONTINUES):
            yield line


def is_swallowed(rows: Sequence[Row], at: int) -> bool:
    """Does a line inside a section look like a heading: a noun, no item, with a sentence or items below?"""
    text = rows[at].text
    if (
        rows[at].role != Role.TEXT
        or is_item(text)
        or find_markers(read_lines(text), skip=set())
        or not looks_like_heading(unbracket(text))
    ):
        return False
    below = rows[at + 1].text if at + 1 < len(rows) and rows[at + 1].role == Role.TEXT else ""
    return bool(below) and ("。" in below or is_item(below)) and len(compact(text)) < len(compact(below))
