"""What must a person say of a ledger of their own: its sheet, its heading, its columns?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from unfold.widgets import UnfoldAdminSelectWidget

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports import ledgers, matching, vocabulary
from privacyportal.imports.fields import Field
from privacyportal.imports.looking import Look
from privacyportal.imports.mapping import Mapping
from privacyportal.imports.matching import Chosen
from privacyportal.imports.recognition import Column, Why
from privacyportal.imports.registry import importer_for
from privacyportal.imports.written import text_of

NO_HEADING = "none"
SHOWN, LINES = 3, 30
WHY = {
    Why.EARLIER: _lazy("chosen earlier"),
    Why.NAME: _lazy("by its name"),
    Why.LIKE: _lazy("by a similar name"),
    Why.CONTENT: _lazy("by its content"),
}

type Choices = list[tuple[str, Text]]
type Grouped = list[tuple[str, Text | Choices]]


class LookingForm(ActionForm):
    """A form about the file of an import."""

    obj: ImportRun
    template = "imports/match.html"

    @cached_property
    def seen(self) -> Look:
        """The file as it was found."""
        return ledgers.look(self.obj)

    @cached_property
    def plan(self) -> Mapping:
        """What was said so far."""
        return ledgers.draft(self.obj)

    @cached_property
    def earlier(self) -> list[Mapping]:
        """What was said of other files."""
        return ledgers.earlier(self.obj)

    def prepare(self) -> None:
        """Read what codes stand for now."""
        self.importer = importer_for(self.obj.kind)
        self.importer.prepare(at=self.obj.created_at)
        self.names = {item.name: vocabulary.name_of(self.importer, item) for item in self.importer.fields}
        self.items = {item.name: item for item in self.importer.fields}

    def columns_as_choices(self) -> Choices:
        """Return the columns of the file as they are chosen from."""
        return [(f"{matching.COLUMN}:{column.position}", called(column)) for column in self.seen.columns]


class LayoutForm(LookingForm):
    """Which sheet, which line of it is the heading, what becomes of hidden rows."""

    template = "backoffice/action.html"
    sheet = forms.ChoiceField(label=_lazy("sheet"), required=False, widget=UnfoldAdminSelectWidget)
    heading = forms.ChoiceField(label=_lazy("heading"), required=False, widget=UnfoldAdminSelectWidget)
    hidden_rows = forms.ChoiceField(
        label=_lazy("hidden rows"),
        required=False,
        choices=[("", _lazy("ask me if there are some")), *ImportRun.Hidden.choices],
        widget=UnfoldAdminSelectWidget,
    )

    def prepare(self) -> None:
        """Offer what is in the file."""
        super().prepare()
        sheet, heading = self.fields["sheet"], self.fields["heading"]
        if isinstance(sheet, forms.ChoiceField) and isinstance(heading, forms.ChoiceField):
            sheet.choices = [(name, name) for name in self.seen.sheets] or [("", _("the only table of the file"))]
            lines = [(str(line), _("line %(line)s") % {"line": line}) for line in range(1, LINES + 1)]
            heading.choices = [("", _("find it")), (NO_HEADING, _("the table has none")), *lines]
        layout = self.seen.layout
        self.initial = {"sheet": layout.sheet, "hidden_rows": self.obj.hidden_rows}
        self.initial["heading"] = str(layout.heading or "") if layout.header else NO_HEADING


class ColumnsForm(LookingForm):
    """Which column becomes which field; what no column says."""

    template = "imports/columns.html"

    def prepare(self) -> None:
        """Propose what was recognised, or what was chosen before."""
        super().prepare()
        if self.plan.rules:
            self.chosen = matching.chosen_in(self.plan, self.seen)
        else:
            words = vocabulary.known(self.importer)
            self.chosen = matching.proposal(self.seen, self.importer, words, self.earlier)
        for column in self.seen.columns:
            self.fields[f"column_{column.position}"] = select(
                called(column), self._fields_as_choices(), self.chosen.columns.get(column.position, "")
            )
        if self.seen.hidden and not self.obj.hidden_rows:
            asked: Choices = [("", _("Choose")), *ImportRun.Hidden.choices]
            label = _("hidden rows (%(count)s)") % {"count": self.seen.hidden}
            self.fields["hidden_rows"] = select(label, asked, "", required=True)
        for item in self._wanted():
            self.fields[f"other_{item.name}"] = select(
                self.names[item.name], self._others(item), self.chosen.others.get(item.name, "")
            )

    def rows(self) -> Iterator[tuple[Column, list[str], forms.BoundField, str]]:
        """Yield each column with some of its values, what it becomes, and how it was recognised."""
        for column in self.seen.columns:
            guess = self.chosen.guesses.get(column.position)
            said = [value[:60] for value in list(column.values)[:SHOWN]]
            yield column, said, self[f"column_{column.position}"], str(WHY[guess.why]) if guess else ""

    def other_sheets(self) -> str:
        """Return the names of the sheets of the book that are not read."""
        return _("、").join(f"「{name}」" for name in self.seen.sheets if name != self.seen.layout.sheet)

    def hidden(self) -> forms.BoundField | None:
        """Return the question what becomes of hidden rows, where there are some and nobody has said."""
        return self["hidden_rows"] if "hidden_rows" in self.fields else None

    def wanted(self) -> list[tuple[forms.BoundField, bool]]:
        """Return the fields that a record has or may need and no column says, and whether each record needs it."""
        said = set(self._said().columns.values())
        return [(self[f"other_{item.name}"], item.required) for item in self._wanted() if item.name not in said]

    def clean(self) -> dict[str, object]:
        """Make the mapping.

        Its words are translated on the next page.
        """
        super().clean()
        chosen = self._said()
        picked = list(chosen.columns.values())
        for name in dict.fromkeys(picked):
            if picked.count(name) > 1 and not matching.may_have_several(self.items[name], self.importer):
                self.add_error(None, _("Only one column can become “%(field)s”.") % {"field": self.names[name]})
        lacking = [
            item for item in self.importer.fields
            if item.required and item.name not in picked and not chosen.others.get(item.name)
        ]  # fmt: skip
        for item in lacking:
            told = _("Say which column is “%(field)s”, or what holds for all rows.") % {"field": self.names[item.name]}
            self.add_error(f"other_{item.name}", told)
        if self.errors:
            return {}
        content = text_of(matching.plan_of(chosen, self.seen, self.importer, draft=self._draft()))
        hidden = self.cleaned_data.get("hidden_rows", self.obj.hidden_rows)
        return {"content": content, "sheet": self.seen.layout.sheet, "hidden_rows": hidden}

    def _draft(self) -> Mapping:
        """Return what the choices are added to: of an earlier mapping that fits, its name, key and words remain."""
        known = self.plan if self.plan.rules else matching.recalled(self.seen, self.earlier)
        return replace(known or self.plan, kind=self.obj.kind)

    def _said(self) -> Chosen:
        if not self.is_bound:
            return self.chosen
        columns = {column.position: self.data.get(f"column_{column.position}", "") for column in self.seen.columns}
        others = {item.name: self.data.get(f"other_{item.name}", "") for item in self._wanted()}
        return Chosen(
            {place: name for place, name in columns.items() if name in self.items},
            {name: said for name, said in others.items() if said},
        )

    def _wanted(self) -> list[Field]:
        return [
            item for item in self.importer.fields
            if item.required or item.name in self.importer.companions or item.name in self.chosen.others
        ]  # fmt: skip

    def _fields_as_choices(self) -> Grouped:
        needed: Choices = [(item.name, self.names[item.name]) for item in self.importer.fields if item.required]
        others: Choices = [(item.name, self.names[item.name]) for item in self.importer.fields if not item.required]
        return [("", _("leave out")), (_("needed"), needed), (_("others"), others)]

    def _others(self, item: Field) -> Grouped:
        fixed: Choices = list(matching.choices_of(item))
        groups: Grouped = [("", _("Choose") if item.required else _("nothing"))]
        groups += [(_("the same for all rows"), fixed)] if fixed else []
        return [*groups, (_("from a column"), self.columns_as_choices())]


def called(column: Column) -> str:
    """Return what a column is called on screen."""
    return column.heading or _("column %(position)s") % {"position": column.position}


def select(
    label: str, choices: Sequence[tuple[str, Text | Choices]] | Choices, initial: str, *, required: bool = False
) -> forms.ChoiceField:
    """Return a question that is answered from a list."""
    return forms.ChoiceField(
        label=label, choices=choices, initial=initial, required=required, widget=UnfoldAdminSelectWidget
    )
