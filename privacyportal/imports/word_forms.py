"""What must a person say of the words of a ledger of their own, once its columns are matched?"""

from collections.abc import Iterator
from dataclasses import replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.models import ImportMapping
from privacyportal.backoffice.refusals import PortalError
from privacyportal.imports import dateforms, matching, vocabulary
from privacyportal.imports.mapping import Mapping
from privacyportal.imports.match_forms import Choices, LookingForm, select
from privacyportal.imports.matching import Asked
from privacyportal.imports.recognition import reads
from privacyportal.imports.rows import Mapper
from privacyportal.imports.written import text_of

NOTHING, NOT_TAKEN, ADDED = "-", "!", "0"


class WordsForm(LookingForm):
    """What the words of the file mean, what tells its rows apart, whether it is history, how to call the mapping."""

    template = "imports/words.html"
    key = forms.ChoiceField(
        label=_lazy("what tells rows apart"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_lazy(
            "A number of each row's own. The same file again then changes its records and makes no others."
        ),
    )
    as_history = forms.BooleanField(
        label=_lazy("as history"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_lazy(
            "What was answered, ended or identified elsewhere. A second person who may approve answers lets it in; "
            "each record is marked."
        ),
    )
    name = LineField(
        label=_lazy("name of the mapping"),
        max_length=60,
        help_text=_lazy("Under this name it is remembered: a file with the same columns is recognised by it."),
    )
    is_shared = forms.BooleanField(
        label=_lazy("share it with others who import"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def prepare(self) -> None:
        """Propose what the words seem to mean."""
        super().prepare()
        words = vocabulary.known(self.importer)
        self.asked = list(matching.asked(self.plan, self.seen, self.importer, words, self.earlier))
        self.days = matching.open_days(self.plan, self.seen)
        for number, one in enumerate(self.asked):
            for place, word in enumerate(one.words):
                self.fields[f"word_{number}_{place}"] = _word(one, word)
        for rule in self.days:
            self.fields[f"days_{rule.name}"] = select(self.names[rule.name], _ORDERS, "", required=True)
        self.zeros = matching.without_zeros(self.plan, self.seen, self.importer)
        kept = {rule.name: ADDED for plan in (*self.earlier, self.plan) for rule in plan.rules if rule.zeros}
        for name in self.zeros:
            self.fields[f"zeros_{name}"] = select(self.names[name], _ZEROS, kept.get(name, ""), required=True)
        self._prepare_rest()

    def _prepare_rest(self) -> None:
        key = self.fields["key"]
        if isinstance(key, forms.ChoiceField):
            key.choices = [("", _("what it says")), *self.columns_as_choices()]
        if not self.importer.history_right:
            del self.fields["as_history"]
        names = self.plan.key[:1] or (matching.likely_key(self.plan, self.seen, self.importer),)
        places = [column.position for column in self.seen.columns if column.name in names]
        proposed = {one.item.name: set(one.proposed.values()) for one in self.asked}
        codes = matching.codes_in(self.plan, self.importer) | proposed
        self.initial = {
            "key": f"{matching.COLUMN}:{places[0]}" if places else "",
            "as_history": self.obj.as_history or self.importer.is_history(codes),
            "name": self.plan.name or self.plan.title or self.obj.file_name.rpartition(".")[0][:60],
            "is_shared": self._is_shared(),
        }

    def groups(self) -> Iterator[tuple[str, str, list[tuple[str, int, forms.BoundField]]]]:
        """Yield each field with words: its name, its column, the words with their numbers and what they mean."""
        for number, one in enumerate(self.asked):
            rows = [
                (word, count, self[f"word_{number}_{place}"]) for place, (word, count) in enumerate(one.words.items())
            ]
            yield self.names[one.item.name], one.heading, rows

    def day_fields(self) -> list[forms.BoundField]:
        """Return the questions in which order days are written."""
        return [self[f"days_{rule.name}"] for rule in self.days]

    def zero_fields(self) -> list[tuple[forms.BoundField, str, int]]:
        """Return the questions whether zeros in front are put back, each with an example and a count."""
        return [(self[f"zeros_{name}"], example, count) for name, (example, count) in self.zeros.items()]

    def rest(self) -> list[forms.BoundField]:
        """Return the other questions."""
        return [self[name] for name in ("key", "as_history", "name", "is_shared") if name in self.fields]

    def clean(self) -> dict[str, object]:
        """Make the whole mapping, and see that it fits the file."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        plan = self._whole(cleaned)
        codes = matching.codes_in(plan, self.importer)
        lacking = [name for name in self.importer.needed(codes) if name not in codes]
        if lacking:
            named = _("、").join(self.names[name] for name in lacking)
            told = _("Rows in these states need “%(fields)s”. Go back to the columns and say where it stands.")
            self.add_error(None, told % {"fields": named})
        try:
            Mapper(plan, self.importer.fields, self.seen.header)
        except PortalError as refused:
            self.add_error(None, refused.text)
        said = {name: cleaned.get(name) for name in ("name", "is_shared")}
        # The next file of the kind may have its heading in another line: it is found by its names.
        kept = replace(plan, layout=replace(plan.layout, heading=0))
        return {**said, "as_history": bool(cleaned.get("as_history")), "content": text_of(kept)}

    def _whole(self, cleaned: dict[str, object]) -> Mapping:
        values = {one.item.name: dict(self._translated(number, one, cleaned)) for number, one in enumerate(self.asked)}
        orders = {rule.name: str(cleaned[f"days_{rule.name}"]) for rule in self.days}
        rules = [
            replace(
                rule,
                values=values.get(rule.name, {}),
                formats=_ordered(rule.formats, orders.get(rule.name, "")),
                zeros=cleaned.get(f"zeros_{rule.name}", ADDED if rule.zeros else "") == ADDED,
            )
            for rule in self.plan.rules
        ]
        place = str(cleaned.get("key") or "").rpartition(":")[2]
        key = tuple(column.name for column in self.seen.columns if str(column.position) == place)
        name = str(cleaned["name"])
        source = self.plan.source or f"{name[:48]}-{self.obj.pk}"
        return replace(self.plan, title=name, source=source, key=key, rules=tuple(rules))

    def _translated(self, number: int, one: Asked, cleaned: dict[str, object]) -> Iterator[tuple[str, str]]:
        for place, word in enumerate(one.words):
            code = str(cleaned[f"word_{number}_{place}"])
            if code != NOT_TAKEN:
                yield word, "" if code == NOTHING else code

    def _is_shared(self) -> bool:
        kept = ImportMapping.objects.filter(owner=self.user, kind=self.obj.kind, name=self.plan.title)
        return kept.filter(is_shared=True).exists()


_ORDERS: Choices = [
    ("", _lazy("Choose")),
    (dateforms.MONTH_FIRST, _lazy("month, day, year (11/29/2026)")),
    (dateforms.DAY_FIRST, _lazy("day, month, year (29/11/2026)")),
]
_ZEROS: Choices = [
    ("", _lazy("Choose")),
    (ADDED, _lazy("put the 0 back in front")),
    (NOT_TAKEN, _lazy("do not bring such rows in")),
]


def _word(one: Asked, word: str) -> forms.ChoiceField:
    choices = [("", _("Choose")), *one.codes]
    choices += [] if one.item.required else [(NOTHING, _("nothing"))]
    choices += [] if one.codes and reads(one.item, word) else [(NOT_TAKEN, _("do not bring such rows in"))]
    proposed = one.proposed.get(word, "")
    code = NOTHING if word in one.proposed and not proposed else proposed
    return select(word, choices, code, required=True)


def _ordered(formats: tuple[str, ...], order: str) -> tuple[str, ...]:
    """Return the forms with the one that a person chose where the file leaves it open."""
    return tuple(order if order and form == dateforms.MONTH_FIRST else form for form in formats)
