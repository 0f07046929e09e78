"""Which numbers are the sections, and which only number the lists inside them?"""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise

from privacyportal.policies.parser.headings import (
    Heading,
    is_bracketed,
    looks_like_heading,
    read_heading,
)
from privacyportal.policies.parser.lines import Line, compact, is_cut
from privacyportal.policies.parser.markers import STYLES, Marker
from privacyportal.policies.parser.reflow import is_item
from privacyportal.policies.parser.unnumbered import families

ORPHAN = -4.0
SKIPPED = -5.0
COVERAGE = 12.0
JOINS_A_LIST = -4.0
LIST_STEP = -2.5
SENTENCE = 0.3
HEADING = 2.0
# A line without a number is less surely a section than one with it.
UNNUMBERED = -1.5
ITEM_ENDINGS = ("ため。", "場合。", "こと。")
# What only ever stands in a list of purposes or exceptions; a text whose numbers all end so has no sections.
LISTED = re.compile(r"(?:ため|場合|こと)。?$")


@dataclass(frozen=True, slots=True)
class Look:
    """What one marker looks like: its worth, its form alone, whether a text follows it."""

    score: float
    form: float
    has_body: bool

    def is_like(self, item: "Look") -> bool:
        """Is it no more of a section than the list item before it?"""
        if self.form >= HEADING and self.has_body and not item.has_body:
            return False
        return self.form <= item.form + 0.5

    def follows_item(self, before: "Look") -> bool:
        """Does it come right under a line of the same form, with no text between, as items do?"""
        return not before.has_body and self.form == before.form != SENTENCE


@dataclass(frozen=True, slots=True)
class Chain:
    """The best chain that ends at a marker: its worth and the marker before."""

    worth: float
    before: int


class Lists:
    """Keeps the lists that are open between two sections, to tell a list item from a stray number."""

    def __init__(self) -> None:
        self.open: list[int] = []
        self.orphans = 0

    def continues(self, number: int) -> bool:
        """Would the number be the next item of a list already begun?"""
        return number > 1 and any(last + 1 == number for last in self.open)

    def add(self, number: int) -> None:
        """Count the number as an item; one that continues nothing is an orphan."""
        if number == 1:
            self.open.append(1)
            return
        while self.open and self.open[-1] + 1 != number:
            self.open.pop()
        if self.open:
            self.open[-1] = number
        else:
            self.orphans += 1


