"""On which day does what others rest on stop holding: a ground abroad, a contract, a vendor's work, a joint use?

An end, a check overdue, a designation ended, a suspension: the day is the first on which it holds no longer.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from privacyportal.backoffice.dates import tokyo_day
from vendors.models import Entrustment, ForeignGround, JointUseArrangement, JointUsePartner, Vendor
from vendors.states import ForeignBasis, Status

DAY = timedelta(days=1)


def lapses_on(ground: ForeignGround) -> date | None:
    """Return the first day on which the ground holds no longer; None where nothing ends it by itself."""
    return min(_ends(ground), default=None)


def is_replaced(ground: ForeignGround) -> bool:
    """Return whether the party has another ground that begins after this one and has not been stopped."""
    party = ground.vendor or ground.partner
    others = party.foreign_grounds.all() if party else ()
    return any(other.valid_from > ground.valid_from and other.stopped_on is None for other in others)


def party_lapses_on(party: Vendor | JointUsePartner) -> date | None:
    """Return the day on which the last of a party's grounds abroad holds no longer; None while one has no such day."""
    ends = [ground.stopped_on or lapses_on(ground) for ground in party.foreign_grounds.all()]
    known = [day for day in ends if day is not None]
    return max(known, default=None) if len(known) == len(ends) else None


def contract_lapses_on(contract: Entrustment) -> date | None:
    """Return the first day after a contract."""
    last = contract.terminated_on or contract.ends_on
    return None if last is None else last + DAY


def work_lapses_on(vendor: Vendor) -> date | None:
    """Return the day on which a vendor ceased to be active; None while it is, or before it was."""
    if vendor.status not in (Status.SUSPENDED, Status.TERMINATED):
        return None
    rows = sorted(vendor.reference.vendor_standings.all(), key=lambda row: (row.on, row.at, row.pk))
    ceased = None
    for row in rows:
        ceased = None if row.state == Status.ACTIVE else ceased or row.on
    return ceased or (tokyo_day(vendor.terminated_at) if vendor.terminated_at else None)


def newest(arrangement: JointUseArrangement) -> JointUseArrangement:
    """Return the joint use that took an arrangement's place, and its, in the end; itself where none did."""
    while (after := arrangement.successor) is not None:
        arrangement = after
    return arrangement


def use_ends_on(arrangement: JointUseArrangement) -> date | None:
    """Return the first day after a joint use; one that was replaced goes on in what replaced it."""
    last = newest(arrangement).ends_on
    return None if last is None else last + DAY


def use_lapses_on(arrangement: JointUseArrangement) -> date | None:
    """Return the day on which a joint use is over, or a partner abroad has no ground any more."""
    days = [arrangement.ends_on + DAY] if arrangement.ends_on else []
    abroad = [party_lapses_on(partner) for partner in arrangement.partners.all() if partner.is_abroad]
    return min([*days, *(day for day in abroad if day is not None)], default=None)


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
