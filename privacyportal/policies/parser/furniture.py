"""Which lines belong to the page (numbers, running headers) and not to the policy?"""

import re
from collections import defaultdict
from itertools import pairwise

from privacyportal.policies.parser.lines import TERMINAL, Line, compact, width

PAGE_NUMBER = re.compile(
    r"""^(?:
      [-‐‑–—―−~ー]\s*\d{1,3}\s*[-‐‑–—―−~ー]
    | \d{1,3}\s*/\s*\d{1,3}(?:\s*(?:ページ|頁|pages?))?
    | [(\[<]\s*\d{1,3}\s*/\s*\d{1,3}\s*[)\]>]
    | (?:p|pp|page|ページ|頁)\s*[.:]?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?
    | \d{1,3}\s*(?:of)\s*\d{1,3}
    | 第?\s*\d{1,3}\s*(?:ページ|頁|page)(?:\s*/\s*(?:全)?\s*\d{1,3}\s*(?:ページ|頁)?)?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
BARE_NUMBER = re.compile(r"^\d{1,3}$")
NUMBER_IN_HEADER = re.compile(
    r"\d+\s*/\s*\d+|[-–—−]\s*\d+\s*[-–—−]|\d+\s*(?:ページ|頁|page)|(?:page|p\.|ページ|頁)\s*\d+",
    re.IGNORECASE,
)
DIVISION = re.compile(r"^第\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[章節編]\s*\S.{0,30}$")
BARE_IN_HEADER = re.compile(r"\s\d{1,3}$|^\d{1,3}\s")
LONGEST_HEADER = 60
SHORTEST_PAGE = 8


def furniture(lines: list[Line]) -> set[int]:
    """Return the positions of page numbers, running headers and footers.

    A title that is repeated on each page stays where it stands first.
    """
    found = page_numbers(lines)
    breaks = {at for at, line in enumerate(lines) if line.page_break}
    while True:
        more = running_lines(lines, found, breaks) - found
        if not more:
            break
        found |= more
    return found | repeated_inside_sentences(lines, found)


def page_numbers(lines: list[Line]) -> set[int]:
    """Positions of page numbers; a bare number counts only as part of a sequence from the first pages."""
    found = {at for at, line in enumerate(lines) if PAGE_NUMBER.match(line.folded)}
    bare = [(at, int(line.folded)) for at, line in enumerate(lines) if BARE_NUMBER.match(line.folded)]
    expected = 0
    for at, number in bare:
        if (expected == 0 and number <= 3) or number == expected:
            found.add(at)
            expected = number + 1
    return found


def bare_numbers(lines: list[Line]) -> set[int]:
    """Positions of lines that are a number and nothing else: of a page, or of a section whose heading is below."""
    return {at for at, line in enumerate(lines) if BARE_NUMBER.match(line.folded)}


def divisions(lines: list[Line]) -> set[int]:
    """Positions of the headings of chapters, which stand over several articles and belong to none."""
    return {at for at, line in enumerate(lines) if DIVISION.match(line.folded) and not TERMINAL.search(line.text)}


def header_key(line: Line) -> str:
    """What stays the same of a running header from page to page."""
    return re.sub(r"[\d/\-–—−]", "", compact(line.folded))


def running_lines(lines: list[Line], pages: set[int], breaks: set[int]) -> set[int]:
    """Positions of lines that come back at the edge of pages."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if at not in pages and header_key(line) and width(line.text) <= LONGEST_HEADER:
            groups[header_key(line)].append(at)
    found: set[int] = set()
    for positions in groups.values():
        if len(positions) < 2:
            continue
        if numbered_header(lines, positions):
            found.update(positions)
            continue
        rest = positions[1:] if positions[0] < 2 else positions
        edges = sum(at_page_edge(at, pages, breaks) for at in rest)
        ends_text = rest[-1] + 1 == len(lines)
        if edges and edges + ends_text >= len(rest) and edges + (positions[0] < 2) >= 2:
            found.update(rest)
    return found


def numbered_header(lines: list[Line], positions: list[int]) -> bool:
    """Is it one header that carries a rising page number? A bare number counts only where pages lie between."""
    marked = [NUMBER_IN_HEADER.search(lines[at].folded) for at in positions]
    bare = [BARE_IN_HEADER.search(lines[at].folded) for at in positions]
    far_apart = all(after - before >= SHORTEST_PAGE for before, after in pairwise(positions))
    found = marked if all(marked) else bare if far_apart else []
    numbers = [int(re.findall(r"\d+", match.group())[0]) for match in found if match]
    return len(numbers) == len(positions) and numbers == sorted(set(numbers))


def at_page_edge(at: int, pages: set[int], breaks: set[int]) -> bool:
    """Does a page end or begin right beside this line?"""
    return at in breaks or at + 1 in breaks or at - 1 in pages or at + 1 in pages


def repeated_inside_sentences(lines: list[Line], pages: set[int]) -> set[int]:
    """Headers of pages without numbers: a repeated line that cuts a sentence each time, or the title again."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if at not in pages and len(line.text) >= 6 and width(line.text) <= LONGEST_HEADER:
            places[compact(line.folded)].append(at)
    found: set[int] = set()
    for positions in places.values():
        later = [at for at in positions if at > 0]
        is_title = positions[0] == 0 and len(later) >= 2 and later[0] > 2
        cuts = len(positions) >= 2 and all(cuts_sentence(at, lines) for at in later)
        if is_title or (later and cuts and positions[0] == 0):
            found.update(later)
    return found


def cuts_sentence(at: int, lines: list[Line]) -> bool:
    """Does the line stand between two halves of one sentence?"""
    before = lines[at - 1].text
    return len(before) >= 15 and not TERMINAL.search(before)
