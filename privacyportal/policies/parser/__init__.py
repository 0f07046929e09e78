"""What does a policy say, section by section, in the text its firm published?"""

import re
from dataclasses import dataclass, replace

from privacyportal.policies.parser.clauses import Clause, read_clauses
from privacyportal.policies.parser.endings import (
    find_end,
    find_titles,
    is_closing_word,
)
from privacyportal.policies.parser.furniture import bare_numbers, divisions, furniture
from privacyportal.policies.parser.headings import (
    Heading,
    insist,
    looks_like_heading,
    read_heading,
    unbracket,
)
from privacyportal.policies.parser.lines import (
    Line,
    UnreadableText,
    compact,
    decode,
    one_line,
    read_lines,
    unify_newlines,
    wrap_width,
)
from privacyportal.policies.parser.markers import Marker, find_markers
from privacyportal.policies.parser.outline import Outline
from privacyportal.policies.parser.reflow import reflow

__all__ = [
    "Clause",
    "NoSections",
    "ParsedPolicy",
    "ParsedSection",
    "UnreadableText",
    "compact",
    "decode",
    "parse",
    "unify_newlines",
]


class NoSections(ValueError):
    """The text has no numbered sections: it is no policy that the portal can hold."""


TITLE = re.compile(r"方針|宣言|ポリシー|規程|規約")
LAST_TITLE_LINE = 4


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """One section. Number 0 is text without a number: the preamble, or an annex in a later part.

    `printed` is its number and heading as published, brackets and all.
    """

    part: int
    number: int
    label: str
    heading: str
    body: str
    printed: str = ""

    @property
    def prints_number(self) -> bool:
        """Return whether its label holds a number or a letter that counts, and no sign only."""
        return any(char.isnumeric() or char.isalpha() for char in self.label)

    @property
    def clauses(self) -> list[Clause]:
        """The nested items, under the labels that the policy gives them."""
        return read_clauses(self.body)

    @property
    def characters(self) -> int:
        """Characters of the body, white space left out."""
        return len(compact(self.body))


