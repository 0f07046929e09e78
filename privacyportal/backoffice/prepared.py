"""How does a form fit its fields to what it is opened with?"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models

from privacyportal.backoffice.labels import Text


class PreparedForm(forms.BaseForm):
    """A form that sets up its fields in `prepare` once it is made, whatever it was made of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to what the form is opened with; forms override it."""


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Text]]) -> None:
    """Give a field of choices what may be chosen here.

    :raises TypeError: when the field offers no choices.
    """
    asked = form.fields[name]
    if not isinstance(asked, forms.ChoiceField):
        raise TypeError(f"The field {name} offers no choices.")
    asked.choices = list(choices)


def offer_rows[M: models.Model](form: forms.BaseForm, name: str, rows: models.QuerySet[M]) -> None:
    """Give a field of records those that may be chosen here.

    :raises TypeError: when the field offers no records.
    """
    asked = form.fields[name]
    if not isinstance(asked, forms.ModelChoiceField):
        raise TypeError(f"The field {name} offers no records.")
    asked.queryset = rows
