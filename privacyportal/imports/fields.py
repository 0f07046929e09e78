"""What may a room's record receive from a file, and what must a cell look like for it?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacyportal.backoffice.dates import TOKYO
from privacyportal.backoffice.identifiers import is_lei, plain
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.signs import without_unseen
from privacyportal.backoffice.written import contacts, flags, numbers
from privacyportal.backoffice.written.readings import Read, Reading
from privacyportal.imports.errors import CellRefused

type Choices = tuple[tuple[str, Text], ...]

_NAMED = 12
_SHOWN = 40
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that can be mapped: its name in mappings, its label on screen, whether a row must have it.

    What a row may leave out but a record always has (its desk) is not `removable`.
    """

    name: str
    label: Text
    required: bool = False
    max_length: int = 0
    removable: bool = True

    def value(self, text: str) -> object:
        """Return the value of a cell that is not empty.

        :raises CellRefused: saying what is wrong with it.
        """
        if self.max_length and len(text) > self.max_length:
            raise CellRefused(
                _("is longer than %(limit)s characters (%(length)s)") % {"limit": self.max_length, "length": len(text)}
            )
        if text.translate(_CONTROLS) != text:
            raise CellRefused(_("holds control characters"))
        return text

    def text(self, value: object) -> str:
        """Return what a file says for a value, so that the same file read again gives the same value."""
        return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """Text kept as written, without signs that nobody sees."""

    def value(self, text: str) -> object:
        """Return the text."""
        return super().value(without_unseen(text))


@dataclass(frozen=True, kw_only=True)
class CodeField(Field):
    """A number or code: stored in half width (NFKC), so that ０１２ and 012 are one."""

    def value(self, text: str) -> str:
        """Return the code in half width with plain hyphens.

        :raises CellRefused: for one that a spreadsheet has shortened, too.
        """
        return str(super().value(taken(contacts.code(text))))


@dataclass(frozen=True, kw_only=True)
class TelephoneField(CodeField):
    """A telephone number with its own hyphens."""

    def value(self, text: str) -> str:
        """Return the number; one that has lost its leading 0 is asked."""
        return super().value(taken(contacts.telephone_as_written(text)))


@dataclass(frozen=True, kw_only=True)
class CorporateNumberField(CodeField):
    """A 13-digit corporate number (法人番号) with the right check digit."""

    def value(self, text: str) -> str:
        """Return the 13 digits."""
        return taken(contacts.corporate_number(super().value(text)))


@dataclass(frozen=True, kw_only=True)
class LeiField(CodeField):
    """A 20-character legal entity identifier (ISO 17442) with the right check digits."""

    def value(self, text: str) -> str:
        """Return the identifier in capitals."""
        identifier = super().value(text).upper()
        if not is_lei(identifier):
            raise CellRefused(
                _("is not an LEI (20 characters with check digits, ISO 7064): %(value)s") % {"value": text}
            )
        return identifier


@dataclass(frozen=True, kw_only=True)
class DayField(Field):
    """A Tokyo day; the mapping gives the formats and reads it."""

    def text(self, value: object) -> str:
        """Return the day in ISO form, which every mapping reads."""
        return value.isoformat() if isinstance(value, date) else ""


@dataclass(frozen=True, kw_only=True)
class InstantField(Field):
    """An aware instant; the mapping gives the formats and the hour of a bare day, and reads it."""

    def text(self, value: object) -> str:
        """Return the instant in Tokyo time, to the microsecond where it has them."""
        if not isinstance(value, datetime):
            return ""
        return value.astimezone(TOKYO).replace(tzinfo=None).isoformat(sep=" ")


@dataclass(frozen=True, kw_only=True)
class FlagField(Field):
    """Yes or no."""

    def value(self, text: str) -> bool:
        """Return True or False from the usual words."""
        return taken(flags.flag(text))

    def text(self, value: object) -> str:
        """Return 有 or 無."""
        return "有" if value else "無"


@dataclass(frozen=True, kw_only=True)
class CountField(Field):
    """A whole number from 0."""

    def value(self, text: str) -> int:
        """Return the number in any usual writing (1,000人, 三百, 1万2千)."""
        return taken(numbers.whole(text))


@dataclass(frozen=True, kw_only=True)
class EmailField(CodeField):
    """An e-mail address."""

    def value(self, text: str) -> str:
        """Return the address."""
        return taken(contacts.email(super().value(text)))


def taken[T](reading: Reading[T]) -> T:
    """Return what was read.

    :raises CellRefused: with the question where there is a doubt, or why it cannot be read.
    """
    if isinstance(reading, Read):
        return reading.value
    raise CellRefused(reading.text)


def coded(choices: Iterable[models.TextChoices]) -> Choices:
    """Return codes with their labels, as a field takes them."""
    return tuple((choice.value, choice.label) for choice in choices)


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of a fixed set of codes, written as the code or as its label in any of our languages.

    `words` are what a mapping calls them, where it does: a refusal names those.
    """

    choices: Choices
    words: tuple[str, ...] = ()

    def value(self, text: str) -> str:
        """Return the code."""
        written = plain(text)
        code = self._codes.get(written.casefold())
        if code is None:
            named = _("、").join((self.words or tuple(str(label) for _code, label in self.choices))[:_NAMED])
            raise CellRefused(_("“%(value)s” is none of: %(choices)s") % {"choices": named, "value": text[:_SHOWN]})
        return code

    def text(self, value: object) -> str:
        """Return the label."""
        return next((str(label) for code, label in self.choices if code == value), str(value or ""))

    @cached_property
    def _codes(self) -> dict[str, str]:
        codes: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                codes |= {plain(str(label)).casefold(): code for code, label in self.choices}
        return codes | {code: code for code, _label in self.choices}


@dataclass(frozen=True, kw_only=True)
class LookupField(Field):
    """A code that names a stored row; `load` returns code → value with one query, once a run."""

    load: Callable[[], Mapping[str, object]]
    known: dict[str, object] = field(default_factory=dict, compare=False)

    def prepare(self) -> None:
        """Read the codes as they are now."""
        self.known.clear()
        self.known.update(self.load())

    def value(self, text: str) -> object:
        """Return what the code stands for."""
        code = plain(text)
        if code not in self.known:
            raise CellRefused(
                _("“%(value)s” is not registered here; registered are: %(choices)s")
                % {"value": text[:_SHOWN], "choices": self._some()}
            )
        return self.known[code]

    def _some(self) -> str:
        named = _("、").join(sorted(self.known)[:_NAMED])
        return named + (" …" if len(self.known) > _NAMED else "") or _("none")
