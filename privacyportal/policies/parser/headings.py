"""Where does a heading end and the text of its section begin?"""

import re
from dataclasses import dataclass

from privacyportal.policies.parser.lines import Line, fold, is_cut
from privacyportal.policies.parser.markers import Marker, closing_position
from privacyportal.policies.parser.reflow import is_item

LONGEST_HEADING = 45
SENTENCE_END = re.compile(r"(?:ます|ません|です|である|こと|ため|場合|もの|とき|する|した|[、，,・])$")
SENTENCE_START = re.compile(
    r"^(?:当社|弊社|当行|当法人|当組合|私たち|私ども|わたし|なお|ただし|また|次の|以下|上記|前項|前各)"
)
# A heading that the line's end parts: what joins two nouns stands last, and nobody ends a heading on it.
BROKEN_OFF = re.compile(r"(?:または|又は|もしくは|若しくは|および|及び|ならびに|並びに|[、，・])$")
NOT_A_HEADING = re.compile(r"https?://|www\.|@|\d{2,4}-\d{2,4}-\d{3,4}|^[・•●○※\-*]|。|[a-z]\.$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading without its brackets, what follows it on its last line, and the lines it takes."""

    text: str
    remainder: str
    lines: int
    bracketed: bool


def looks_like_heading(text: str) -> bool:
    """Could the phrase stand over a section? Short, a noun, no sentence."""
    folded = fold(text).strip()
    return (
        0 < len(folded) <= LONGEST_HEADING
        and not NOT_A_HEADING.search(folded)
        and not SENTENCE_END.search(folded)
        and not (SENTENCE_START.match(folded) and re.search(r"[はがで]、|[はが]", folded))
        and "は、" not in folded
    )


def is_bracketed(text: str) -> bool:
    """Is the whole text one phrase in brackets?"""
    folded = fold(text)
    return len(folded) > 2 and closing_position(folded) == len(folded) - 1


def unbracket(text: str) -> str:
    """The phrase without the brackets around all of it."""
    return text[1:-1].strip() if is_bracketed(text) else text.strip()


def read_heading(lines: list[Line], marker: Marker, stops: set[int], page_width: int) -> Heading:
    """Read the heading after a section number; `stops` are lines that cannot be part of it."""
    rest = marker.rest
    if not rest:
        return heading_below(lines, marker.at, stops)
    if fold(rest)[0] in "([【〔〈《<「『":
        bracketed = bracketed_heading(lines, marker, stops)
        if bracketed:
            return bracketed
    return plain_heading(lines, marker, stops, page_width)


def heading_below(lines: list[Line], at: int, stops: set[int]) -> Heading:
    """The number stands alone: the heading is the next line, if that reads like one."""
    below = next_line(lines, at, stops)
    if below is None or is_item(lines[below].text):
        return Heading("", "", 1, bracketed=False)
    text = lines[below].text
    end = closing_position(fold(text))
    if end and looks_like_heading(text[1:end]):
        tail = text[end + 1 :].strip()
        if not tail or "。" in tail or len(tail) > 20:
            return Heading(text[1:end].strip(), tail, below - at + 1, bracketed=True)
    if looks_like_heading(text):
        return Heading(unbracket(text), "", below - at + 1, bracketed=is_bracketed(text))
    return Heading("", "", 1, bracketed=False)


def next_line(lines: list[Line], at: int, stops: set[int]) -> int | None:
    """The next line, unless something else begins there."""
    return at + 1 if at + 1 < len(lines) and at + 1 not in stops else None


def bracketed_heading(lines: list[Line], marker: Marker, stops: set[int]) -> Heading | None:
    """A heading in brackets, even where the page broke it over two or three lines."""
    text, taken = marker.rest, 1
    while not closing_position(fold(text)) and taken < 3:
        below = next_line(lines, marker.at + taken - 1, stops)
        if below is None:
            return None
        text, taken = text + lines[below].text, taken + 1
    end = closing_position(fold(text))
    if not end or end > 80:
        return None
    inside, tail = text[1:end].strip(), text[end + 1 :].strip()
    is_text = "。" in tail or len(tail) > 20 or NOT_A_HEADING.search(fold(tail))
    if not tail or is_text or text[end + 1 :][:1].isspace():
        return Heading(inside, tail, taken, bracketed=True)
    return Heading(text, "", taken, bracketed=False)


def plain_heading(lines: list[Line], marker: Marker, stops: set[int], page_width: int) -> Heading:
    """A heading without brackets: the whole line, two lines, or the part before a space or colon."""
    rest = marker.rest
    if whole := broken_heading(lines, marker, stops):
        return Heading(whole, "", 2, bracketed=False)
    if not looks_like_heading(rest):
        return split_heading(rest) or Heading("", rest, 1, bracketed=False)
    if not is_cut(lines[marker.at], page_width):
        return split_heading(rest) or Heading(rest, "", 1, bracketed=False)
    below = next_line(lines, marker.at, stops)
    if below is None or SENTENCE_START.match(lines[below].text) or is_item(lines[below].text):
        return Heading(rest, "", 1, bracketed=False)
    whole = rest + lines[below].text
    if looks_like_heading(whole) and not is_cut(lines[below], page_width):
        return Heading(whole, "", 2, bracketed=False)
    return split_heading(rest) or Heading("", rest, 1, bracketed=False)


def broken_heading(lines: list[Line], marker: Marker, stops: set[int]) -> str:
    """A heading whose first line ends on a word that joins two, put together; empty where there is none."""
    below = next_line(lines, marker.at, stops) if BROKEN_OFF.search(fold(marker.rest)) else None
    if below is None or SENTENCE_START.match(lines[below].text) or is_item(lines[below].text):
        return ""
    whole = marker.rest + lines[below].text
    return whole if looks_like_heading(whole) else ""


def insist(heading: Heading) -> Heading:
    """Among sections with headings, take a line that could be one for one."""
    if heading.text or not looks_like_heading(heading.remainder):
        return heading
    return Heading(heading.remainder, "", heading.lines, bracketed=False)


def split_heading(rest: str) -> Heading | None:
    """A heading and the beginning of its sentence on one line, parted by a space or a colon."""
    parted = re.match(r"^(\S[^。、]{0,29}?)(?:[\s　]+|[：:]\s*)(\S.*)$", rest)
    if not parted:
        return None
    head, tail = parted[1].strip(), parted[2].strip()
    sentence = "。" in tail or SENTENCE_START.match(tail) or len(tail) > LONGEST_HEADING
    if not sentence or not looks_like_heading(head) or re.fullmatch(r"[\d\W]+", head):
        return None
    return Heading(head, tail, 1, bracketed=False)
