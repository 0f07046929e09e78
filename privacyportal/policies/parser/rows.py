"""How is the outline of a text shown line by line, corrected by a person, and put together again?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from privacyportal.policies.parser import NoSections, ParsedPolicy, ParsedSection, parse
from privacyportal.policies.parser.headings import looks_like_heading, read_heading, unbracket
from privacyportal.policies.parser.lines import Line, fold, read_lines, unify_newlines
from privacyportal.policies.parser.markers import closing_position, find_markers
from privacyportal.policies.parser.reflow import join, reflow
from privacyportal.policies.parser.unnumbered import SIGN


class Role(StrEnum):
    """What a line of the text is."""

    TITLE = "title"
    PART = "part"
    SECTION = "section"
    TEXT = "text"
    CONTINUES = "continues"
    CLOSING = "closing"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as published and what it is; of a heading also its printed label, its number and its words.

    Number 0 of a section: it follows the one before. What a heading's line holds behind `heading` is text.
    """

    text: str
    role: Role = Role.TEXT
    label: str = ""
    number: int = 0
    heading: str = ""

    @property
    def remainder(self) -> str:
        """What of a heading's line is text already: what follows its words, or its label where it has none."""
        if not self.heading:
            return self.text.removeprefix(self.label).strip(" \u3000")
        _before, found, after = self.text.partition(self.heading)
        tail = after.lstrip()
        closed = bool(found) and tail[:1] in tuple(")]】〕〉》>」』）］＞")
        tail = (tail[1:] if closed else tail).strip()
        return tail.removeprefix(self.label).strip(" \u3000：:")


def propose_rows(text: str) -> list[Row]:
    """Return the lines of a text with what the reader takes each for; all are text where it finds no section."""
    try:
        return rows_of(parse(text))
    except NoSections:
        return [Row(paragraph) for paragraph in reflow(read_lines(unify_newlines(text)), 0).split("\n") if paragraph]


def rows_of(parsed: ParsedPolicy) -> list[Row]:
    """Return a policy that was read as the lines it was read from.

    A number that no heading prints is counted on from the one before: a heading that a person adds moves it.
    """
    rows = [Row(parsed.title, Role.TITLE)] if parsed.title else []
    before = 0
    for section in parsed.sections:
        if section.number or section.printed:
            is_counted = section.number == before + 1 and not section.prints_number
            rows.append(replace(heading_row(section), number=0) if is_counted else heading_row(section))
            before = section.number or before
        rows += [Row(paragraph) for paragraph in section.body.split("\n") if paragraph]
    rows += [Row(paragraph, Role.CLOSING) for paragraph in parsed.closing.split("\n") if paragraph]
    return [*rows, *(Row(line, Role.PAGE) for line in parsed.furniture)]


def heading_row(section: ParsedSection) -> Row:
    """Return the line that a section begins with."""
    role = Role.SECTION if section.number else Role.PART
    return Row(section.printed or section.label, role, section.label, section.number, section.heading)


def take_as(row: Row, role: Role, *, number: int | None = None, heading: str | None = None) -> Row:
    """Return a line as something else; a new heading's label, number and words are read off the line.

    `number` and `heading` win over what the line says, also 0 (it follows the one before) and empty (it has none);
    words that do not stand on the line are not taken.
    """
    if role not in (Role.SECTION, Role.PART):
        return Row(row.text, role)
    known = row if row.role == role else read_off(row.text, role)
    words = known.heading if heading is None or heading not in row.text else heading
    counted = known.number if number is None else number
    return replace(known, number=counted if role == Role.SECTION else 0, heading=words)


def divide(row: Row, words: str) -> tuple[Row, ...]:
    """Return a line as two, the second text that begins with `words`; as it is where they do not stand within it."""
    at = row.text.find(words, 1) if words else -1
    before = row.text[: max(at, 0)].rstrip(" \u3000")
    if not before:
        return (row,)
    is_headed = bool(row.heading) and row.heading in before
    return replace(row, text=before) if is_headed else take_as(Row(before), row.role), Row(row.text[at:])


def read_off(text: str, role: Role) -> Row:
    """Return a line as a heading, with the label, number and words that can be seen on it."""
    line = Line(text, 0, 0, page_break=False)
    markers = [found[0] for found in find_markers([line], skip=set()).values()]
    if role == Role.SECTION and markers:
        marker = max(markers, key=lambda marker: len(marker.label))
        heading = read_heading([line], marker, set(), 0)
        words = heading.text or (unbracket(marker.rest) if looks_like_heading(marker.rest) else "")
        return Row(text, role, marker.label, marker.number, words)
    sign = SIGN.match(fold(text))
    label = text[: sign.end("sign")] if sign else ""
    rest = text[len(label) :].strip()
    end = closing_position(fold(rest))
    return Row(text, role, label if role == Role.SECTION else "", 0, rest[1:end].strip() if end else rest)


def assemble(rows: Iterable[Row]) -> ParsedPolicy:
    """Put the lines together to a policy. A number that does not rise begins a new part.

    Raises NoSections where no line is the heading of a section.
    """
    lines = joined(rows)
    title = next((row.text for row in lines if row.role == Role.TITLE), "")
    sections: list[ParsedSection] = []
    for row in lines:
        if row.role in (Role.SECTION, Role.PART):
            sections.append(begun(row, sections))
        elif row.role == Role.TEXT:
            last = sections.pop() if sections else ParsedSection(1, 0, "", title, "")
            sections.append(replace(last, body=f"{last.body}\n{row.text}" if last.body else row.text))
    if not any(section.number for section in sections):
        raise NoSections
    closing = "\n".join(row.text for row in lines if row.role == Role.CLOSING)
    return ParsedPolicy(title, tuple(sections), closing, tuple(row.text for row in lines if row.role == Role.PAGE))


def joined(rows: Iterable[Row]) -> list[Row]:
    """Return the lines with each that goes on from the one before put to it; a heading's words grow with it."""
    lines: list[Row] = []
    for row in rows:
        if row.role != Role.CONTINUES or not lines:
            lines.append(replace(row, role=Role.TEXT) if row.role == Role.CONTINUES else row)
            continue
        before = lines[-1]
        whole = replace(before, text=join(before.text, row.text))
        if before.heading and not before.remainder and before.text.endswith(before.heading):
            whole = replace(whole, heading=join(before.heading, row.text))
        lines[-1] = whole
    return lines


def begun(row: Row, sections: Sequence[ParsedSection]) -> ParsedSection:
    """Return the section or the part that a heading begins, behind those before it."""
    part, before = (sections[-1].part, sections[-1].number) if sections else (1, 0)
    if row.role == Role.PART:
        heading, body = (row.heading, row.remainder) if row.heading else (row.text, "")
        return ParsedSection(part + 1 if sections else 1, 0, "", heading, body, row.text)
    number = row.number or before + 1
    if number <= before:
        part += 1
    return ParsedSection(part, number, row.label, row.heading, row.remainder, row.text)
