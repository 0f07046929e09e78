"""What rests on what, so that a lapse of the one reaches the other at once: state, list, task and mail?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Support:
    """A kind of record that may lapse, and a kind that rests on it.

    Both are prefixes of numbers; a country, which has no number, is COUNTRY. `path` leads from the dependent record to
    the number of what it rests on (for a country to the country): by it the dependent's deadlines follow in the same
    transaction. `duty` is the task, whose steps are the mails; it stands on the dependent or on what lapsed. `listed`
    and `narrowed` are the list of the admin that shows exactly what lost its support.
    """

    supporter: str
    dependent: str
    path: str
    duty: str
    listed: str
    narrowed: Mapping[str, str] = field(default_factory=dict)


_supports: list[Support] = []


def rests(*pairs: Support) -> None:
    """Declare pairs; called from a room's `clocks.py`."""
    known = {(pair.supporter, pair.dependent, pair.path) for pair in _supports}
    _supports.extend(pair for pair in pairs if (pair.supporter, pair.dependent, pair.path) not in known)


def supports() -> Sequence[Support]:
    """Return every pair, by what may lapse and what rests on it."""
    return sorted(_supports, key=lambda pair: (pair.supporter, pair.dependent, pair.path))


def resting_on(supporter: str) -> Sequence[Support]:
    """Return the pairs of one kind of record that may lapse."""
    return [pair for pair in _supports if pair.supporter == supporter]
