"""How does a person set their own wishes for reminders, within what the firm allows?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.rights import OWN
from privacyportal.clocks.models import ReminderPreference
from privacyportal.clocks.plan import Warnings
from privacyportal.clocks.river import limits


@deed(right=OWN, on="person", words=_("Own reminder preference chosen"))
def choose_warnings(*, person: User, warnings: str, by: Actor, at: datetime) -> ReminderPreference:
    """Set how a person wants to be told before a limit; what is late or escalated always comes.

    :raises Refused: when early notices are declined and the firm does not allow it.
    """
    refuse_if([_not_allowed(warnings, tokyo_day(at))], obj=person)
    chosen, _made = ReminderPreference.objects.update_or_create(
        person=person, defaults={"warnings": Warnings(warnings)}
    )
    trail.record(action="clocks.preference_chosen", obj=person, by=by, at=at, changes={"warnings": warnings})
    return chosen


def _not_allowed(warnings: str, day: date) -> Refusal | None:
    if warnings != Warnings.NONE or limits.may_decline(day):
        return None
    return Refusal(
        code="clocks.warnings_wanted",
        cannot=_("Early notices cannot be declined."),
        missing=_("The firm wants everybody to be told before a limit."),
        next_step=_("Choose to receive them together in the morning, or ask the compliance officer."),
        field="warnings",
    )
