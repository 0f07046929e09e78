"""How do the fields of this room's button forms look?"""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.related import RecordsField


def line(**options: Any) -> forms.CharField:
    """Return a field for one line of text."""
    return forms.CharField(widget=UnfoldAdminTextInputWidget, **options)


def text(**options: Any) -> forms.CharField:
    """Return a field for several lines of text."""
    return forms.CharField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}), **options)


def day(**options: Any) -> forms.DateField:
    """Return a field for a Tokyo day."""
    return DayField(**options)


def check(**options: Any) -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(widget=UnfoldBooleanSwitchWidget, required=False, **options)


def choice(choices: Any, **options: Any) -> forms.ChoiceField:
    """Return a field for one of a few."""
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **options)


def record(queryset: Any, **options: Any) -> forms.ModelChoiceField:
    """Return a field for one of many records, with a search."""
    return forms.ModelChoiceField(queryset=queryset, widget=UnfoldAdminSelect2Widget, **options)


def records(queryset: Any, **options: Any) -> RecordsField:
    """Return a field for several of a few records."""
    return RecordsField(queryset=queryset, widget=UnfoldAdminCheckboxSelectMultipleWidget, **options)


def file(**options: Any) -> forms.FileField:
    """Return a field for a file."""
    return forms.FileField(widget=UnfoldAdminFileFieldWidget, **options)
