"""Writings of days and moments with what they mean, read from the table beside."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from privacyportal.backoffice.dates import TOKYO

# When they were written.
AT = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)
TABLE = Path(__file__).with_name("days.csv")


@dataclass(frozen=True)
class Writing:
    """A text, which way its field looks, what becomes of it (read, asked, refused), and the days or instants meant.

    What is `dated` says the same whenever it was written.
    """

    text: str
    towards: str
    verdict: str
    meant: tuple[date, ...]
    dated: bool

    @property
    def is_moment(self) -> bool:
        """Return whether it names a time of day."""
        return bool(self.meant) and isinstance(self.meant[0], datetime)


def _meant(value: str) -> date:
    if len(value) == len("2026-11-02"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).replace(tzinfo=TOKYO)


def writings() -> list[Writing]:
    """Return the table; signs that nobody sees are written in it as \\u200b."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Writing(
                text=row["text"].encode("ascii").decode("unicode_escape") if "\\u" in row["text"] else row["text"],
                towards=row["towards"],
                verdict=row["verdict"],
                meant=tuple(_meant(value) for value in row["value"].split(";") if value),
                dated=row["dated"] == "yes",
            )
            for row in csv.DictReader(file)
        ]