@dataclass(frozen=True, slots=True)
class ParsedPolicy:
    """A policy as published: what is in its sections, and what belongs to none."""

    title: str
    sections: tuple[ParsedSection, ...]
    closing: str
    furniture: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Where a section begins: its marker, its heading, its first line and its first line of text."""

    marker: Marker
    heading: Heading
    first: int
    body: int


def parse(text: str) -> ParsedPolicy:
    """Read a policy's text into sections.

    Raises NoSections where no row of consecutive numbers runs through the text. No character gets
    lost: all text is in a section, its label, its heading, the title, the closing or the furniture.
    """
    lines = read_lines(unify_newlines(text))
    page = furniture(lines)
    reader = Reader([line for at, line in enumerate(lines) if at not in page])
    headed_by_numbers = page - bare_numbers(lines)
    if headed_by_numbers != page:
        other = Reader([line for at, line in enumerate(lines) if at not in headed_by_numbers])
        if other.style == "alone" and other.worth > reader.worth:
            reader, page = other, headed_by_numbers
    if reader.style == "article" and (chapters := divisions(lines) - page):
        page |= chapters
        reader = Reader([line for at, line in enumerate(lines) if at not in page])
    if not reader.runs:
        raise NoSections
    parsed = reader.read()
    return replace(parsed, furniture=tuple(lines[at].text for at in sorted(page)))


class Reader:
    """Assembles the sections of one text from its runs of numbers."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.page_width = wrap_width(lines)
        outline = Outline(lines, self.page_width)
        markers = find_markers(lines, skip=set())
        self.worth, main = outline.best(markers)
        worth, unnumbered = outline.best_unnumbered()
        if worth > self.worth and not (main and outline.runs_over(main, unnumbered)):
            self.worth, main = worth, unnumbered
        self.style = main[0].style if main else ""
        runs = [main, *outline.other_runs(main, markers.get(self.style, []))] if main else []
        self.outline = outline
        self.runs = [self.starts(run) for run in sorted(runs, key=lambda run: run[0].at)]
        self.sections: list[ParsedSection] = []
        self.closing: list[Line] = []

    def starts(self, run: list[Marker]) -> list[Start]:
        """Read the headings of a run: after the numbers or, as in statutes, on the lines above them."""
        above: set[int] = {marker.at for marker in run if self.outline.heading_above(marker)}
        above = above if len(above) * 2 >= len(run) else set()
        stops = {marker.at for marker in run}
        read = [read_heading(self.lines, m, stops - {m.at}, self.page_width) for m in run]
        if sum(bool(heading.text) for heading in read) * 3 >= len(read) * 2:
            read = [insist(heading) for heading in read]
        elif not above and sum(bool(heading.text) for heading in read) * 3 < len(read):
            above = {marker.at for marker in run if self.outline.plainly_above(marker)}
            above = above if len(above) * 3 >= len(run) * 2 else set()
        return [self.start(*pair, above=pair[0].at in above) for pair in zip(run, read, strict=True)]

    def start(self, marker: Marker, heading: Heading, *, above: bool) -> Start:
        """Where one section begins, with the heading above its number where the run has them there."""
        if above and not heading.bracketed:
            title = unbracket(self.lines[marker.at - 1].text)
            heading = Heading(title, marker.rest, 1, bracketed=True)
            return Start(marker, heading, marker.at - 1, marker.at + 1)
        return Start(marker, heading, marker.at, marker.at + heading.lines)

    def read(self) -> ParsedPolicy:
        """Cut the text at the sections and hand out every line."""
        title = self.preamble(self.runs[0][0].first)
        part = 1
        for position, run in enumerate(self.runs):
            following = self.runs[position + 1 :]
            end = following[0][0].first if following else len(self.lines)
            part = self.part(run, end, part, bool(following))
        return ParsedPolicy(title, tuple(self.sections), reflow(self.closing, self.page_width), ())

    def preamble(self, end: int) -> str:
        """Keep what stands before the first section as section 0; return the title."""
        opening = [line.text for line in self.lines[: min(end, LAST_TITLE_LINE)] if looks_like_heading(line.text)]
        named = [text for text in opening if TITLE.search(text)]
        first = opening[:1] if end and looks_like_heading(self.lines[0].text) else []
        title = (named or first or [""])[0]
        rest = list(self.lines[:end])
        if title:
            rest.pop(next(at for at, line in enumerate(rest) if line.text == title))
        body = reflow(rest, self.page_width)
        if body:
            self.sections.append(ParsedSection(1, 0, "", title, body))
        return title

    def part(self, run: list[Start], end: int, part: int, more: bool) -> int:
        """Keep the sections of one run and the unnumbered parts after it; return the next part's number."""
        for start, following in zip(run, [*run[1:], None], strict=True):
            if following:
                self.section(start, following.first, part)
        last = run[-1]
        stop = find_end(self.lines, last.body, end)
        titles = find_titles(self.lines, last.body, end) if stop < end or self.in_parts else []
        if self.in_parts:
            stop = min([stop, *titles])
        self.section(last, stop, part)
        return self.after(stop, end, part + 1, [at for at in titles if at >= stop], more)

    @property
    def in_parts(self) -> bool:
        """Does the text number its sections more than once?"""
        return len(self.runs) > 1

    def section(self, start: Start, end: int, part: int) -> None:
        """Keep one numbered section."""
        body = self.lines[start.body : end]
        if start.heading.remainder:
            last = self.lines[start.body - 1]
            body = [replace(last, text=start.heading.remainder), *body]
        printed = reflow(self.lines[start.first : start.body], self.page_width).replace("\n", " ")
        self.sections.append(
            ParsedSection(
                part,
                start.marker.number,
                start.marker.label,
                one_line(start.heading.text),
                reflow(body, self.page_width),
                printed.removesuffix(start.heading.remainder).strip(),
            )
        )

    def after(self, start: int, end: int, part: int, titles: list[int], more: bool) -> int:
        """Hand out the lines behind the last section of a run: to annexes under titles, else to the closing."""
        first = titles[0] if titles else end
        self.closing += [line for line in self.lines[start:first] if not is_closing_word(line)]
        for at, following in zip(titles, [*titles, end][1:], strict=True):
            stop = find_end(self.lines, at + 1, following)
            body = reflow(self.lines[at + 1 : stop], self.page_width)
            heading = one_line(unbracket(self.lines[at].text))
            self.sections.append(ParsedSection(part, 0, "", heading, body, self.lines[at].text))
            self.closing += [line for line in self.lines[stop:following] if not is_closing_word(line)]
            part += 1
        return part - 1 if more and titles else part
