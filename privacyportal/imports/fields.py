"""What may a room's record receive from a file, and what must a cell look like for it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import is_corporate_number, is_lei, plain
from privacyportal.backoffice.labels import Text
from privacyportal.imports.errors import CellRefused

_YES = frozenset({"1", "true", "yes", "y", "t", "はい", "有", "あり", "○", "〇"})
_NO = frozenset({"0", "false", "no", "n", "f", "いいえ", "無", "なし", "×"})
_NAMED = 12
_LONGEST_COUNT = 9
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that can be mapped: its name in mappings, its label on screen, whether a row must have it."""

    name: str
    label: Text
    required: bool = False
    max_length: int = 0

    def value(self, text: str) -> Any:
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


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """Text kept as written."""


@dataclass(frozen=True, kw_only=True)
class CodeField(Field):
    """A number or code: stored in half width (NFKC), so that ０１２ and 012 are one."""

    def value(self, text: str) -> str:
        """Return the code in half width."""
        return str(super().value(plain(text)))


@dataclass(frozen=True, kw_only=True)
class CorporateNumberField(CodeField):
    """A 13-digit corporate number (法人番号) with the right check digit."""

    def value(self, text: str) -> str:
        """Return the 13 digits."""
        number = super().value(text).replace("-", "").removeprefix("T")
        if not is_corporate_number(number):
            raise CellRefused(
                _("is not a corporate number (13 digits with a check digit): %(value)s") % {"value": text}
            )
        return number


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


@dataclass(frozen=True, kw_only=True)
class InstantField(Field):
    """An aware instant; the mapping gives the formats and the hour of a bare day, and reads it."""


@dataclass(frozen=True, kw_only=True)
class FlagField(Field):
    """Yes or no."""

    def value(self, text: str) -> bool:
        """Return True or False from the usual words."""
        word = plain(text).lower()
        if word in _YES or word in _NO:
            return word in _YES
        raise CellRefused(_("is neither yes nor no: %(value)s") % {"value": text})


@dataclass(frozen=True, kw_only=True)
class CountField(Field):
    """A whole number from 0."""

    def value(self, text: str) -> int:
        """Return the number; separators of thousands may stand in it."""
        digits = plain(text).replace(",", "")
        if not digits.isdecimal() or len(digits) > _LONGEST_COUNT:
            raise CellRefused(_("is not a whole number: %(value)s") % {"value": text})
        return int(digits)


@dataclass(frozen=True, kw_only=True)
class EmailField(CodeField):
    """An e-mail address."""

    def value(self, text: str) -> str:
        """Return the address."""
        address = super().value(text)
        try:
            validate_email(address)
        except ValidationError as error:
            raise CellRefused(_("is not an e-mail address")) from error
        return address


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of a fixed set of codes."""

    choices: tuple[str, ...]

    def value(self, text: str) -> str:
        """Return the code."""
        code = plain(text)
        if code not in self.choices:
            raise CellRefused(
                _("is none of %(choices)s: %(value)s") % {"choices": ", ".join(self.choices[:_NAMED]), "value": text}
            )
        return code


@dataclass(frozen=True, kw_only=True)
class LookupField(Field):
    """A code that names a stored row; `load` returns code → value with one query, once a run."""

    load: Callable[[], Mapping[str, Any]]
    known: dict[str, Any] = field(default_factory=dict, compare=False)

    def prepare(self) -> None:
        """Read the codes as they are now."""
        self.known.clear()
        self.known.update(self.load())

    def value(self, text: str) -> Any:
        """Return what the code stands for."""
        code = plain(text)
        if code not in self.known:
            raise CellRefused(_("is not known: %(value)s") % {"value": text})
        return self.known[code]
