"""What must be typed to bring a policy's text in, and to put its outline right?"""

from collections.abc import Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.labels import Text
from privacyportal.policies.models import PolicyOutline
from privacyportal.policies.parser.rows import Role, Row
from privacyportal.policies.services.outlines import Mark

LARGEST_POLICY = 2 * 1024 * 1024
LONGEST_LABEL = 120
ROLES: Mapping[Role, Text] = {
    Role.TEXT: _("text"),
    Role.SECTION: _("heading of a section"),
    Role.PART: _("heading of a part without a number"),
    Role.CONTINUES: _("goes on from the line above"),
    Role.TITLE: _("title of the whole"),
    Role.CLOSING: _("after the sections (dates, signature)"),
    Role.PAGE: _("of the page (number, header)"),
}
HEADINGS = (Role.SECTION, Role.PART)


class PolicyTextForm(forms.ModelForm):
    """A policy's text as a file, or pasted."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("The text as published, in UTF-8 or Shift_JIS (CP932)."),
    )
    pasted = forms.CharField(
        label=_("or the text, pasted"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16}),
    )

    class Meta:
        model = PolicyOutline
        fields: list[str] = []

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file too large to be a policy."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST_POLICY:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        data = super().clean() or {}
        if bool(data.get("file")) == bool(str(data.get("pasted") or "").strip()) and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste the text: one of the two."))
        return data


class OutlineForm(ActionForm):
    """What each line is; of a heading also its number and its words, as they stand on the line."""

    obj: PolicyOutline

    def prepare(self) -> None:
        """Ask about every line."""
        for at, row in enumerate(self.obj.rows):
            label = f"{at + 1}: {Truncator(row.text).chars(LONGEST_LABEL)}"
            choices = list(ROLES.items())
            self.fields[f"role_{at}"] = forms.ChoiceField(
                label=label, choices=choices, initial=row.role, widget=UnfoldAdminSelectWidget
            )
            if row.role in HEADINGS:
                self.ask_about_heading(at, row)

    def ask_about_heading(self, at: int, row: Row) -> None:
        """Ask for the number of a section, and the words of a heading."""
        line = {"line": at + 1}
        if row.role == Role.SECTION:
            self.fields[f"number_{at}"] = forms.IntegerField(
                label=_("Line %(line)d: number") % line,
                required=False,
                min_value=1,
                max_value=999,
                initial=row.number or None,
                widget=UnfoldAdminIntegerFieldWidget,
                help_text=_("Left empty, it follows the section before."),
            )
        self.fields[f"heading_{at}"] = forms.CharField(
            label=_("Line %(line)d: words of the heading") % line,
            required=False,
            initial=row.heading,
            widget=UnfoldAdminTextInputWidget,
            help_text=_("As they stand on the line. What follows them there is text of the section."),
        )

    def clean(self) -> dict[str, object]:
        """Return what each line that was changed is taken for; refuse words that its line does not hold."""
        data = super().clean() or {}
        marks = {at: self.mark_of(at, row, data) for at, row in enumerate(self.obj.rows)}
        return {"marks": {at: mark for at, mark in marks.items() if mark is not None}}

    def mark_of(self, at: int, row: Row, data: Mapping[str, object]) -> Mark | None:
        """Return what was typed about a line; None where nothing was changed."""
        role = Role(str(data.get(f"role_{at}") or row.role))
        typed, number, heading = data.get(f"number_{at}"), None, None
        if f"number_{at}" in self.fields:
            number = typed if isinstance(typed, int) else 0
        if f"heading_{at}" in self.fields:
            heading = str(data.get(f"heading_{at}") or "")
        if heading and heading not in row.text and heading != row.heading:
            self.add_error(f"heading_{at}", _("These words do not stand on the line."))
        is_same = role == row.role and number in (None, row.number) and heading in (None, row.heading)
        return None if is_same else Mark(role=role, number=number, heading=heading)
