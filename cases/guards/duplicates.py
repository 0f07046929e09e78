"""When is one case the same matter as another, and ends without an answer of its own?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

CANNOT = _("The case cannot be ended as a duplicate.")


def same_kind(*, is_same: bool) -> Refusal | None:
    """A complaint is not answered by the answer to a request, nor the other way round (policy sections 9 and 12)."""
    if is_same:
        return None
    return Refusal(
        code="cases.duplicate_of_other_kind",
        section="12",
        cannot=CANNOT,
        missing=_("The other case is of another kind, and its answer does not answer this one."),
        next_step=_("Link the two cases and answer both."),
        field="original",
    )


def first_received(*, received_at: datetime, original_received_at: datetime) -> Refusal | None:
    """The time for an answer runs from the first receipt: the case received first stays."""
    if original_received_at <= received_at:
        return None
    return Refusal(
        code="cases.duplicate_received_first",
        section="12",
        cannot=CANNOT,
        missing=_("It was received before the other one, and the time for the answer runs from the first receipt."),
        next_step=_("End the other case as a duplicate of this one."),
        field="original",
    )


def original_answers(*, is_answering: bool) -> Refusal | None:
    """The matter is answered somewhere: under a case that is worked on, or was answered."""
    if is_answering:
        return None
    return Refusal(
        code="cases.duplicate_of_ended",
        section="12",
        cannot=CANNOT,
        missing=_("The other case ended without an answer, and the person would get none."),
        next_step=_("Name the case under which the matter is answered."),
        field="original",
    )
