"""On which day does a ground of section 11 stop holding by itself: its end, a check overdue, a designation ended?"""

from collections.abc import Iterator
from datetime import date, timedelta

from vendors.models import ForeignGround
from vendors.states import ForeignBasis

DAY = timedelta(days=1)


def lapses_on(ground: ForeignGround) -> date | None:
    """Return the first day on which the ground holds no longer; None where nothing ends it by itself."""
    return min(_ends(ground), default=None)


def is_replaced(ground: ForeignGround) -> bool:
    """Return whether the party has another ground that begins after this one and has not been stopped."""
    party = ground.vendor or ground.partner
    others = party.foreign_grounds.all() if party else ()
    return any(other.valid_from > ground.valid_from and other.stopped_on is None for other in others)


def _ends(ground: ForeignGround) -> Iterator[date]:
    if ground.valid_to is not None:
        yield ground.valid_to + DAY
    if ground.basis == ForeignBasis.EQUIVALENT:
        yield from (due + DAY for due in (ground.implementation_due_on, ground.law_due_on) if due is not None)
    party = ground.vendor or ground.partner
    if party and ground.basis == ForeignBasis.DESIGNATED:
        ended = [row.valid_to for row in party.country.designations.all()]
        if None not in ended:
            yield max((day for day in ended if day is not None), default=ground.valid_from - DAY) + DAY