class Outline:
    """The runs of sections of one text, found among its markers."""

    def __init__(self, lines: list[Line], page_width: int) -> None:
        self.lines = lines
        self.page_width = page_width
        lengths = accumulate((len(compact(line.text)) for line in lines), initial=0)
        self.read_before = list(lengths)

    def best(self, markers: dict[str, list[Marker]]) -> tuple[float, list[Marker]]:
        """The run 1..n that is worth most as the sections of the text, and its worth; empty where there is none."""
        found: list[tuple[float, list[Marker]]] = []
        for style, candidates in markers.items():
            worth, chain = self.chain(candidates)
            if len(chain) >= 2 and not all(LISTED.search(marker.rest) for marker in chain):
                found.append((worth + STYLES[style][1] * min(len(chain), 4), chain))
        return max(found, key=lambda pair: pair[0], default=(float("-inf"), []))

    def best_unnumbered(self) -> tuple[float, list[Marker]]:
        """The headings without numbers that are worth most as the sections, and their worth; empty without any."""
        found: list[tuple[float, list[Marker]]] = []
        for members in families(self.lines).values():
            starts = {marker.at for marker in members}
            least = min(self.lines[at].indent for at in starts)
            worth = sum(self.look(marker, starts, least).score + UNNUMBERED for marker in members)
            worth += COVERAGE * self.share(members[0].at, members[-1].at)
            found.append((worth, members))
        return max(found, key=lambda pair: pair[0], default=(float("-inf"), []))

    def runs_over(self, run: list[Marker], groups: list[Marker]) -> bool:
        """Do numbered headings count on over the others, so that these only group what is inside the sections?"""
        inside = sum(run[0].at < group.at < run[-1].at for group in groups)
        return inside > 0 and self.is_headed(run)

    def chain(self, markers: list[Marker]) -> tuple[float, list[Marker]]:
        """The best consecutive chain within one style, by dynamic programming over its markers."""
        starts = {marker.at for marker in markers}
        least = min((self.lines[at].indent for at in starts), default=0)
        looks = [self.look(marker, starts, least) for marker in markers]
        steps: list[Chain | None] = [None] * len(markers)
        before = Lists()
        for at, marker in enumerate(markers):
            if marker.number == 1:
                steps[at] = Chain(looks[at].score + ORPHAN * before.orphans, -1)
            before.add(marker.number)
        for at in range(len(markers)):
            self.extend(at, markers, looks, steps)
        return self.finish(markers, steps)

    def extend(self, at: int, markers: list[Marker], looks: list[Look], steps: list[Chain | None]) -> None:
        """Offer the chain that ends at `at` to every later marker that could come next."""
        step = steps[at]
        if step is None:
            return
        lists = Lists()
        for later in range(at + 1, len(markers)):
            jump = markers[later].number - markers[at].number
            if jump in (1, 2):
                worth = step.worth + looks[later].score + ORPHAN * lists.orphans
                worth += SKIPPED if jump == 2 else 0
                listed = lists.continues(markers[later].number)
                if listed and looks[later].is_like(looks[later - 1]):
                    worth += JOINS_A_LIST
                elif later == at + 1 and looks[later].follows_item(looks[at]):
                    worth += LIST_STEP
                else:
                    worth += COVERAGE * self.share(markers[at].at, markers[later].at)
                known = steps[later]
                if known is None or worth > known.worth:
                    steps[later] = Chain(worth, at)
            lists.add(markers[later].number)

    def finish(self, markers: list[Marker], steps: list[Chain | None]) -> tuple[float, list[Marker]]:
        """Take the best end, counting the strays that would be left behind it."""
        best_worth, best_at = float("-inf"), -1
        for at, step in enumerate(steps):
            if step is None:
                continue
            after = Lists()
            for later in markers[at + 1 :]:
                after.add(later.number)
            worth = step.worth + ORPHAN * after.orphans
            if worth > best_worth:
                best_worth, best_at = worth, at
        chain: list[Marker] = []
        while best_at >= 0:
            chain.append(markers[best_at])
            step = steps[best_at]
            best_at = step.before if step else -1
        return best_worth, chain[::-1]

    def share(self, start: int, end: int) -> float:
        """The part of the text between two lines."""
        return (self.read_before[end] - self.read_before[start]) / (self.read_before[-1] or 1)

    def look(self, marker: Marker, starts: set[int], least_indent: int) -> Look:
        """How much the line looks like the beginning of a section, among all lines that start in its style."""
        heading = read_heading(self.lines, marker, starts - {marker.at}, self.page_width)
        below = marker.at + heading.lines
        has_body = bool(heading.remainder) or (below < len(self.lines) and below not in starts)
        form = self.form(marker, heading)
        score = form + (1.0 if has_body else 0.0)
        if marker.at and is_cut(self.lines[marker.at - 1], self.page_width):
            score -= 3.0
        if self.lines[marker.at].indent >= least_indent + 2:
            score -= 1.0
        return Look(score, form, has_body)

    def form(self, marker: Marker, heading: Heading) -> float:
        """What kind of text follows the number: a heading, a sentence, or a mere item."""
        if heading.bracketed or self.heading_above(marker):
            return 3.0
        if heading.text:
            return HEADING
        if not marker.rest:
            return 0.0
        item = not marker.rest.endswith("。") or marker.rest.endswith(ITEM_ENDINGS)
        return -0.5 if item else SENTENCE

    def heading_above(self, marker: Marker) -> bool:
        """Does a heading in brackets stand on the line above, as in statutes?"""
        if not marker.at or (marker.rest and is_bracketed(marker.rest)):
            return False
        above = self.lines[marker.at - 1].text
        return is_bracketed(above) and looks_like_heading(above[1:-1])

    def plainly_above(self, marker: Marker) -> bool:
        """Could the line above be the heading of the number, without brackets and after what was before is ended?"""
        if marker.at < 2:
            return False
        line = self.lines[marker.at - 1]
        ended = line.blanks_before > 0 or self.lines[marker.at - 2].text.endswith(("。", "」", "）"))
        return ended and looks_like_heading(line.text) and not is_item(line.text)

    def other_runs(self, main: list[Marker], markers: list[Marker]) -> list[list[Marker]]:
        """Runs of the same style before or after the main one: the other parts of a text in parts."""
        before = [m for m in markers if m.at < main[0].at]
        after = [m for m in markers if m.at > main[-1].at]
        runs = [run for run in split_runs(before) if self.stands_alone(run)]
        runs += [run for run in split_runs(after) if self.is_headed(run)]
        return runs

    def is_headed(self, run: list[Marker]) -> bool:
        """Are most members of the run headings with a text of their own?"""
        starts = {marker.at for marker in run}
        headed = 0
        for marker in run:
            heading = read_heading(self.lines, marker, starts - {marker.at}, self.page_width)
            below = marker.at + heading.lines
            has_body = bool(heading.remainder) or (below not in starts and below < len(self.lines))
            headed += bool(heading.text) and has_body
        return len(run) >= 2 and headed * 3 >= len(run) * 2

    def stands_alone(self, run: list[Marker]) -> bool:
        """Is it a part of its own under a title: headings with their texts, or each member a whole paragraph?"""
        if len(run) < 2 or not run[0].at:
            return False
        titled = looks_like_heading(self.lines[run[0].at - 1].text)
        return self.is_headed(run) or (len(run) > 2 and titled and all(m.rest.endswith("。") for m in run))


def split_runs(markers: list[Marker]) -> list[list[Marker]]:
    """Cut a row of markers into its runs 1..n; what continues nothing is left out."""
    runs: list[list[Marker]] = []
    for marker in markers:
        if marker.number == 1:
            runs.append([marker])
        elif runs and runs[-1][-1].number + 1 == marker.number:
            runs[-1].append(marker)
    return [run for run in runs if all(b.number == a.number + 1 for a, b in pairwise(run))]
