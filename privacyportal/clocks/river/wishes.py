"""How does the firm set its limits for reminders, and a person their own wishes within them?"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.clocks.models import ReminderPreference, ReminderSettings
from privacyportal.clocks.plan import Warnings


@deed
def install_settings(*, by: Any, at: datetime) -> ReminderSettings:
    """Enter the firm's settings with the shipped limits unless they are there."""
    return ReminderSettings.objects.get_or_create(pk=1)[0]


@deed
def change_settings(*, obj: ReminderSettings, by: Any, at: datetime, **values: Any) -> ReminderSettings:
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


@deed
def choose_warnings(*, person: Any, warnings: str, by: Any, at: datetime) -> ReminderPreference:
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
