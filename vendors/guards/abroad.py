"""On what ground may a party abroad receive personal data, and when not (policy section 11, Article 28)?"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal
from vendors.states import ForeignBasis

SECTION = "11"
CANNOT_REGISTER = _("This ground cannot be registered.")


def ground_on_file(*, is_abroad: bool, has_ground: bool, cannot: Text, link: str = "") -> Refusal | None:
    """Refuse a deed with a party abroad for which no ground of section 11 is in force."""
    if not is_abroad or has_ground:
        return None
    return Refusal(
        code="no_ground_abroad",
        section=SECTION,
        cannot=cannot,
        missing=_("The party is in a foreign country and no ground for provision abroad is in force."),
        next_step=_("Register the ground."),
        link=link,
        link_label=_("Register ground abroad"),
    )


def ground_of_its_country(*, is_moving: bool, has_ground: bool, link: str = "") -> Refusal | None:
    """Refuse another country to a party while a ground runs: it was established for the country before (Article 28)."""
    if not is_moving or not has_ground:
        return None
    return Refusal(
        code="ground_of_another_country",
        section=SECTION,
        cannot=_("The country of this party cannot be changed."),
        missing=_("Its ground for provision abroad was established for the country before."),
        next_step=_("End that ground first, then change the country and register a ground for the new one."),
        field="country",
        link=link,
        link_label=_("Open the ground"),
    )


def still_designated(*, has_lapsed: bool, cannot: Text, link: str = "") -> Refusal | None:
    """Refuse a deed on the ground of a designation that has ended (Enforcement Rules Article 15)."""
    if not has_lapsed:
        return None
    return Refusal(
        code="designation_ended",
        section=SECTION,
        cannot=cannot,
        missing=_("The rules designate the country no longer, and the ground rests on that."),
        next_step=_("End the ground and register another."),
        link=link,
        link_label=_("Register ground abroad"),
    )


def checks_on_time(*, is_overdue: bool, cannot: Text, link: str = "") -> Refusal | None:
    """Refuse a deed under equivalent measures whose periodic check is overdue (Enforcement Rules Article 18)."""
    if not is_overdue:
        return None
    return Refusal(
        code="equivalent_check_overdue",
        section=SECTION,
        cannot=cannot,
        missing=_("The periodic check of the equivalent measures is overdue."),
        next_step=_("Make the check and record it."),
        link=link,
        link_label=_("Record periodic check"),
    )


def party_abroad(*, is_abroad: bool) -> Refusal | None:
    """Refuse a ground for a party in Japan: it needs none."""
    if is_abroad:
        return None
    return Refusal(
        code="ground_at_home",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("The party is in Japan."),
        next_step=_("No ground is needed; correct the country if it is wrong."),
    )


def country_designated(*, basis: str, is_designated: bool, country: str) -> Refusal | None:
    """Refuse the ground "designated country" for a country that the rules do not name on that day (Article 15)."""
    if basis != ForeignBasis.DESIGNATED or is_designated:
        return None
    return Refusal(
        code="country_not_designated",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("%(country)s is not designated by the rules on that day.") % {"country": country},
        next_step=_("Choose another ground: equivalent measures, an exempt case, or the person's consent."),
        field="basis",
    )


def evidence_given(*, evidence: str) -> Refusal | None:
    """Refuse a ground that nobody established."""
    if evidence.strip():
        return None
    return Refusal(
        code="ground_without_evidence",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("How the ground was established is not written down."),
        next_step=_("Name the contract, group rules, certificate or consent and where it is kept."),
        field="evidence",
    )


def both_checked(*, basis: str, implementation: date | None, law: date | None, today: date) -> Refusal | None:
    """Refuse equivalent measures without the days of both checks (Article 28(3), Enforcement Rules Article 18)."""
    if basis != ForeignBasis.EQUIVALENT:
        return None
    days = {"implementation_checked_on": implementation, "law_checked_on": law}
    field = next((name for name, day in days.items() if day is None or day > today), None)
    if field is None:
        return None
    return Refusal(
        code="equivalent_not_checked",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("The checks of the measures and of the foreign law are not both on record."),
        next_step=_("Enter the day of each check; they are two."),
        field=field,
    )


def one_ground(*, has_other: bool) -> Refusal | None:
    """Refuse a second ground at the same time: exactly one is fixed for each recipient."""
    if not has_other:
        return None
    return Refusal(
        code="ground_twice",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("Another ground is in force for this party in that time."),
        next_step=_("End the other ground first."),
        field="valid_from",
    )


def days_in_order(*, first: date, last: date | None) -> Refusal | None:
    """Refuse a ground that ends before it starts."""
    if last is None or first <= last:
        return None
    return Refusal(
        code="ground_out_of_order",
        cannot=CANNOT_REGISTER,
        missing=_("It would end before it starts."),
        next_step=_("Correct the dates."),
        field="valid_to",
    )


def ends_in_its_time(*, day: date, first: date, last: date | None) -> Refusal | None:
    """Refuse a last day before the ground's start or after the one it has: it is not made longer by ending it."""
    if first <= day and (last is None or day <= last):
        return None
    return Refusal(
        code="ground_end_outside",
        section=SECTION,
        cannot=_("This ground cannot be ended on that day."),
        missing=_("The day is before its start or after its last day."),
        next_step=_("Enter a day on which it holds."),
        field="valid_to",
    )


def check_in_order(*, checked_on: date, last: date | None, today: date) -> Refusal | None:
    """Refuse a check of the future, or one older than the last recorded."""
    if checked_on <= today and (last is None or checked_on >= last):
        return None
    return Refusal(
        code="check_out_of_order",
        cannot=_("This check cannot be recorded."),
        missing=_("Its day is in the future or before the last check."),
        next_step=_("Correct the day."),
        field="checked_on",
    )


def needs_checks(*, basis: str) -> Refusal | None:
    """Refuse periodic checks of a ground that does not rest on equivalent measures."""
    if basis == ForeignBasis.EQUIVALENT:
        return None
    return Refusal(
        code="check_not_needed",
        section=SECTION,
        cannot=_("This check cannot be recorded."),
        missing=_("The ground does not rest on equivalent measures."),
        next_step=_("No periodic check is needed."),
    )
