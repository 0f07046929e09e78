"""Which known defects does the text of a policy have? The list is dated data, with the source of each."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from privacyportal.policies.models import PolicySection

SOURCE = Path(__file__).parent / "data" / "defects.toml"


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A defect: found in sections whose heading matches `heading` (empty: anywhere) that hold, or lack, a pattern."""

    key: str
    title: str
    finding: str
    source: str
    since: date
    heading: str = ""
    holds: str = ""
    lacks: str = ""

    def is_in(self, text: str) -> bool:
        """Return whether a text has it."""
        if self.holds and not re.search(self.holds, text):
            return False
        return not (self.lacks and re.search(self.lacks, text))


@cache
def known() -> tuple[Defect, ...]:
    """Return the shipped list."""
    return tuple(Defect(**row) for row in tomllib.loads(SOURCE.read_text(encoding="utf-8"))["defects"])


def found_in(sections: Sequence[PolicySection], closing: str) -> Iterator[tuple[Defect, PolicySection | None]]:
    """Return each defect that a text has, with the first section that has it; None where the whole text does."""
    whole = "\n".join([*(f"{section.heading}\n{section.body}" for section in sections), closing])
    for defect in known():
        if not defect.heading and not defect.holds:
            if defect.is_in(whole):
                yield defect, None
            continue
        headed = [section for section in sections if re.search(defect.heading, section.heading)]
        section = next((section for section in headed if defect.is_in(section.body)), None)
        if section is not None:
            yield defect, section
