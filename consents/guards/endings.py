"""When can a provision not have ended (policy section 10)?"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal


def ended_in_its_time(*, ended_on: date, provided_on: date, today: date) -> Refusal | None:
    """Refuse an end that is still to come, or that lies before the provision."""
    if provided_on <= ended_on <= today:
        return None
    return Refusal(
        code="consents.ended_outside_its_time",
        section="10",
        cannot=_("This end of the provision cannot be recorded."),
        missing=_("The day is before the provision, or still to come."),
        next_step=_("Enter the day on which it ended."),
        field="ended_on",
    )
