"""Which characters are forms of one another? A table kept as data, with its sources."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "forms.txt"
COMMENT = "#"


@cache
def groups() -> tuple[str, ...]:
    """Return the groups of forms, each with the form of daily use first."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith(COMMENT))


@cache
def daily() -> dict[int, str]:
    """Return what stands for each other form of a character: the form of daily use, by code point."""
    return {ord(form): group[0] for group in groups() for form in group[1:] if form != group[0]}
