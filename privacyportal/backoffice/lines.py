"""How is one line typed: a name, a code, a telephone, an address, a number?"""

from decimal import Decimal
from typing import ClassVar

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from privacyportal.backoffice.boxes import asking, taken
from privacyportal.backoffice.written import contacts, names, numbers
from privacyportal.backoffice.written.readings import Reading


class FiguresInput(UnfoldAdminTextInputWidget):
    """A box that takes what people write (1,000人, １２, 三百); a browser's own box for numbers drops it."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class LineField(forms.CharField):
    """One line as its writer wrote it (髙 and 﨑 stay), without signs that nobody sees."""

    widget = UnfoldAdminTextInputWidget

    def to_python(self, value: object) -> str | None:
        """Return the line."""
        return names.name(super().to_python(value) or "") or self.empty_value


class CodeField(forms.CharField):
    """A number, code or reading: kept in half width with plain hyphens, whichever way it was typed."""

    widget = UnfoldAdminTextInputWidget
    kind: ClassVar[str] = "code"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Return what is asked while it is typed; what people write may be longer than what is kept of it."""
        attrs = {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
        return {**attrs, **asking(self.kind)}

    def to_python(self, value: object) -> str | None:
        """Return the text as it is compared and searched.

        :raises ValidationError: for one whose digits a spreadsheet has cut off.
        """
        text = super().to_python(value)
        return taken(self.read(text)) or self.empty_value if text else text

    def read(self, text: str) -> Reading[str]:
        """Return what the text means."""
        return contacts.code(text)


class TelephoneField(CodeField):
    """A telephone number with the person's own hyphens; one that has lost its leading 0 is asked."""

    kind = "telephone"

    def read(self, text: str) -> Reading[str]:
        """Return what the text means."""
        return contacts.telephone_as_written(text)


class EmailField(CodeField):
    """An e-mail address."""

    kind = "email"

    def read(self, text: str) -> Reading[str]:
        """Return what the text means."""
        return contacts.email(text)


class CorporateNumberField(CodeField):
    """A corporate number (法人番号), with hyphens or the T of invoices or without."""

    kind = "corporate_number"

    def read(self, text: str) -> Reading[str]:
        """Return what the text means."""
        return contacts.corporate_number(text)


class NumberField(forms.DecimalField):
    """A number in any usual writing."""

    widget = FiguresInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Return what is asked while it is typed, to show what was understood."""
        return {**super().widget_attrs(widget), **asking("number")}

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # as Django's own
        """Return the number.

        :raises ValidationError: where it is asked whether it is one, or none was read.
        """
        if isinstance(value, str) and value.strip():
            return taken(numbers.number(value))
        return super().to_python(value)


class WholeField(forms.IntegerField):
    """A whole number in any usual writing."""

    widget = FiguresInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Return what is asked while it is typed, to show what was understood."""
        return {**super().widget_attrs(widget), **asking("integer")}

    def to_python(self, value: object) -> int | None:
        """Return the number.

        :raises ValidationError: where it is asked whether it is one, or none was read.
        """
        if isinstance(value, str) and value.strip():
            return taken(numbers.integer(value))
        return super().to_python(value)
