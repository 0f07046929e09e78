"""What must be typed to bring a policy's text in, and to put its outline right?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.lines import LineField, WholeField
from privacyportal.policies.doubts import doubts_about
from privacyportal.policies.models import PolicyOutline
from privacyportal.policies.parser.rows import Role, Row, divide
from privacyportal.policies.services.outlines import Mark

LARGEST_POLICY = 2 * 1024 * 1024
ROLES: Mapping[Role, Text] = {
    Role.TEXT: pgettext_lazy("outline", "text"),
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
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".txt,.docx,.html,.htm"}),
        help_text=_("The text as published: a text, a document of Word (.docx) or a page of the web (.html)."),
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


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line with the fields that ask about it, and the doubts about it in words."""

    text: str
    fields: Sequence[forms.BoundField]
    doubts: Sequence[str]


class OutlineForm(ActionForm):
    """What each line is; of a heading also its number and its words, as they stand on the line.

    One line may be divided in two, where the text ran together.
    """

    obj: PolicyOutline
    layout = "policies/outline_form.html"
    divided = WholeField(label=_("Divide line number"), required=False, min_value=1)
    new_line = LineField(
        label=_("so that a line of its own begins with"),
        required=False,
        help_text=_("Words as they stand within the line. What the new line is, is asked next."),
    )

    def prepare(self) -> None:
        """Ask about every line."""
        for at, row in enumerate(self.obj.rows):
            self.fields[f"role_{at}"] = forms.ChoiceField(
                label=_("Line %(line)d: taken for") % {"line": at + 1},
                choices=list(ROLES.items()),
                initial=row.role,
                widget=UnfoldAdminSelectWidget,
            )
            if row.role in HEADINGS:
                self.ask_about_heading(at, row)

    def ask_about_heading(self, at: int, row: Row) -> None:
        """Ask for the number of a section, and the words of a heading."""
        line = {"line": at + 1}
        if row.role == Role.SECTION:
            self.fields[f"number_{at}"] = WholeField(
                label=_("Line %(line)d: number") % line,
                required=False,
                min_value=1,
                max_value=999,
                initial=row.number or None,
                help_text=_("Left empty, it follows the section before."),
            )
        self.fields[f"heading_{at}"] = LineField(
            label=_("Line %(line)d: words of the heading") % line,
            required=False,
            initial=row.heading,
            help_text=_("As they stand on the line. What follows them there is text of the section."),
        )

    def lines(self) -> Iterator[AskedLine]:
        """Yield the lines with their fields and doubts, as the table shows them."""
        rows = self.obj.rows
        doubts = doubts_about(rows)
        for at, row in enumerate(rows):
            asked = [self[name] for name in (f"role_{at}", f"number_{at}", f"heading_{at}") if name in self.fields]
            yield AskedLine(row.text, asked, [doubt.words for doubt in doubts if doubt.line == at])

    def clean(self) -> dict[str, object]:
        """Return what each line that was changed is taken for; refuse words that its line does not hold."""
        data = super().clean() or {}
        marks = {at: self.mark_of(at, row, data) for at, row in enumerate(self.obj.rows)}
        told = {at: mark for at, mark in marks.items() if mark is not None}
        divided, words = data.get("divided"), str(data.get("new_line") or "")
        if isinstance(divided, int) or words:
            told |= self.division(divided if isinstance(divided, int) else 0, words, told)
        return {"marks": told}

    def division(self, number: int, words: str, told: Mapping[int, Mark]) -> dict[int, Mark]:
        """Return the mark that divides a line, counted from 1; refuse words that do not stand within it."""
        rows = self.obj.rows
        at = number - 1
        if not 0 <= at < len(rows) or divide(rows[at], words) == (rows[at],):
            self.add_error("new_line", _("These words do not stand within that line."))
            return {}
        return {at: replace(told.get(at, Mark(role=rows[at].role)), new_line=words)}

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
