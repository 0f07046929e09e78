"""How do states and days look in this room's lists and heads?"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import TOKYO, table_day, tokyo_day
from privacyportal.clocks.display import distance

NONE = "－"
RATING_TONES = {"A": "done", "B": "done", "C": "due", "D": "late"}


def badge(tone: str, label: str | Promise) -> SafeString:
    """Return a word in a colour that means the same everywhere."""
    return format_html('<span class="portal-badge portal-tone-{}">{}</span>', tone, label)


def state(record: Any, tones: dict[Any, str]) -> dict[str, Any]:
    """Return a record's status for the head of its page."""
    return {"tone": tones[record.status], "label": record.get_status_display()}


def due(day: date | None, at: datetime) -> SafeString | str:
    """Return a last day with its distance in words and colour, a dash for none."""
    if day is None:
        return NONE
    end = datetime.combine(day + timedelta(days=1), time.min, TOKYO)
    away = distance(due_at=end, due_on=day, at=at)
    tone = {"overdue": "late", "today": "due", "soon": "due"}.get(away.kind, "ended")
    return format_html(
        '<span class="portal-nowrap">{}</span> <span class="portal-badge portal-tone-{}">{}</span>',
        table_day(day),
        tone,
        away.text,
    )


def rating(letter: str | None) -> SafeString | str:
    """Return an assessment's rating, a dash where none has been signed off."""
    return badge(RATING_TONES[letter], letter) if letter else NONE


def contract_state(entrustment: Any, at: datetime) -> SafeString:
    """Return whether a contract runs, is to come, unsigned or over."""
    day = tokyo_day(at)
    if entrustment.is_in_force_on(day):
        return badge("done", _("in force"))
    if entrustment.terminated_on is not None or (entrustment.ends_on is not None and entrustment.ends_on < day):
        return badge("ended", _("ended"))
    return badge("waiting", _("not yet signed") if entrustment.signed_on is None else _("not yet begun"))


def ground_state(ground: Any, at: datetime) -> SafeString:
    """Return whether a ground holds, was stopped, is over, or waits for its yearly check."""
    day = tokyo_day(at)
    if ground.stopped_on is not None and ground.stopped_on <= day:
        return badge("late", _("provision stopped"))
    if ground.is_in_force_on(day):
        return badge("late", _("check overdue")) if ground.is_check_overdue_on(day) else badge("done", _("in force"))
    return badge("waiting", _("not yet begun")) if ground.valid_from > day else badge("ended", _("ended"))
