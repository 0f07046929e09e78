"""Which figures do rooms judge by that a firm may set: how many persons, which share, how many months?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from privacyportal.clocks.plan.duties import Text
from privacyportal.clocks.plan.states import Certainty


class UnknownMeasure(LookupError):
    """A threshold names a figure that no app has declared."""


def nothing_moves(before: Decimal, after: Decimal, day: date) -> str:
    """Return nothing: what rests on the figure cannot be counted."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One figure that something is judged by, as the portal brings it.

    `least` and `most` are what the law itself or the figure's sense fixes: no version goes beyond; `places` how many
    decimals make sense; `words` name the values of a question that is answered by one of them. `affected` tells in
    words what would be judged otherwise by another value from a day on; `newest_use` the last day on which something
    was judged by it.
    """

    code: str
    label: Text
    unit: Text
    value: Decimal
    certainty: Certainty = Certainty.TARGET
    source: str
    least: Decimal | None = None
    most: Decimal | None = None
    places: int = 0
    words: Mapping[int, Text] = field(default_factory=dict)
    affected: Callable[[Decimal, Decimal, date], str] = field(default=nothing_moves)
    newest_use: Callable[[], date | None] = field(default=lambda: None)


_measures: dict[str, Measure] = {}


def declare(*measures: Measure) -> None:
    """Declare figures; called from an app's `clocks.py`."""
    _measures.update({measure.code: measure for measure in measures})


def measure_of(code: str) -> Measure:
    """A figure by its code.

    :raises UnknownMeasure: when no app has declared it.
    """
    try:
        return _measures[code]
    except KeyError as error:
        raise UnknownMeasure(code) from error


def measures() -> list[Measure]:
    """Every figure, in the order of their codes."""
    return [_measures[code] for code in sorted(_measures)]
