"""Which days of a certificate or report cannot be (policy section 6)?"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

SECTION = "6"
CANNOT_RECORD = _("This evidence cannot be recorded.")


def in_order(*, issued_on: date, expires_on: date) -> Refusal | None:
    """Refuse evidence that expires before it was issued."""
    if issued_on <= expires_on:
        return None
    return Refusal(
        code="evidence_out_of_order",
        section=SECTION,
        cannot=CANNOT_RECORD,
        missing=_("Evidence expires after it was issued."),
        next_step=_("Check the two days."),
        field="expires_on",
    )


def issued(*, issued_on: date, today: date) -> Refusal | None:
    """Refuse evidence that has not been issued yet."""
    if issued_on <= today:
        return None
    return Refusal(
        code="evidence_not_issued",
        section=SECTION,
        cannot=CANNOT_RECORD,
        missing=_("It has not been issued yet."),
        next_step=_("Record it when it has been issued."),
        field="issued_on",
    )
