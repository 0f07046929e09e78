"""How do templates word a deadline?"""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacyportal.calendars import wording
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import Unit
from privacyportal.clocks.show.display import (
    amount_text,
    badge,
    limit_text,
    of_clock,
    result_text,
    rule_text,
    short_day,
)

register = template.Library()


@register.simple_tag
def deadline(clock: Clock | None, at: datetime | None = None) -> SafeString:
    """A clock's limit and distance with word and colour; a dash where there is none."""
    if clock is None:
        return format_html("{}", "－")
    return format_html("{} {}", limit_text(clock.due_at), badge(of_clock(clock, at or timezone.now())))


@register.filter
def left_text(clock: Clock) -> str:
    """What was left when the clock was paused: business minutes, business days, or else calendar days."""
    unit = Unit(clock.rule.unit) if clock.rule.unit in {Unit.BUSINESS_MINUTES, Unit.BUSINESS_DAYS} else Unit.DAYS
    return amount_text(clock.remaining or 0, unit)


register.filter("has_hours", lambda lines: any(line.slot for line in lines))
register.filter("line_day", wording.line_day)
register.filter("line_slot", wording.line_slot)
register.filter("line_text", wording.line_text)
register.filter("badge", badge)
register.filter("rule_text", rule_text)
register.filter("short_day", short_day)
register.filter("result_text", result_text)
