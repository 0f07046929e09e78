"""How is one line of text typed: a name, a subject, an address?"""

from django import forms

from privacyportal.backoffice.written import names


class LineField(forms.CharField):
    """One line as its writer wrote it (髙 and 﨑 stay), without signs that nobody sees."""

    def to_python(self, value: object) -> str:
        """Return the line."""
        return names.name(super().to_python(value) or "")
