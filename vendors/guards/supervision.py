"""When may a vendor not be active, and how critical is it at least (policy section 6)?"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal
from vendors.states import Criticality

SECTION = "6"
CANNOT_ACTIVATE = _("This vendor cannot be made active.")
CANNOT_TERMINATE = _("This entrustment cannot be ended.")

WEIGHT = {Criticality.LOW: 0, Criticality.MEDIUM: 1, Criticality.HIGH: 2}


def least_criticality(
    *, individual_numbers: bool, sensitive: bool, abroad: bool, persons: int | None, many: Decimal
) -> Criticality:
    """Return the criticality that the data itself calls for; medium where nothing weighs heavily.

    More than `many` persons weigh heavily.
    """
    is_heavy = individual_numbers or sensitive or abroad or (persons or 0) > many
    return Criticality.HIGH if is_heavy else Criticality.MEDIUM


def criticality_explained(*, chosen: str, least: Criticality, reason: str) -> Refusal | None:
    """Refuse a criticality below the one the data calls for unless somebody wrote down why."""
    if WEIGHT[Criticality(chosen)] >= WEIGHT[least] or least is not Criticality.HIGH or reason.strip():
        return None
    return Refusal(
        code="criticality_unexplained",
        section=SECTION,
        cannot=_("This criticality cannot be recorded."),
        missing=_(
            "Individual numbers, sensitive information, handling abroad or more persons than the threshold make a "
            "vendor highly critical."
        ),
        next_step=_("Choose high, or write why it is lower."),
        field="criticality_reason",
    )


def data_admitted(*, denied: str) -> Refusal | None:
    """Refuse to deny heavy data that the vendor's contracts hand over; `denied` is the flag's field."""
    if not denied:
        return None
    return Refusal(
        code="vendor_data_denied",
        section=SECTION,
        cannot=_("This data cannot be taken off the vendor."),
        missing=_("A contract of this vendor hands it over."),
        next_step=_("End that contract first."),
        field=denied,
    )


def owner_named(*, has_owner: bool, link: str = "") -> Refusal | None:
    """Refuse to activate a vendor that nobody supervises."""
    if has_owner:
        return None
    return Refusal(
        code="vendor_without_owner",
        section=SECTION,
        cannot=CANNOT_ACTIVATE,
        missing=_("No vendor owner is assigned."),
        next_step=_("Assign an owner."),
        link=link,
        link_label=_("Assign owner"),
    )


def owner_can_work(*, has_access: bool, person: str) -> Refusal | None:
    """Refuse to assign a vendor to somebody whose account or roles would not let them open it."""
    if has_access:
        return None
    return Refusal(
        code="owner_without_access",
        section=SECTION,
        cannot=_("This owner cannot be assigned."),
        missing=_("%(person)s has no role that may see vendors, or the account is closed.") % {"person": person},
        next_step=_("Choose another person, or ask the administrator to give the role of vendor owner."),
        field="owner",
    )


def contract_in_force(*, has_contract: bool, link: str = "") -> Refusal | None:
    """Refuse to activate a vendor without a signed contract that runs today (checklist item CON-01)."""
    if has_contract:
        return None
    return Refusal(
        code="vendor_without_contract",
        section=SECTION,
        cannot=CANNOT_ACTIVATE,
        missing=_("No signed entrustment contract is in force (item CON-01)."),
        next_step=_("Register the contract."),
        link=link,
        link_label=_("Register entrustment"),
    )


def assessment_passed(*, is_signed_off: bool, is_fit: bool, open_items: str = "", link: str = "") -> Refusal | None:
    """Refuse to activate a vendor that has not been assessed, or was found not fit.

    `open_items` are the codes of critical items that are not fit, not yet confirmed, or wrongly set aside.
    """
    if is_signed_off and is_fit and not open_items:
        return None
    missing: Text = _("The assessment before the start has not been signed off.")
    step: Text = _("Make the assessment and have it signed off.")
    if is_signed_off:
        missing = _("The last assessment signed off found the vendor not fit.")
        step = _("Have the findings put right and assess the vendor again.")
    if is_signed_off and open_items:
        missing = _("Critical items are not fit, not yet confirmed or set aside: %(items)s.") % {"items": open_items}
    return Refusal(
        code="vendor_not_assessed" if not is_signed_off else "vendor_not_fit",
        section=SECTION,
        cannot=CANNOT_ACTIVATE,
        missing=missing,
        next_step=step,
        link=link,
        link_label=_("Start assessment"),
    )


def still_trading(*, has_ceased: bool) -> Refusal | None:
    """Refuse to activate a company that has ceased to exist."""
    if not has_ceased:
        return None
    return Refusal(
        code="vendor_ceased",
        section=SECTION,
        cannot=CANNOT_ACTIVATE,
        missing=_("The company has ceased according to the corporate number register."),
        next_step=_("Find out who took over the work and register that company."),
    )


def return_proved(*, was_active: bool, has_proof: bool) -> Refusal | None:
    """Refuse to end an entrustment without proof that the data came back or was erased (items TRM-01, TRM-02)."""
    if not was_active or has_proof:
        return None
    return Refusal(
        code="return_not_proved",
        section=SECTION,
        cannot=CANNOT_TERMINATE,
        missing=_("The proof that all data was returned or erased is missing (item TRM-01)."),
        next_step=_("Enter the day and what proves it, and add the certificate."),
        field="return_proof",
    )


def numbers_erased(*, handled_numbers: bool, was_active: bool, has_certificate: bool) -> Refusal | None:
    """Refuse to end an entrustment of individual numbers without the certificate itself (item TRM-02)."""
    if has_certificate or not (handled_numbers and was_active):
        return None
    return Refusal(
        code="number_erasure_not_certified",
        section=SECTION,
        cannot=CANNOT_TERMINATE,
        missing=_("The certificate that the individual numbers were erased is missing (item TRM-02)."),
        next_step=_("Add the certificate as a file."),
        field="certificate",
    )
