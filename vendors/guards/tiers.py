"""When may individual numbers not be entrusted further (My Number Act, Articles 10 and 11; item SUB-05)?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

SECTION = "6"
CANNOT_PERMIT = _("This permission cannot be recorded.")


def contract_has_numbers(*, has_numbers: bool) -> Refusal | None:
    """Refuse a permission for a contract that hands over no individual numbers."""
    if has_numbers:
        return None
    return Refusal(
        code="permission_without_numbers",
        section=SECTION,
        cannot=CANNOT_PERMIT,
        missing=_("No individual numbers are handled under this contract."),
        next_step=_("Choose the contract under which they are handled."),
    )


def contract_allows_it(*, is_allowed: bool) -> Refusal | None:
    """Refuse a permission where the contract lets nothing be entrusted further."""
    if is_allowed:
        return None
    return Refusal(
        code="sub_outsourcing_not_agreed",
        section=SECTION,
        cannot=CANNOT_PERMIT,
        missing=_("The contract does not allow sub-outsourcing with our approval."),
        next_step=_("Agree on it in a contract first, and register that."),
    )


def permitted_while_it_runs(*, runs: bool, is_ahead: bool) -> Refusal | None:
    """Refuse a permission dated on a day to come, or on one on which the signed contract does not run."""
    if runs and not is_ahead:
        return None
    return Refusal(
        code="permitted_outside_contract",
        section=SECTION,
        cannot=CANNOT_PERMIT,
        missing=_("The contract is not in force on that day, or the day is still to come."),
        next_step=_("Enter the day on which it was permitted; the contract is in force on it."),
        field="permitted_on",
    )


def same_contract(*, is_same: bool) -> Refusal | None:
    """Refuse a further tier under a company that was permitted for another contract: each tier needs its own."""
    if is_same:
        return None
    return Refusal(
        code="tier_not_permitted",
        section=SECTION,
        cannot=CANNOT_PERMIT,
        missing=_("The company that entrusts it further has no permission under this contract."),
        next_step=_("Record the permission of that company first; every tier needs our own."),
        field="through",
    )
