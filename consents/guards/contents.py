"""What forbids providing these items for this purpose, whatever the ground (sections 3, 7 and 8)?"""

from django.utils.translation import gettext as _

from consents.guards.proposal import Evidence, Proposal
from consents.guards.wording import USE, names, no_provision, to_new_consent
from consents.states import EXCEPTIONS_WITH_CONSENT, SensitiveException
from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.models import DataCategory, PurposeOfUse

SENSITIVE = (DataCategory.Sensitivity.SENSITIVE, DataCategory.Sensitivity.SPECIAL_CARE)


def refusals(proposal: Proposal, evidence: Evidence) -> list[Refusal | None]:
    """Return every rule about the items, the purpose, the person and the day that says no."""
    return [
        not_ahead(proposal, evidence),
        says_whose_data(proposal),
        has_items(proposal),
        published_purpose(proposal),
        no_individual_number(proposal),
        listed_exception(proposal),
        consented_exception(proposal, evidence),
    ]


def not_ahead(proposal: Proposal, evidence: Evidence) -> Refusal | None:
    """A record is made of what has been done."""
    if proposal.provided_on <= evidence.today:
        return None
    return no_provision(
        "provided_ahead",
        "",
        _("The day of the provision lies in the future."),
        _("Correct the day."),
        field="provided_on",
    )


def says_whose_data(proposal: Proposal) -> Refusal | None:
    """The record names the person, or says whose data it was where they are many (Enforcement Rules 20)."""
    if proposal.data_subject or proposal.subjects.strip():
        return None
    return no_provision(
        "whose_data",
        "10",
        _("Whose data was provided is not entered."),
        _("Choose the person, or say whose data it was if they are many."),
        field="data_subject",
    )


def has_items(proposal: Proposal) -> Refusal | None:
    """The record names the items provided."""
    if proposal.categories:
        return None
    return no_provision(
        "no_items", "10", _("The items provided are not entered."), _("Choose the items."), field="categories"
    )


def published_purpose(proposal: Proposal) -> Refusal | None:
    """Data is provided only for one of the published purposes, as in force on the day."""
    purpose, day = proposal.purpose, proposal.provided_on
    if purpose.kind == PurposeOfUse.Kind.INDIVIDUAL_NUMBER:
        missing = _("%(purpose)s is an affair for individual numbers, not one of the published purposes of use.")
    elif day < purpose.valid_from or (purpose.valid_to is not None and purpose.valid_to < day):
        missing = _("Purpose %(purpose)s was not a published purpose on %(day)s.")
    else:
        return None
    return no_provision(
        "purpose_not_published",
        "3",
        missing % {"purpose": purpose, "day": long_day(day)},
        _("Choose one of the nine purposes."),
        field="purpose",
    )


def no_individual_number(proposal: Proposal) -> Refusal | None:
    """Individual numbers move only under Article 19 of the Number Act, on no ground of section 10."""
    numbers = [c for c in proposal.categories if c.sensitivity == DataCategory.Sensitivity.INDIVIDUAL_NUMBER]
    if not numbers:
        return None
    return no_provision(
        "individual_number",
        "3",
        _("%(items)s may be provided only under Article 19 of the Number Act; no ground of section 10 permits it.")
        % {"items": names(numbers)},
        _("Take these items out."),
        field="categories",
    )


def sensitive_items(proposal: Proposal) -> list[DataCategory]:
    """Return the items that section 7 speaks of."""
    return [category for category in proposal.categories if category.sensitivity in SENSITIVE]


def listed_exception(proposal: Proposal) -> Refusal | None:
    """Sensitive information is provided only in a case that the finance guideline lists, for a written reason."""
    items = sensitive_items(proposal)
    if not items:
        return None
    if proposal.sensitive_exception not in SensitiveException.values:
        return no_provision(
            "sensitive_without_exception",
            "7",
            _("%(items)s: sensitive information may not be provided without a listed exception.")
            % {"items": names(items)},
            _("Choose the exception that applies, or take these items out."),
            field="sensitive_exception",
        )
    if not proposal.sensitive_reason.strip():
        return no_provision(
            "sensitive_without_reason",
            "7",
            _("Why %(items)s is needed is not entered.") % {"items": names(items)},
            _("Enter the reason."),
            field="sensitive_reason",
        )
    return None


def needs_consent(proposal: Proposal) -> bool:
    """Return whether the items may be provided only together with the person's consent."""
    return bool(sensitive_items(proposal)) and proposal.sensitive_exception in EXCEPTIONS_WITH_CONSENT


def consented_exception(proposal: Proposal, evidence: Evidence) -> Refusal | None:
    """Exceptions 5-8 and 5-9 hold only together with the person's consent in force on the day."""
    if not needs_consent(proposal):
        return None
    if any(state.holds for state in (evidence.use_consent, evidence.consent, evidence.foreign_consent)):
        return None
    return no_provision(
        "sensitive_without_consent",
        "7",
        _("Exception %(code)s needs the person's consent, and none is in force on %(day)s for purpose %(purpose)s.")
        % {
            "code": proposal.sensitive_exception,
            "day": long_day(proposal.provided_on),
            "purpose": proposal.purpose.code,
        },
        _("Record the consent first."),
        field="sensitive_exception",
        **to_new_consent(proposal.data_subject, proposal.purpose, USE),
    )
