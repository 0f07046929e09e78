"""Which fields do the forms of this room share?"""

from collections.abc import Iterable
from datetime import date, datetime

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.dates import TOKYO, tokyo_day
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lines import CodeField, EmailField, LineField, TelephoneField, WholeField
from privacyportal.backoffice.moments import DayField, MomentField
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.written.readings import Towards
from privacyportal.references import registry


def moment(
    label: Text, *, required: bool = True, help_text: Text = "", towards: Towards = Towards.PAST
) -> forms.DateTimeField:
    """Return a field for an instant, to the minute; most lie behind."""
    return MomentField(label=label, required=required, help_text=help_text, towards=towards)


def day(label: Text, *, help_text: Text = "") -> forms.DateField:
    """Return an optional field for a day ahead: a limit, a promise, a beginning."""
    return DayField(label=label, required=False, help_text=help_text, towards=Towards.FUTURE)


def line(label: Text, *, required: bool = False, max_length: int = 200, help_text: Text = "") -> forms.CharField:
    """Return a field for one line of text."""
    return LineField(label=label, required=required, max_length=max_length, help_text=help_text)


def code(label: Text, *, max_length: int = 30, help_text: Text = "") -> forms.CharField:
    """Return an optional field for a number or code."""
    return CodeField(label=label, required=False, max_length=max_length, help_text=help_text)


def telephone(label: Text) -> forms.CharField:
    """Return an optional field for a telephone number."""
    return TelephoneField(label=label, required=False, max_length=30)


def email(label: Text) -> forms.CharField:
    """Return an optional field for an e-mail address."""
    return EmailField(label=label, required=False, max_length=254)


# As many as there are customers of any firm, and far below what a database can count.
MOST = 999_999_999


def number(label: Text, *, initial: int = 1) -> forms.IntegerField:
    """Return a field for how many."""
    return WholeField(label=label, min_value=0, max_value=MOST, initial=initial)


def text(label: Text, *, required: bool = True, help_text: Text = "") -> forms.CharField:
    """Return a field for running text."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5})
    )


def tick(label: Text, *, help_text: Text = "") -> forms.BooleanField:
    """Return a field that is ticked or not."""
    return forms.BooleanField(label=label, required=False, help_text=help_text, widget=UnfoldBooleanSwitchWidget())


def select(
    label: Text, choices: Iterable[tuple[str, Text]], *, required: bool = True, help_text: Text = ""
) -> forms.ChoiceField:
    """Return a field to choose one of few."""
    widget = UnfoldAdminSelectWidget()
    return forms.ChoiceField(label=label, choices=list(choices), required=required, help_text=help_text, widget=widget)


def record[M: Model](
    label: Text, queryset: QuerySet[M], *, required: bool = True, help_text: Text = ""
) -> "forms.ModelChoiceField[M]":
    """Return a field to choose a stored record."""
    widget = UnfoldAdminSelectWidget()
    return forms.ModelChoiceField(label=label, queryset=queryset, required=required, help_text=help_text, widget=widget)


def this_minute() -> datetime:
    """Return now in Tokyo without seconds, as a person would type it."""
    return timezone.now().astimezone(TOKYO).replace(second=0, microsecond=0)


def this_day() -> date:
    """Return today in Tokyo; named, not called, where a form opens with it, so that midnight is nobody's change."""
    return tokyo_day(timezone.now())


def offer_first[M: Model](form: forms.BaseForm, name: str, rows: QuerySet[M]) -> M | None:
    """Let a field choose among rows; the first is chosen already, and returned."""
    offer_rows(form, name, rows)
    first = rows.first()
    form.fields[name].initial = first.pk if first else None
    return first


def numbered[M: Model](user: Viewer, number: str, kind: type[M]) -> M:
    """Return the record with a number, if the person may see it.

    :raises ValidationError: for an unknown or hidden number, or one of another kind of record.
    """
    found = registry.visible_object(user, plain(number).upper())
    if not isinstance(found, kind):
        raise forms.ValidationError(_("There is no such number."))
    return found
