"""How do the fields of this room's button forms look?"""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django import forms
from django.db.models import Model, QuerySet
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.related import RecordsField
from privacyportal.backoffice.written.readings import Towards


class Words(TypedDict, total=False):
    """What a field is called and what helps to fill it in."""

    label: Text
    help_text: Text


class Options(Words, total=False):
    """The same, and whether it may stay empty."""

    required: bool


class DayOptions(Options, total=False):
    """The same, and which way the field looks where the year is not written."""

    towards: Towards


def line(*, max_length: int | None = None, **options: Unpack[Options]) -> forms.CharField:
    """Return a field for one line of text."""
    return LineField(max_length=max_length, **options)


def text(**options: Unpack[Options]) -> forms.CharField:
    """Return a field for several lines of text."""
    return forms.CharField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}), **options)


def day(**options: Unpack[DayOptions]) -> forms.DateField:
    """Return a field for a Tokyo day."""
    return DayField(**options)


def check(**words: Unpack[Words]) -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(widget=UnfoldBooleanSwitchWidget, required=False, **words)


def choice(choices: Iterable[tuple[str, Text]], **options: Unpack[Options]) -> forms.ChoiceField:
    """Return a field for one of a few."""
    return forms.ChoiceField(choices=list(choices), widget=UnfoldAdminSelectWidget, **options)


def record[M: Model](queryset: QuerySet[M], **options: Unpack[Options]) -> "forms.ModelChoiceField[M]":
    """Return a field for one of many records, with a search."""
    return forms.ModelChoiceField(queryset=queryset, widget=UnfoldAdminSelect2Widget, **options)


def records[M: Model](queryset: QuerySet[M], **options: Unpack[Options]) -> RecordsField:
    """Return a field for several of a few records."""
    return RecordsField(queryset=queryset, widget=UnfoldAdminCheckboxSelectMultipleWidget, **options)


def file(**options: Unpack[Options]) -> forms.FileField:
    """Return a field for a file."""
    return forms.FileField(widget=UnfoldAdminFileFieldWidget, **options)
