"""How are a day and a moment typed? In any usual writing; what was understood stands beside, the calendar at hand."""

from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.boxes import asking, taken
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Frame, Towards

DAY_FORMAT, MOMENT_FORMAT = "%Y-%m-%d", "%Y-%m-%d %H:%M"


class Options(TypedDict, total=False):
    """What Django's fields for days take."""

    label: Text | None
    help_text: Text
    required: bool
    initial: object
    disabled: bool
    widget: NotRequired[forms.Widget | type[forms.Widget]]


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
    """A Tokyo day in any usual writing; `towards` says which way the field looks where the year is not written."""

    widget = DayInput

    def __init__(self, *, towards: Towards = Towards.EITHER, **options: Unpack[Options]) -> None:
        self.towards = towards
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Return what is asked while it is typed, to show what was understood."""
        return {**super().widget_attrs(widget), **asking("day", self.towards)}

    def to_python(self, value: str | datetime | date | None) -> date | None:
        """Return the day.

        :raises ValidationError: with the question where two days are possible, or why none was read.
        """
        if isinstance(value, str) and value.strip():
            return taken(moments.day_only(value, Frame(timezone.now(), self.towards)))
        return super().to_python(value)


class MomentField(forms.DateTimeField):
    """An instant in any usual writing, to the minute; `towards` says which way the field looks."""

    widget = MomentInput

    def __init__(self, *, towards: Towards = Towards.EITHER, **options: Unpack[Options]) -> None:
        self.towards = towards
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Return what is asked while it is typed, to show what was understood."""
        return {**super().widget_attrs(widget), **asking("moment", self.towards)}

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        """Return the instant.

        :raises ValidationError: with the question where two are possible, or why none was read.
        """
        if isinstance(value, str) and value.strip():
            return taken(moments.instant(value, Frame(timezone.now(), self.towards)))
        return super().to_python(value)


class PastMomentField(MomentField):
    """The field of a model for an instant that lies behind."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(towards=Towards.PAST, **options)


class PastDayField(DayField):
    """The field of a model for a day that lies behind."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(towards=Towards.PAST, **options)


class FutureDayField(DayField):
    """The field of a model for a day that lies ahead."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(towards=Towards.FUTURE, **options)
