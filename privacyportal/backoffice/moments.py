"""How are a day and a moment typed? As tables show them, or as people write them; a button offers the calendar."""

import re
from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.identifiers import plain

DAY_FORMAT, MOMENT_FORMAT = "%Y-%m-%d", "%Y-%m-%d %H:%M"
# 2026-11-24, 2026/11/24, 2026年11月24日, each with a time or without, in any width.
WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:時](\d{2})分?)?")


def as_tables_show(text: str) -> str:
    """Return a day or moment as typed in the form of tables, so far as it is understood."""
    found = WRITTEN.fullmatch(plain(text))
    if found is None:
        return text
    year, month, day, hour, minute = found.groups()
    on = f"{year}-{month:0>2}-{day:0>2}"
    return on if hour is None else f"{on} {hour:0>2}:{minute}"


class DayInput(forms.DateInput):
    """One control for a day."""

    picker, pattern, example = "date", DAY_FORMAT, _("YYYY-MM-DD")

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        help_to_type = {
            "autocomplete": "off",
            "placeholder": self.example,
            "data-portal-pick": self.picker,
            "data-portal-pick-label": _("pick from a calendar"),
        }
        super().__init__({**help_to_type, **(attrs or {})}, format=self.pattern)


class MomentInput(DayInput, forms.DateTimeInput):
    """One control for day and time in Tokyo."""

    picker, pattern, example = "datetime-local", MOMENT_FORMAT, _("YYYY-MM-DD HH:MM")
    format_key = forms.DateTimeInput.format_key


class DayField(forms.DateField):
    """A Tokyo day."""

    widget = DayInput

    def to_python(self, value: str | datetime | date | None) -> date | None:
        """Return the day."""
        return super().to_python(as_tables_show(value) if isinstance(value, str) else value)


class MomentField(forms.DateTimeField):
    """An instant, to the minute."""

    widget = MomentInput

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        """Return the instant."""
        return super().to_python(as_tables_show(value) if isinstance(value, str) else value)
