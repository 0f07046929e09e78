"""What is one step of a record from state to state, and which steps does a table hold?

One object names a step: its words, where it starts and where it leads, the right it needs, what must be there before.
Deeds take their right and words from it, buttons whether it is possible, the mover the states; nothing names it twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.rights import Right


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of a transition table: `words` name it as a button does (a noun), `needs` says what must be there."""

    name: str
    words: Text
    sources: tuple[str, ...]
    target: str
    right: Right
    needs: Text = ""

    def starts_from(self, status: str) -> bool:
        """Return whether the step is possible from a state."""
        return status in self.sources


def table(steps: Iterable[Step]) -> Mapping[str, Step]:
    """Return steps by their names.

    :raises TypeError: when two have one name.
    """
    rows = list(steps)
    named = {step.name: step for step in rows}
    if len(named) != len(rows):
        raise TypeError("Two steps of a table have one name.")
    return named
