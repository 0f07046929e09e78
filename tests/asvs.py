"""Which requirements has OWASP ASVS 5.0.0, on which level, and how is docs/asvs.csv shown as a page?"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE, PAGE = ROOT / "docs" / "asvs.csv", ROOT / "docs" / "asvs.md"
COLUMNS = ["requirement", "level", "in short", "state", "where", "tests", "reason"]
HELD, PARTLY, GAP, NOT_APPLICABLE = STATES = ("held", "partly", "gap", "not applicable")
CHAPTERS = {
    "V1": "Encoding and sanitization", "V2": "Validation and business logic", "V3": "Web frontend",
    "V4": "Web services",
    "V5": "Files", "V6": "Authentication", "V7": "Sessions", "V8": "Authorization", "V9": "Self-contained tokens",
    "V10": "OAuth and OpenID Connect", "V11": "Cryptography", "V12": "Communication", "V13": "Configuration",
    "V14": "Data protection", "V15": "Secure coding", "V16": "Logging and errors", "V17": "WebRTC",
}  # fmt: skip
# The level of each requirement of a section, in their order, as the standard's own table has them (v5.0.0).
SECTIONS = {
    "V1.1": "22", "V1.2": "1111122223", "V1.3": "112222222223", "V1.4": "222", "V1.5": "123",
    "V2.1": "122", "V2.2": "112", "V2.3": "12223", "V2.4": "23",
    "V3.1": "3", "V3.2": "113", "V3.3": "12223", "V3.4": "11222233", "V3.5": "11122333", "V3.6": "3", "V3.7": "22333",
    "V4.1": "12233", "V4.2": "23333", "V4.3": "22", "V4.4": "1222",
    "V5.1": "2", "V5.2": "112333", "V5.3": "113", "V5.4": "222",
    "V6.1": "122", "V6.2": "111111112222", "V6.3": "11223333", "V6.4": "112233", "V6.5": "22222333", "V6.6": "2223",
    "V6.7": "33", "V6.8": "2222",
    "V7.1": "222", "V7.2": "1111", "V7.3": "22", "V7.4": "11222", "V7.5": "223", "V7.6": "22",
    "V8.1": "1233", "V8.2": "1123", "V8.3": "133", "V8.4": "23",
    "V9.1": "111", "V9.2": "1222",
    "V10.1": "22", "V10.2": "223", "V10.3": "22223", "V10.4": "1111122222233333", "V10.5": "22222", "V10.6": "22",
    "V10.7": "222",
    "V11.1": "2233", "V11.2": "22233", "V11.3": "11233", "V11.4": "1222", "V11.5": "23", "V11.6": "23", "V11.7": "33",
    "V12.1": "12233", "V12.2": "11", "V12.3": "22223",
    "V13.1": "2333", "V13.2": "222223", "V13.3": "2233", "V13.4": "1222233",
    "V14.1": "22", "V14.2": "12223333", "V14.3": "122",
    "V15.1": "12233", "V15.2": "12233", "V15.3": "1222222", "V15.4": "3333",
    "V16.1": "2", "V16.2": "22222", "V16.3": "2222", "V16.4": "222", "V16.5": "2223",
    "V17.1": "23", "V17.2": "22223333", "V17.3": "22",
}  # fmt: skip
LEVELS = {
    f"{section}.{place}": int(level) for section, levels in SECTIONS.items() for place, level in enumerate(levels, 1)
}
HEAD = """# OWASP ASVS 5.0.0, levels 1 and 2

How the portal stands to the
[Application Security Verification Standard](https://github.com/OWASP/ASVS/tree/v5.0.0/5.0), requirement by requirement:
numbers and levels are the standard's, the words are ours and shorter than its own, so read it beside this page. The
project judges itself here; nobody from outside has. Level 3 is not listed.

- **held**: the code does it, and a test shows it or the last column says why none can
- **partly**: it holds within the bounds that the last column names
- **gap**: it does not hold
- **not applicable**: the portal has nothing of the kind, or the standard speaks to another sort of system

Made from [asvs.csv](asvs.csv) by `PORTAL_WRITE_ASVS_PAGE=1 pytest tests/test_asvs.py`; the same test fails when a
requirement is missing, a test named here does not exist, or this page says something else than the file.
"""


@dataclass(frozen=True)
class Row:
    """One requirement: its `number` and `level`, our words, how it stands, where in the code, shown by which tests."""

    number: str
    level: str
    words: str
    state: str
    where: str
    tests: tuple[str, ...]
    reason: str

    @property
    def chapter(self) -> str:
        """The chapter it stands in."""
        return self.number.partition(".")[0]


def rows() -> list[Row]:
    """What docs/asvs.csv says, in its order.

    :raises ValueError: when its columns are others.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    if header != COLUMNS or any(len(line) != len(COLUMNS) for line in lines):
        raise ValueError(f"{TABLE.name} has other columns than {COLUMNS}")
    return [Row(*line[:5], tuple(line[5].split()), line[6]) for line in lines]


def table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    shown = [list(header), ["---"] * len(header), *([str(cell).replace("|", "\\|") for cell in line] for line in lines)]
    return "\n".join(f"| {' | '.join(line)} |" for line in shown) + "\n"


def linked(test: str) -> str:
    """A test as a link to its file, called by its sentence."""
    path, *_, name = test.split("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"


def totals(stored: Sequence[Row]) -> str:
    """How many requirements stand how, by level."""
    counted = Counter((row.level, row.state) for row in stored)
    lines = [[f"level {level}", *(counted[level, state] for state in STATES)] for level in ("1", "2")]
    sums = ["both", *(sum(counted[level, state] for level in ("1", "2")) for state in STATES)]
    return table(["", *STATES], [*lines, sums])


def page(stored: Sequence[Row]) -> str:
    """The page: totals, what is wanting first, then everything by chapter."""
    parts = [HEAD, "## Totals\n", totals(stored)]
    for state, title in ((GAP, "Gaps"), (PARTLY, "Held in part")):
        wanting = [[row.number, row.level, row.words, row.reason] for row in stored if row.state == state]
        parts += [f"## {title}\n", table(["", "level", "required", "how it stands"], wanting)]
    for chapter, name in CHAPTERS.items():
        lines = [
            [row.number, row.level, row.words, row.state, row.where, "; ".join(map(linked, row.tests)), row.reason]
            for row in stored
            if row.chapter == chapter
        ]
        parts += [
            f"## {chapter} {name}\n",
            table(["", "level", "in short", "state", "where", "shown by", "why"], lines),
        ]
    return "\n".join(parts)
