"""What forbids providing these items for this purpose, whatever the ground (sections 3, 7 and 8)?"""

from django.utils.translation import gettext as _

from consents.guards.facts import Facts, Item
from consents.guards.wording import names, no_provision
from consents.states import EXCEPTIONS_WITH_CONSENT, Ground, SensitiveException
from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.states import Sensitivity

SENSITIVE = (Sensitivity.SENSITIVE, Sensitivity.SPECIAL_CARE)


def refusals(given: Facts) -> list[Refusal | None]:
    """Return every rule about the items, the purpose, the person and the day that says no."""
    return [
        not_ahead(given),
        says_whose_data(given),
        has_items(given),
        published_purpose(given),
        no_individual_number(given),
        listed_exception(given),
        consented_exception(given),
    ]


def not_ahead(given: Facts) -> Refusal | None:
    """A record is made of what has been done."""
    if given.provided_on <= given.today:
        return None
    return no_provision(
        "provided_ahead",
        "",
        _("The day of the provision lies in the future."),
        _("Correct the day."),
        field="provided_on",
    )


def says_whose_data(given: Facts) -> Refusal | None:
    """The record names the person, or says whose data it was where they are many (Enforcement Rules 20)."""
    if given.has_person or given.subjects.strip():
        return None
    return no_provision(
        "whose_data",
        "10",
        _("Whose data was provided is not entered."),
        _("Choose the person, or say whose data it was if they are many."),
        field="data_subject",
    )


def has_items(given: Facts) -> Refusal | None:
    """The record names the items provided."""
    if given.items:
        return None
    return no_provision(
        "no_items", "10", _("The items provided are not entered."), _("Choose the items."), field="categories"
    )


def published_purpose(given: Facts) -> Refusal | None:
    """Data is provided only for one of the published purposes, as in force on the day."""
    purpose, day = given.purpose, given.provided_on
    if given.ground == Ground.NUMBER_ACT:
        return None
    if purpose.is_for_numbers:
        missing = _("%(purpose)s is an affair for individual numbers, not one of the published purposes of use.")
    elif not purpose.is_published:
        missing = _("Purpose %(purpose)s was not a published purpose on %(day)s.")
    else:
        return None
    return no_provision(
        "purpose_not_published",
        "3",
        missing % {"purpose": purpose.words, "day": long_day(day)},
        _("Choose one of the nine purposes."),
        field="purpose",
    )


def no_individual_number(given: Facts) -> Refusal | None:
    """Individual numbers move only under Article 19 of the Number Act, on no ground of section 10."""
    if given.ground == Ground.NUMBER_ACT:
        return None
    numbers = [item for item in given.items if item.sensitivity == Sensitivity.INDIVIDUAL_NUMBER]
    if not numbers:
        return None
    return no_provision(
        "individual_number",
        "3",
        _("%(items)s may be provided only under Article 19 of the Number Act; no ground of section 10 permits it.")
        % {"items": names(numbers)},
        _("Record it under Article 19 of the Number Act, or take these items out."),
        field="categories",
    )


def sensitive_items(given: Facts) -> list[Item]:
    """Return the items that section 7 speaks of."""
    return [item for item in given.items if item.sensitivity in SENSITIVE]


def listed_exception(given: Facts) -> Refusal | None:
    """Sensitive information is provided only in a case that the finance guideline lists, for a written reason."""
    items = sensitive_items(given)
    if not items:
        return None
    if given.sensitive_exception not in SensitiveException.values:
        return no_provision(
            "sensitive_without_exception",
            "7",
            _("%(items)s: sensitive information may not be provided without a listed exception.")
            % {"items": names(items)},
            _("Choose the exception that applies, or take these items out."),
            field="sensitive_exception",
        )
    if not given.sensitive_reason.strip():
        return no_provision(
            "sensitive_without_reason",
            "7",
            _("Why %(items)s is needed is not entered.") % {"items": names(items)},
            _("Enter the reason."),
            field="sensitive_reason",
        )
    return None


def needs_consent(given: Facts) -> bool:
    """Return whether the items may be provided only together with the person's consent."""
    return bool(sensitive_items(given)) and given.sensitive_exception in EXCEPTIONS_WITH_CONSENT


def consented_exception(given: Facts) -> Refusal | None:
    """Exceptions 5-8 and 5-9 hold only together with the person's consent in force on the day."""
    if not needs_consent(given):
        return None
    if any(state.holds for state in (given.use_consent, given.consent, given.foreign_consent)):
        return None
    return no_provision(
        "sensitive_without_consent",
        "7",
        _("Exception %(code)s needs the person's consent, and none is in force on %(day)s for purpose %(purpose)s.")
        % {
            "code": given.sensitive_exception,
            "day": long_day(given.provided_on),
            "purpose": given.purpose.code,
        },
        _("Record the consent first."),
        field="sensitive_exception",
    )
