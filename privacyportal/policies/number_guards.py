"""When may individual numbers be disposed of, and what does the record of it say?"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal

CANNOT_REGISTER = _("The end of the need cannot be registered.")
CANNOT_DISPOSE = _("The disposal cannot be recorded.")


def affair_of_numbers(*, is_of_numbers: bool) -> Refusal | None:
    """Individual numbers are held for the two affairs of section 3 only (My Number Act, Article 9)."""
    if is_of_numbers:
        return None
    return Refusal(
        code="policies.not_an_affair_of_numbers",
        section="3",
        cannot=CANNOT_REGISTER,
        missing=_("The purpose is not one of the affairs for individual numbers."),
        next_step=_("Choose the affair for which the numbers were held."),
        field="affair",
    )


def counted_from_event(*, kept_as: str, counted_from_on: date | None) -> Refusal | None:
    """A period of law is counted from an event; without one there is no day."""
    if bool(kept_as) == (counted_from_on is not None):
        return None
    return Refusal(
        code="policies.period_without_event",
        section="4",
        cannot=CANNOT_REGISTER,
        missing=_("The period of law and the day from which it is counted go together."),
        next_step=_("Enter both, or neither where no law keeps the documents."),
        field="counted_from_on" if kept_as else "kept_as",
    )


def after_need_and_law(*, disposed_on: date, from_on: date, today: date) -> Refusal | None:
    """Numbers go when need and periods of law are over, and it is recorded when they are gone."""
    if from_on <= disposed_on <= today:
        return None
    too_soon = _("Need or periods of law keep the numbers; they may go from %(day)s.") % {"day": long_day(from_on)}
    return Refusal(
        code="policies.numbers_still_kept",
        section="3",
        cannot=CANNOT_DISPOSE,
        missing=_("The day is still to come.") if disposed_on > today else too_soon,
        next_step=_("Enter the day on which they were disposed of."),
        field="disposed_on",
    )


def other_checks(*, is_same: bool) -> Refusal | None:
    """Who disposes of numbers does not check it: the record names both (My Number guidelines, annex 1 E-d)."""
    if not is_same:
        return None
    return Refusal(
        code="policies.disposal_checked_by_same",
        section="3",
        cannot=CANNOT_DISPOSE,
        missing=_("Whoever disposed of the numbers is recording it."),
        next_step=_("Let another person check and record it."),
        field="disposed_by",
    )


def vendor_certifies(*, is_by_vendor: bool, certificate: str) -> Refusal | None:
    """A vendor that disposes of numbers certifies it."""
    if not is_by_vendor or certificate.strip():
        return None
    return Refusal(
        code="policies.disposal_uncertified",
        section="3",
        cannot=CANNOT_DISPOSE,
        missing=_("The vendor's certificate is not named."),
        next_step=_("Obtain the certificate and enter its number."),
        field="certificate",
    )


def still_there(*, is_open: bool) -> Refusal | None:
    """What is gone goes once."""
    if is_open:
        return None
    return Refusal(
        code="policies.numbers_gone",
        section="3",
        cannot=CANNOT_DISPOSE,
        missing=_("The disposal has been recorded already."),
        next_step=_("Read how they were disposed of."),
    )
