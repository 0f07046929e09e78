"""How does the firm set its limits for reminders, and a person their own wishes within them?"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.rights import OWN, right
from privacyportal.clocks.models import ReminderPreference, ReminderSettings
from privacyportal.clocks.plan import Warnings

CHANGE = right("clocks.change_remindersettings")


@deed(right=CHANGE, words=_("Reminder settings"), by_portal=True)
def install_settings(*, by: Actor, at: datetime) -> ReminderSettings:
    """Enter the firm's settings with the shipped limits unless they are there."""
    return ReminderSettings.objects.get_or_create(pk=1)[0]


@deed(right=CHANGE, on="obj", words=_("Reminder settings changed"))
def change_settings(*, obj: ReminderSettings, by: Actor, at: datetime, **values: Any) -> ReminderSettings:
    """Set the storm brake's limits, and whether early notices may be declined.

    :raises ValidationError: when a limit is below one.
    """
    before = {name: getattr(obj, name) for name in values}
    for name, value in values.items():
        setattr(obj, name, value)
    obj.full_clean()
    obj.save()
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    trail.record(action="clocks.reminder_settings_changed", obj=obj, by=by, at=at, changes=changes)
    return obj


@deed(right=OWN, on="person", words=_("Own reminder preference chosen"))
def choose_warnings(*, person: User, warnings: str, by: Actor, at: datetime) -> ReminderPreference:
    """Set how a person wants to be told before a limit; what is late or escalated always comes.

    :raises Refused: when early notices are declined and the firm does not allow it.
    """
    refuse_if([_not_allowed(warnings)], obj=person)
    chosen, _made = ReminderPreference.objects.update_or_create(
        person=person, defaults={"warnings": Warnings(warnings)}
    )
    trail.record(action="clocks.preference_chosen", obj=person, by=by, at=at, changes={"warnings": warnings})
    return chosen


def _not_allowed(warnings: str) -> Refusal | None:
    if warnings != Warnings.NONE or ReminderSettings.objects.filter(may_decline_warnings=True).exists():
        return None
    return Refusal(
        code="clocks.warnings_wanted",
        cannot=_("Early notices cannot be declined."),
        missing=_("The firm wants everybody to be told before a limit."),
        next_step=_("Choose to receive them together in the morning, or ask the compliance officer."),
        field="warnings",
    )
