"""What does the policy forbid of a promise to a person? Pure functions over plain values."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.refusals import Refusal


def promised_later(*, by_on: date, by_at: datetime | None, than: datetime) -> Refusal | None:
    """A date is promised for after the letter that promises it."""
    if (by_at or than) >= than and by_on >= tokyo_day(than):
        return None
    return Refusal(
        code="cases.promise_in_past",
        cannot=_("This date cannot be recorded as promised."),
        missing=_("It lies before the letter or call that promised it."),
        next_step=_("Check the promised day and the day of the letter."),
        field="by_on",
    )


def extended_later(*, to_on: date, to_at: datetime | None, from_on: date, from_at: datetime | None) -> Refusal | None:
    """An extension moves a promise later, never earlier."""
    is_later_that_day = to_on == from_on and to_at is not None and from_at is not None and to_at > from_at
    if to_on > from_on or is_later_that_day:
        return None
    return Refusal(
        code="cases.extension_not_later",
        cannot=_("The promised date cannot be extended to this day."),
        missing=_("It is not later than the day that was promised."),
        next_step=_("Choose a later day."),
        field="to_on",
    )


def promises_kept(*, open_ones: int) -> Refusal | None:
    """A case with a promise that was not kept stays open."""
    if not open_ones:
        return None
    return Refusal(
        code="cases.promise_open",
        cannot=_("The case cannot be closed."),
        missing=_("Something promised to the person has not been recorded as kept."),
        next_step=_("Record by which letter or call the promise was kept."),
        link_label=_("Record a promise kept"),
    )
