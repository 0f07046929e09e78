"""What does a row claim that did not hold? Asked by the rows themselves, so that no door leads past it.

The deeds ask more, in words that name what is missing; this is the last wall, for a shell and for code that forgets.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consents.guards.wording import no_consent, no_provision
from consents.states import Ground
from privacyportal.backoffice.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class EntryClaim:
    """What a consent entry says of the wording that it names."""

    says_what_was_shown: bool
    was_shown: bool
    is_on_its_day: bool
    is_for_numbers: bool


@dataclass(frozen=True, kw_only=True)
class ProvisionClaim:
    """Whether what a provision names held on its day; a consent is None where the row names none."""

    ground: str
    purpose_held: bool
    purpose_is_for_numbers: bool
    consent: bool | None
    foreign_consent: bool | None
    contract_held: bool
    joint_use_held: bool
    foreign_ground_held: bool
    statute_fits: bool
    is_ahead: bool


def entry_refusals(claim: EntryClaim) -> list[Refusal | None]:
    """Return what a consent entry claims wrongly."""
    return [
        claims("claims_other_words", "3", _("Purpose, scope or recipient are not those of the wording shown."))
        if not claim.says_what_was_shown
        else None,
        claims("claims_unshown_words", "3", _("The wording was not in force on the day of the decision."))
        if not claim.was_shown
        else None,
        claims("claims_other_day", "3", _("The day is not that of the decision.")) if not claim.is_on_its_day else None,
        claims("claims_numbers", "3", _("A consent does not widen what individual numbers are used for."))
        if claim.is_for_numbers
        else None,
    ]


def claims(code: str, section: str, text: str) -> Refusal:
    """Return the refusal of an entry that claims what is not so."""
    return no_consent(code, section, text, _("Record it on its form."))


def provision_refusals(claim: ProvisionClaim) -> list[Refusal | None]:
    """Return what a provision claims wrongly."""
    is_for_numbers = claim.ground == Ground.NUMBER_ACT
    return [
        unheld("rests_on_no_purpose", "3", _("The purpose was not in force on that day."))
        if not claim.purpose_held or claim.purpose_is_for_numbers != is_for_numbers
        else None,
        unheld("rests_on_no_consent", "10a)", _("The consent named was not in force on that day for this recipient."))
        if claim.consent is False
        else None,
        unheld("rests_on_no_foreign_consent", "11③", _("The consent abroad named was not in force on that day."))
        if claim.foreign_consent is False
        else None,
        unheld("rests_on_no_contract", "10e)", _("The contract named was not in force on that day with this vendor."))
        if not claim.contract_held
        else None,
        unheld("rests_on_no_joint_use", "10g)", _("The joint use named was not in force then with this partner."))
        if not claim.joint_use_held
        else None,
        unheld("rests_on_a_day_to_come", "10", _("The day of the provision lies in the future."))
        if claim.is_ahead
        else None,
        unheld("rests_on_no_foreign_ground", "11②", _("The ground abroad named was not in force on that day."))
        if not claim.foreign_ground_held
        else None,
        unheld("rests_on_another_statute", "3", _("The law stated does not permit the item of the Number Act named."))
        if not claim.statute_fits
        else None,
    ]


def unheld(code: str, section: str, text: str) -> Refusal:
    """Return the refusal of a provision that rests on what did not hold."""
    return no_provision(code, section, text, _("Record it on its form."))
