"""Which desk answers a case, by which row of the decision table? A pure decision over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cases.states import Concerns


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the table asks of a case."""

    sender: str
    concerns: str
    leak_suspected: bool = False
    is_request: bool = False
    we_are_responsible: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: conditions, None or empty where any value fits, and the key of the stored row."""

    number: str
    key: int = 0
    sender: str = ""
    concerns: str = ""
    leak_suspected: bool | None = None
    is_request: bool | None = None
    we_are_responsible: bool | None = None

    def matches(self, facts: Facts) -> bool:
        """Return whether every condition holds."""
        return (
            self.sender in ("", facts.sender)
            and self.concerns in ("", facts.concerns)
            and self.leak_suspected in (None, facts.leak_suspected)
            and self.is_request in (None, facts.is_request)
            and self.we_are_responsible in (None, facts.we_are_responsible)
        )


def decide(rows: Iterable[Row], facts: Facts) -> Row | None:
    """Return the first row that matches, from top to bottom; None where the table has no answer."""
    return next((row for row in rows if row.matches(facts)), None)


def continuing(rows: Iterable[Row], facts: Facts) -> Row | None:
    """Return the row by which the matter itself goes on while a possible leak is handled beside it."""
    return decide(rows, replace(facts, leak_suspected=False))


def is_ours_to_answer(concerns: str, *, arrangement_is_ours: bool | None) -> bool:
    """Return whether we are the party answerable for the whole joint use.

    A named arrangement says so itself; without one, policy section 8(iv) makes us answerable for the group's joint
    use, and a co-host for its own handling.
    """
    if arrangement_is_ours is not None:
        return arrangement_is_ours
    return concerns in (Concerns.GROUP_JOINT_USE, Concerns.SEMINAR_OURS)
