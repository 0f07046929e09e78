"""The matrix as a file that a person reads: record, part, channel, verb, and a column for each role."""

import csv
import os
from dataclasses import dataclass, field
from pathlib import Path

from tests.matrix.cast import ROLES

WRITES = "PORTAL_WRITE_MATRIX"


@dataclass(frozen=True, order=True)
class Row:
    """One question of the matrix."""

    record: str
    part: str
    channel: str
    verb: str


@dataclass
class Matrix:
    """Whom the portal lets do what, by question."""

    cells: dict[Row, set[str]] = field(default_factory=dict)

    def say(self, row: Row, role: str, *, is_let: bool = True) -> None:
        """Note what a role met; a question that nobody was let do stands there too."""
        met = self.cells.setdefault(row, set())
        if is_let:
            met.add(role)


def compare(found: Matrix, path: Path) -> None:
    """Hold what was found to the reviewed file, or write it anew where the environment says so."""
    if os.environ.get(WRITES):
        write(found, path)
    wanted = read(path)
    assert set(found.cells) == set(wanted.cells), "a question has no row in the table, or a row no question"
    assert {row: who for row, who in found.cells.items() if who != wanted.cells[row]} == {}


def read(path: Path) -> Matrix:
    """Return the reviewed table."""
    matrix = Matrix()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = Row(row["record"], row["part"], row["channel"], row["verb"])
            matrix.cells[key] = {role for role in ROLES if row[role]}
    return matrix


def write(matrix: Matrix, path: Path) -> None:
    """Write the table for review."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["record", "part", "channel", "verb", *ROLES])
        for row, who in sorted(matrix.cells.items()):
            let = ("yes" if role in who else "" for role in ROLES)
            writer.writerow([row.record, row.part, row.channel, row.verb, *let])
