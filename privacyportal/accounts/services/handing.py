"""How does what a person is in charge of change hands, in the deed by which they leave, move or give it away?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import charging, followups, guards, rights
from privacyportal.accounts.charging import Charge
from privacyportal.accounts.models import Handover, User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.writing import locked

# What a deed takes from a person: all of it, what they may no longer have, what somebody is named for.
type Wanted = Callable[[Charge[Model], Model], bool]
NAMED = 150


@dataclass(frozen=True)
class Successors:
    """Who takes over: one for everything, others for a kind of charge, others again for one record of it, by key.

    Where nobody is named, the first of `others` who may have it does.
    """

    everything: User | None = None
    by_charge: Mapping[str, User] = field(default_factory=dict)
    by_record: Mapping[tuple[str, int], User] = field(default_factory=dict)
    others: Sequence[User] = ()

    def of(self, charge: Charge[Model], record: Model, *, may_end: bool = False) -> User | None:
        """Return who takes one record over; what may end goes only to whoever is named for it, so none gets too much.

        None where nobody is named.
        """
        named = self.by_record.get((charge.code, record.pk)) or self.by_charge.get(charge.code)
        if may_end or named is not None:
            return named
        return self.everything or next((one for one in self.others if not charge.unfit(one, record)), None)


NOBODY = Successors()


@deed(right=rights.CHANGE, on="user", words=_("handing over of charges"), by_portal=True)
def hand_over(*, user: User, successors: Successors, reason: str, by: Actor, at: datetime) -> int:
    """Give what a person is in charge of to those who are named; the rest stays. Return how many records changed hands.

    :raises Refused: when a successor may not have what is given to them.
    """

    def is_named(charge: Charge[Model], record: Model) -> bool:
        return not charge.goes_on and successors.of(charge, record) is not None

    return pass_on(locked(user), successors, reason=reason, by=by, at=at, wanted=is_named)


def _everything(charge: Charge[Model], record: Model) -> bool:
    return True


def pass_on(
    person: User, successors: Successors, *, reason: str, by: Actor, at: datetime, wanted: Wanted = _everything
) -> int:
    """Hand over what is `wanted` of a person's charges, inside another deed; return how many records changed hands.

    Kinds change hands one after the other: who takes a seat at a desk may then have its cases.

    :raises Refused: when something would be left without anybody, or a successor may not have what is given to them.
    """
    refusals: list[Refusal | None] = []
    given: list[Handover] = []
    for charge, records in charging.held_by(person):
        alone: list[str] = []
        for record in [one for one in records if wanted(charge, one)]:
            may_end = bool(charge.goes_on) or charge.ends(person, record)
            to = None if charge.goes_on else successors.of(charge, record, may_end=may_end)
            if to is None and not may_end:
                alone.append(charge.name(record))
            elif to is not None and (unfit := charging.is_open_account(to, record) or charge.unfit(to, record)):
                refusals.append(_unfit(charge, record, to, unfit))
            elif charge.hand_over is not None:
                charge.hand_over(record, person=person, to=to, reason=reason, by=by, at=at)
                row = Handover(person=person, successor=to, charge=charge.code, reason=reason, at=at, by=by.account)
                row.record = charge.name(record)[:NAMED]
                given += [] if charge.goes_on else [row]
        refusals.append(guards.somebody_takes_over(str(charge.label), alone, field=charging.field_of(charge)))
    refuse_if(refusals, obj=person)
    Handover.objects.bulk_create(given)
    for successor in {row.successor for row in given if row.successor is not None}:
        followups.handed_over(person=person, successor=successor, by=by, at=at)
    return len(given)


@contextmanager
def keeping(
    person: User, successors: Successors, *, moves: bool, reason: str, by: Actor, at: datetime
) -> Iterator[None]:
    """Hand over, when what is written meanwhile `moves` a person, what they could be in charge of before and now not.

    :raises Refused: when that would be left without anybody, or a successor may not have what is given to them.
    """
    before = charging.unfit_for(person) if moves else set()
    yield
    lost = charging.unfit_for(person) - before if moves else set()
    if lost:
        pass_on(person, successors, reason=reason, by=by, at=at, wanted=lambda *held: charging.key_of(*held) in lost)


def _named(field_name: str) -> str:
    return str({"manager": _("supervisor"), "deputy": _("deputy"), "head": _("head of department")}[field_name])


def refuse_closed(given: Mapping[str, object], record: str) -> list[Refusal]:
    """Return the refusal of each charge of a record that a closed account would get; `given` are people by field."""
    people = {name: charging.receiving(person) for name, person in given.items() if isinstance(person, User)}
    return [
        guards.fit_to_take_over(str(person), _named(name), record, str(_("The account is closed.")), field=name)
        for name, person in people.items()
        if not person.is_active
    ]


def _unfit(charge: Charge[Model], record: Model, to: User, why: str) -> Refusal:
    name = charging.field_of(charge)
    return guards.fit_to_take_over(str(to), str(charge.label), charge.name(record), why, field=name)
