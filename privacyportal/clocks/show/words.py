"""What are this app's deeds and fields called in the trail?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.clocks.plan import Reason

WORDS = {
    "clocks.rule_entered": _("Deadline rule entered"),
    "clocks.rule_amended": _("Deadline rule changed"),
    "clocks.rule_corrected": _("Deadline rule corrected before it began"),
    "clocks.rule_withdrawn": _("Deadline rule withdrawn before it began"),
    "clocks.level_set": _("Step of a deadline rule set"),
    "clocks.level_dropped": _("Step of a deadline rule removed"),
    "clocks.level_held": _("Reminder held back"),
    "clocks.level_released": _("Reminder released"),
    "clocks.level_sent_now": _("Reminder sent at once"),
    "clocks.notice_dropped": _("Reminder held back and not sent"),
    "clocks.brake_released": _("Storm brake released"),
    "clocks.brake_dropped": _("Reminders held by the storm brake not sent"),
    "clocks.reminder_settings_changed": _("Reminder settings changed"),
    "clocks.preference_chosen": _("Own reminder preference chosen"),
    "notices": _("notices"),
    "mails": _("mails"),
    "clocks.feed_made": _("Calendar subscription made"),
    "clocks.feed_renewed": _("Calendar subscription renewed"),
    "clocks.feed_revoked": _("Calendar subscription ended"),
    "duty": _("duty"),
    "level": _("step"),
    "role": _("who is told"),
    "offset": _("distance"),
    "valid_from": _("valid from"),
    "fields": _("fields"),
    "variant": _("special case"),
    "amount": _("time allowed"),
    "unit": _("counted in"),
    "calendar": _("business calendar"),
    "day_one": _("the day of the start is the first day"),
    "roll_forward": _("a closed last day moves to the next open day"),
    "until_midnight": _("the last day ends at midnight"),
    "stopped_by": _("pauses that stop it"),
    "certainty": _("how firm"),
    **{f"clocks.{reason.value}": reason.label for reason in Reason},
}
