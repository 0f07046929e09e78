"""Would a rule allow more time than the law does? Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypedDict

from django.utils.translation import gettext_lazy as _

from privacyportal.clocks.plan.states import ANY_PAUSE

if TYPE_CHECKING:
    from privacyportal.backoffice.labels import Text


class StoredTerms(TypedDict):
    """Terms as a row keeps them, beside the amount."""

    unit: str
    calendar: str
    day_one: bool
    roll_forward: bool
    until_midnight: bool
    stopped_by: list[str]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How long, counted in what, on which calendar, and what may make it longer."""

    amount: int
    unit: str
    calendar: str
    day_one: bool
    roll_forward: bool
    until_midnight: bool
    stopped_by: tuple[str, ...]

    @classmethod
    def stored(cls, amount: int, rest: StoredTerms) -> Self:
        """Return what a row holds of the law."""
        return cls(
            amount=amount,
            unit=rest["unit"],
            calendar=rest["calendar"],
            day_one=rest["day_one"],
            roll_forward=rest["roll_forward"],
            until_midnight=rest["until_midnight"],
            stopped_by=tuple(rest["stopped_by"]),
        )

    def to_store(self) -> StoredTerms:
        """Return all but the amount, for a row."""
        return {
            "unit": self.unit,
            "calendar": self.calendar,
            "day_one": self.day_one,
            "roll_forward": self.roll_forward,
            "until_midnight": self.until_midnight,
            "stopped_by": list(self.stopped_by),
        }


def beyond_law(terms: Terms, law: Terms) -> Iterator[tuple[str, "Text"]]:
    """Each field by which the terms could give more time than the law, with why; nothing where they cannot.

    Counting in another unit or on another calendar cannot be compared day by day, so it is not allowed either.
    """
    if not 1 <= terms.amount <= law.amount:
        yield "amount", _("The law allows %(amount)d at most.") % {"amount": law.amount}
    if terms.unit != law.unit:
        yield "unit", _("The law counts otherwise.")
    if terms.calendar != law.calendar:
        yield "calendar", _("The law counts on another calendar.")
    if law.day_one and not terms.day_one:
        yield "day_one", _("The law counts the day of the start.")
    if terms.roll_forward and not law.roll_forward:
        yield "roll_forward", _("The law does not move the last day.")
    if terms.until_midnight and not law.until_midnight:
        yield "until_midnight", _("The law's last day ends earlier.")
    if ANY_PAUSE not in law.stopped_by and set(terms.stopped_by) - set(law.stopped_by):
        yield "stopped_by", _("The law knows no such pause.")
