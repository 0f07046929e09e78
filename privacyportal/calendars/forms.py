"""What must be typed to draft, change and publish a calendar?"""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.lines import CodeField, LineField, WholeField
from privacyportal.backoffice.moments import DayField
from privacyportal.calendars import effects
from privacyportal.calendars.cabinet import MOST_BYTES, BadFile, HolidayFile, read
from privacyportal.calendars.hours import Slot
from privacyportal.calendars.models import BusinessCalendar, CalendarVersion, OpenSlot
from privacyportal.calendars.services.days import expand
from privacyportal.calendars.states import DayKind, Layer, Weekday
from privacyportal.calendars.typed import NotUnderstood, parse_slots, parse_zone
from privacyportal.imports.brought import ACCEPTED, Opening, OpeningForm

FIRST_YEAR, LAST_YEAR = 1950, 2099


class CalendarForm(forms.ModelForm):
    """A calendar's code, names and zone; the code stays as it is."""

    class Meta:
        model = BusinessCalendar
        fields = ("code", "name_ja", "name_en", "timezone")
        field_classes: ClassVar = {"code": CodeField}

    def clean_code(self) -> str:
        """Write the code in capitals, as people type it in any case."""
        return str(self.cleaned_data["code"]).strip().upper()

    def clean_timezone(self) -> str:
        """Accept a zone's name in any case."""
        try:
            return parse_zone(self.cleaned_data["timezone"]).key
        except NotUnderstood as error:
            raise forms.ValidationError(str(error)) from error


class SlotsField(forms.CharField):
    """Hours of a day such as 09:00-12:00,13:00-17:00; nothing for none."""

    widget = UnfoldAdminTextInputWidget

    def clean(self, value: object) -> Sequence[Slot]:
        """Return the slots in order."""
        text = super().clean(value)
        try:
            return parse_slots(text) if text else ()
        except NotUnderstood as error:
            raise forms.ValidationError(str(error)) from error


class DraftForm(ActionForm):
    """Where the changes come from."""

    source = LineField(
        label=_("source"),
        max_length=300,
        help_text=_("For example the decision or the Cabinet Office's file of a year."),
    )


class SourceForm(DraftForm):
    """Where a draft's changes come from, put right."""

    obj: CalendarVersion

    def prepare(self) -> None:
        """Show the source as it stands."""
        self.fields["source"].initial = self.obj.source


class FileForm(OpeningForm, ActionForm):
    """A file in the Cabinet Office's form, or a table with days and their names."""

    file = forms.FileField(
        label=_("file of holidays"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPTED}),
        help_text=_(
            "The Cabinet Office's CSV of national holidays, unchanged; or a table of days and names, Excel too."
        ),
    )
    field_order = ("file",)

    def clean(self) -> dict[str, object]:
        """Read the file; one wrong row refuses it whole."""
        data = super().clean() or {}
        upload, opening = data.get("file"), self.opening(data)
        if upload is not None:
            data["file_name"] = upload.name
            data["file"] = self._read(upload, opening)
        return data

    def _read(self, upload: UploadedFile, opening: Opening) -> HolidayFile | None:
        try:
            return read(upload.read(MOST_BYTES + 1), upload.name or "", opening, is_whole=True)
        except BadFile as error:
            self.add_error("file", error.text)
            return None


class WeekForm(ActionForm):
    """The hours of each weekday, as typed."""

    obj: CalendarVersion

    def prepare(self) -> None:
        """Ask for each weekday's hours, shown as they are stored."""
        for weekday in Weekday:
            self.fields[f"day_{weekday.value}"] = SlotsField(
                label=weekday.label,
                required=False,
                initial=slots_text(self.obj.slots.filter(weekday=weekday)),
                help_text=_("09:00-12:00,13:00-17:00; nothing: closed") if weekday == Weekday.MONDAY else "",
            )

    def clean(self) -> dict[str, object]:
        """Return the week as unsaved rows."""
        data = super().clean() or {}
        rows = [
            OpenSlot(weekday=weekday, opens=slot.opens, closes=slot.closes)
            for weekday in Weekday
            for slot in data.get(f"day_{weekday.value}") or ()
        ]
        return {"slots": rows}


def slots_text(rows: Iterable[OpenSlot]) -> str:
    """The hours of one weekday as they are typed."""
    return ",".join(str(Slot(row.opens, row.closes)) for row in rows)


class DayForm(ActionForm):
    """One date that differs from the week, or many: a range, and the same again in later years."""

    on = DayField(label=_("date"))
    until = DayField(
        label=_("until (last day)"),
        required=False,
        help_text=_("For several days; the range may cross the end of the year."),
    )
    until_year = WholeField(
        label=_("every year until"),
        required=False,
        help_text=_("The year of the last repetition; each date is stored for itself. Nothing: once."),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    kind = forms.ChoiceField(label=_("kind"), choices=DayKind.choices, widget=UnfoldAdminSelectWidget)
    hours = SlotsField(
        label=_("special hours"), required=False, help_text=_("For special hours only: 09:00-12:00,13:00-15:00")
    )
    layer = forms.ChoiceField(
        label=_("decided by"), choices=Layer.choices, initial=Layer.LOCAL, widget=UnfoldAdminSelectWidget
    )
    name = LineField(label=_("name"), max_length=100)

    def clean(self) -> dict[str, object]:
        """Ask for hours where the kind needs them, and only there."""
        data = super().clean() or {}
        if "hours" in data and (data.get("kind") == DayKind.SPECIAL) != bool(data["hours"]):
            self.add_error("hours", _("Special hours need an opening and a later closing time; other days none."))
        first = data.get("on")
        if first:
            try:
                expand(first, data.get("until") or first, data.get("until_year"))
            except forms.ValidationError as error:
                self.add_error(None, error)
        return data


class DropForm(ActionForm):
    """Which dated days are taken out of a draft."""

    on = DayField(label=_("date"))
    until = DayField(label=_("until (last day)"), required=False)
    layer = forms.ChoiceField(
        label=_("decided by"), choices=Layer.choices, initial=Layer.LOCAL, widget=UnfoldAdminSelectWidget
    )


class YearForm(ActionForm):
    """A year whose holidays somebody vouches for."""

    obj: CalendarVersion

    year = WholeField(
        label=_("year"),
        help_text=_("All holidays up to the end of this year are entered."),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    source = LineField(
        label=_("source"),
        max_length=300,
        help_text=_("What they were checked against, for example the official gazette or the Cabinet Office's file."),
    )

    def prepare(self) -> None:
        """Propose the year after the last that is known."""
        known = self.obj.known_until
        self.fields["year"].initial = known.year + 1 if known else None


class PublishForm(ActionForm):
    """What the reader was told of the effect before deciding; nothing to fill in."""

    effect = forms.CharField(
        label=_("effect on open deadlines"),
        required=False,
        disabled=True,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=_("The tab “Effect” of this version names each deadline."),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    obj: CalendarVersion
    is_outdated = False

    def prepare(self) -> None:
        """Show what publishing would do, and remember what was shown."""
        self.now = effects.measure(self.obj).text
        self.fields["shown"].initial = self.now
        self.fields["effect"].initial = "\n".join([self.now, *effects.lines(self.user, self.obj)])

    def clean(self) -> dict[str, object]:
        """Hand nothing on: the service measures anew."""
        self.is_outdated = bool(self.cleaned_data.get("shown")) and self.cleaned_data["shown"] != self.now
        return {}
