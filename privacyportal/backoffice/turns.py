"""Whose turn is it with a record, and why did something come back? It stands at the head of the record's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from privacyportal.backoffice.labels import Text


@dataclass(frozen=True, kw_only=True)
class SentBack:
    """Something that came back to be written again: what, why, who said so and when."""

    what: Text
    reason: str
    by: Text
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Who has to act next, as a sentence, and what came back to them."""

    text: Text
    sent_back: Sequence[SentBack] = ()


def another_decides(*people: object) -> Turn:
    """Return that a second person decides, who is none of these; None among them is the portal, or nobody."""
    names = "、".join(dict.fromkeys(str(person) for person in people if person is not None))
    return Turn(
        text=_("Somebody other than %(names)s decides.") % {"names": names} if names else _("A person decides.")
    )


type TurnMaker = Callable[[object], Turn | None]

_makers: list[TurnMaker] = []


def register(maker: TurnMaker) -> None:
    """Ask this of every record whose own page does not say whose turn it is; an app does so at start-up."""
    _makers.append(maker)


def of_any(record: object) -> Turn | None:
    """Return what the first of the makers says that knows; None where none does."""
    return next((turn for maker in _makers if (turn := maker(record)) is not None), None)
