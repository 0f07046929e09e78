"""What may a person be in charge of, who else may be, and how does it change hands? Rooms and the ground say so.

Every relation to an account is one of two things: it says who did something, or who is in charge. Each of the second
kind belongs to a `Charge`; a test names every relation, and a new one without an answer fails.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor, number_of
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.writing import locked

# Those whose charges are asked for.
type People = Sequence[User] | QuerySet[User]


class HandOver[M: Model](Protocol):
    """Give one record to somebody, inside another deed; to nobody where it may end with the person."""

    def __call__(self, record: M, /, *, person: User, to: User | None, reason: str, by: Actor, at: datetime) -> object:
        """Write the record, its history and its entry in the trail; tell nobody: the successor gets one digest."""


def is_open_account(person: User, record: Model) -> str:
    """Return what keeps somebody from taking a charge over that asks for nothing but an account."""
    return "" if person.is_active else _("The account is closed.")


def never(person: User, record: Model) -> bool:
    """Return False: it does not end with the person who has it."""
    return False


@dataclass(frozen=True, kw_only=True)
class Charge[M: Model]:
    """One kind of charge.

    `relation` is the field that says who is in charge (app.Model.field), where one does; `held_by` gives what people
    have in charge now, `name` what a record is called in lists, `unfit` why somebody cannot have it (empty where they
    can). `ends` says whether it may end without a successor. A charge that nobody needs to be named for says in
    `goes_on` why, and `hand_over` then does, once all else has changed hands, what is to follow.
    """

    code: str
    label: Text
    held_by: Callable[[People], QuerySet[M]]
    hand_over: HandOver[M] | None
    relation: str = ""
    name: Callable[[M], str] = number_of
    unfit: Callable[[User, M], str] = is_open_account
    ends: Callable[[User, M], bool] = never
    goes_on: Text = ""


_charges: dict[str, Charge[Model]] = {}


def register[M: Model](*charges: Charge[M]) -> None:
    """Name kinds of charge; called from `charges.py` of rooms and ground, which are found at start."""
    for charge in charges:
        _charges[charge.code] = charge  # type: ignore[assignment]


def charges() -> list[Charge[Model]]:
    """Return every kind: those that need a successor first (people before records), in the order of their codes."""
    return sorted(_charges.values(), key=lambda charge: (bool(charge.goes_on), charge.code))


def held_by(person: User) -> list[tuple[Charge[Model], list[Model]]]:
    """Return each kind of charge that a person has, with its records in the order in which they came to be."""
    found = [(charge, list(charge.held_by([person]).order_by("pk"))) for charge in charges()]
    return [(charge, records) for charge, records in found if records]


def left_behind() -> list[str]:
    """Return, in words, what is in the charge of closed accounts although it needs somebody: how many of which kind.

    It can only come from before charges were handed over, or from behind the portal's back.
    """
    closed = User.objects.filter(is_active=False)
    counted = [(charge.label, charge.held_by(closed).count()) for charge in charges() if not charge.goes_on]
    return [_("%(charge)s (%(count)d)") % {"charge": label, "count": count} for label, count in counted if count]


def unfit_for(person: User) -> set[tuple[str, int]]:
    """Return what of their charges a person may not have as account and roles are stored now, by kind and key."""
    stored = User.objects.get(pk=person.pk)
    return {
        key_of(charge, record)
        for charge, records in held_by(stored)
        if not charge.goes_on
        for record in records
        if charge.unfit(stored, record)
    }


def key_of(charge: Charge[Model], record: Model) -> tuple[str, int]:
    """Return what tells one record that a person has in charge from all others."""
    return charge.code, record.pk


def label_of(code: str) -> str:
    """Return the name of a kind of charge in the active language, or its code."""
    return str(_charges[code].label) if code in _charges else code


def field_of(charge: Charge[Model], record: Model | None = None) -> str:
    """Return the form field that names the successor for a kind of charge, or for one record of it."""
    name = f"successor_{charge.code.replace('.', '_')}"
    return name if record is None else f"{name}_{record.pk}"


def receiving(person: User) -> User:
    """Return a person as stored, held until the deed is done that gives them a charge.

    Who closes their account at the same moment waits, and hands over what they got; or the deed sees it closed.
    """
    return locked(person)
