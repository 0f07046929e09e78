"""What follows, in the same transaction, when staff come, go or get another deputy? Rooms and the ground say so."""

from datetime import datetime
from typing import Protocol

from privacyportal.accounts.models import OpenSession, User
from privacyportal.audit.actors import Actor


class Followup(Protocol):
    """What follows when a person has another deputy or absence, when staff come or go, or are to sign in."""

    def __call__(self, *, person: User, by: Actor, at: datetime) -> object:
        """Bring the room's own rows in line with the person as stored."""


class Handing(Protocol):
    """How a successor is told what has become theirs."""

    def __call__(self, *, person: User, successor: User, by: Actor, at: datetime) -> object:
        """Tell them, once for all of it."""


class Arriving(Protocol):
    """How a person is told that somebody has signed in as them from where nobody did before."""

    def __call__(self, *, person: User, session: OpenSession, at: datetime) -> object:
        """Tell them."""


_followups: list[Followup] = []
_of_staff: list[Followup] = []
_of_invitations: list[Followup] = []
_of_newcomers: list[Followup] = []
_of_handing: list[Handing] = []
_of_arriving: list[Arriving] = []
_of_ended_sessions: list[Followup] = []


def register(followup: Followup) -> None:
    """Name what follows; called from a room's `followups.py`."""
    _followups.append(followup)


def deputy_changed(*, person: User, by: Actor, at: datetime) -> None:
    """Do what every room named."""
    for followup in _followups:
        followup(person=person, by=by, at=at)


def register_staff(followup: Followup) -> None:
    """Name what follows when somebody comes, goes or returns; called from a `followups.py`."""
    _of_staff.append(followup)


def staff_changed(*, person: User, by: Actor, at: datetime) -> None:
    """Do what was named for somebody who came, went, returned or moved."""
    for followup in _of_staff:
        followup(person=person, by=by, at=at)


def register_invitation(followup: Followup) -> None:
    """Name how a person is told that they may choose a password; called when the outbox's mails are found."""
    _of_invitations.append(followup)


def invited(*, person: User, by: Actor, at: datetime) -> None:
    """Tell a person that they may choose a password."""
    for followup in _of_invitations:
        followup(person=person, by=by, at=at)


def register_newcomers(followup: Followup) -> None:
    """Name how administrators are told of somebody new; called when the outbox's mails are found."""
    _of_newcomers.append(followup)


def newcomer(*, person: User, by: Actor, at: datetime) -> None:
    """Tell administrators that somebody has come through the provider who was not known."""
    for followup in _of_newcomers:
        followup(person=person, by=by, at=at)


def register_handing(followup: Handing) -> None:
    """Name how a successor is told what has become theirs; called when the outbox's mails are found."""
    _of_handing.append(followup)


def handed_over(*, person: User, successor: User, by: Actor, at: datetime) -> None:
    """Tell a successor what a person who left or moved has handed over to them at that moment."""
    for followup in _of_handing:
        followup(person=person, successor=successor, by=by, at=at)


def register_arriving(followup: Arriving) -> None:
    """Name how a person is told of a sign-in from elsewhere; called when the outbox's mails are found."""
    _of_arriving.append(followup)


def signed_in_elsewhere(*, person: User, session: OpenSession, at: datetime) -> None:
    """Tell a person that somebody has signed in as them in a browser, or from an address, where nobody did before."""
    for followup in _of_arriving:
        followup(person=person, session=session, at=at)


def register_ended_sessions(followup: Followup) -> None:
    """Name how a person is told that another has ended their sessions; called when the outbox's mails are found."""
    _of_ended_sessions.append(followup)


def sessions_ended(*, person: User, by: Actor, at: datetime) -> None:
    """Tell a person that an administrator has ended what was open in their name."""
    for followup in _of_ended_sessions:
        followup(person=person, by=by, at=at)
