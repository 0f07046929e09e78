"""What may not be entrusted, and which contract dates cannot be (policy sections 3 and 6)?"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal

SECTION = "6"
CANNOT_REGISTER = _("This entrustment cannot be registered.")


def numbers_for_their_affairs(*, holds_numbers: bool, other_purposes: str, has_affair: bool) -> Refusal | None:
    """Refuse individual numbers for anything but the two affairs that the policy names (section 3, My Number Act 9).

    `other_purposes` are the codes of purposes chosen that are not such an affair.
    """
    if not holds_numbers or (has_affair and not other_purposes):
        return None
    return Refusal(
        code="numbers_outside_affairs",
        section="3",
        cannot=CANNOT_REGISTER,
        missing=_("Individual numbers may be handled only for the two affairs N1 and N2; consent does not widen them."),
        next_step=_("Choose only N1 or N2, or register the other work as an entrustment of its own."),
        field="purposes",
    )


def numbers_admitted(*, holds_numbers: bool, is_flagged: bool, link: str = "") -> Refusal | None:
    """Refuse individual numbers for a vendor that nobody decided on as one that handles them (My Number Act 11)."""
    if is_flagged or not holds_numbers:
        return None
    return Refusal(
        code="vendor_not_for_numbers",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("Nobody has decided that this vendor handles individual numbers (My Number Act, Article 11)."),
        next_step=_("Tick it on the vendor's page; the assessment then asks for the safety of the numbers (SEL-09)."),
        field="categories",
        link=link,
        link_label=_("Open vendor"),
    )


def numbers_safe(*, wants_numbers: bool, is_checked: bool, cannot: Text, link: str = "") -> Refusal | None:
    """Refuse individual numbers for a vendor whose safety for them was not checked beforehand (item SEL-09)."""
    if is_checked or not wants_numbers:
        return None
    return Refusal(
        code="numbers_not_assessed",
        section=SECTION,
        cannot=cannot,
        missing=_(
            "No assessment signed off last found the vendor's safety for individual numbers in order (item SEL-09; "
            "My Number Act, Article 11)."
        ),
        next_step=_("Assess the vendor again and have it signed off."),
        link=link,
        link_label=_("Start assessment"),
    )


def affairs_have_numbers(*, holds_numbers: bool, has_affair: bool) -> Refusal | None:
    """Refuse the affairs for individual numbers where no individual number is handled."""
    if holds_numbers or not has_affair:
        return None
    return Refusal(
        code="affair_without_numbers",
        section="3",
        cannot=CANNOT_REGISTER,
        missing=_("The affairs N1 and N2 are for individual numbers, and none are among the data."),
        next_step=_("Add individual numbers to the data handled, or choose another purpose."),
        field="categories",
    )


def scope_named(*, has_purposes: bool, has_categories: bool) -> Refusal | None:
    """Refuse an entrustment that does not say what for and which data; the vendor may use data for its task only."""
    if has_purposes and has_categories:
        return None
    return Refusal(
        code="entrustment_without_scope",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("The purposes of use and the data handled are not named."),
        next_step=_("Choose at least one of each."),
        field="purposes" if not has_purposes else "categories",
    )


def dates_in_order(*, starts_on: date, ends_on: date | None) -> Refusal | None:
    """Refuse a contract that ends before it starts."""
    if ends_on is None or ends_on >= starts_on:
        return None
    return Refusal(
        code="entrustment_out_of_order",
        cannot=CANNOT_REGISTER,
        missing=_("It would end before it starts."),
        next_step=_("Correct the dates."),
        field="ends_on",
    )


def vendor_open(*, has_ended: bool) -> Refusal | None:
    """Refuse new work to a vendor whose entrustment has ended."""
    if not has_ended:
        return None
    return Refusal(
        code="entrustment_to_ended_vendor",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("The vendor's entrustment has ended."),
        next_step=_("Register the company anew; it is assessed before it starts."),
    )


def renewal_later(*, ends_on: date | None, new_end: date | None) -> Refusal | None:
    """Refuse a renewal that does not run longer than the contract does already."""
    if new_end is None or (ends_on is not None and new_end > ends_on):
        return None
    return Refusal(
        code="renewal_not_later",
        cannot=_("This contract cannot be renewed."),
        missing=_("The new last day is not later than the present one."),
        next_step=_("Enter a later day, or leave it empty for a contract without an end."),
        field="ends_on",
    )


def renewal_signed(*, signed_on: date | None, today: date) -> Refusal | None:
    """Refuse a renewal that has not been signed."""
    if signed_on is not None and signed_on <= today:
        return None
    return Refusal(
        code="renewal_not_signed",
        section=SECTION,
        cannot=_("This contract cannot be renewed."),
        missing=_("The renewal has not been signed yet."),
        next_step=_("Enter the day on which it was signed."),
        field="signed_on",
    )


def ends_early(*, ended_on: date, starts_on: date, ends_on: date | None, today: date) -> Refusal | None:
    """Refuse an early end after the last day, or before the start of a contract that has run.

    One that has not started yet may be called off.
    """
    if min(starts_on, today) <= ended_on and (ends_on is None or ended_on <= ends_on):
        return None
    return Refusal(
        code="early_end_outside_contract",
        section=SECTION,
        cannot=_("This contract cannot be ended on that day."),
        missing=_("The day is before the contract's start or after its last day."),
        next_step=_("Enter a day on which it runs; to run longer it is renewed."),
        field="ended_on",
    )
