"""Which process of this installation ended by itself, and when? A line each; what serves writes, doctor reads."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "ended.jsonl"
KEPT = 1000


@dataclass(frozen=True)
class Ending:
    """That a process ended, with the exit code that it left (negative: the signal that killed it)."""

    name: str
    code: int
    at: datetime


def record(path: Path, *, name: str, code: int, at: datetime) -> None:
    """Add a line; the newest KEPT stay."""
    line = json.dumps({"at": at.isoformat(), "name": name, "code": code})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{kept}\n" for kept in [*_lines(path)[1 - KEPT :], line]))


def since(path: Path, begin: datetime) -> Sequence[Ending]:
    """Return what ended at `begin` or later; a line that cannot be read is left out."""
    return [ending for line in _lines(path) if (ending := _read(line)) is not None and ending.at >= begin]


def _lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return ()


def _read(line: str) -> Ending | None:
    try:
        row = json.loads(line)
        return Ending(name=row["name"], code=row["code"], at=datetime.fromisoformat(row["at"]))
    except (ValueError, TypeError, KeyError):
        return None
