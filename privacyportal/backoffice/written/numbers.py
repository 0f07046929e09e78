"""Which number does a text mean: 1,000人, １０％, 三百, 1万2千?"""

import re
from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.written.numerals import amount
from privacyportal.backoffice.written.readings import Doubt, Read, Reading, Unread, short

# What people write after a number of persons, things or parts.
COUNTERS = ("人", "名", "名様", "件", "社", "個", "枚", "通", "部", "冊", "口", "回", "円", "点")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BADLY_GROUPED = re.compile(r"\d+(?:[ ,]\d+)+")
# Only long numbers are shortened; 3E-12 may be a room.
_DAMAGED = re.compile(r"\d(?:\.\d+)?E\+\d+")
_BOUNDS = "程度|以上|以下|未満|超|弱|強|前後|余り?|ほど|くらい|位"
_ABOUT = re.compile(rf"(?:約|およそ|凡そ|概ね|大体|ほぼ)(.+)|(.+?)(?:{_BOUNDS})")
_MINUS = re.compile(r"[▲△\u2212-](.+)")
_SIGN_IN_FRONT = re.compile(r"[+¥](?=\d)")
# A thousand to some, one to others.
_POINTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def number(text: str, *, units: Collection[str] = COUNTERS) -> Reading[Decimal]:
    """Return the number that a text means; one of the units may stand behind it.

    A number that a spreadsheet has shortened (2.02E+11) is refused: its digits are lost.
    """
    written = _SIGN_IN_FRONT.sub("", _without_spaces_of_groups(plain(text).upper()), count=1)
    lost = damaged(written)
    if lost is not None:
        return lost
    minus = _MINUS.fullmatch(written)
    if minus is not None:
        found = number(minus[1], units=units)
        return Read(-found.value) if isinstance(found, Read) else _no_number(text)
    value = _value(_without_unit(written, units))
    if value is not None:
        return Read(value)
    about = _ABOUT.fullmatch(written)
    if about is not None and (value := _value(_without_unit(about[1] or about[2], units))) is not None:
        return _asked(text, value)
    bare = _without_unit(written, units)
    if _BADLY_GROUPED.fullmatch(bare):
        return _asked(text, Decimal(re.sub("[ ,]", "", bare)))
    return _no_number(text)


def whole(text: str, *, most: int = 999_999_999) -> Reading[int]:
    """Return the whole number from 0 to `most` that a text means."""
    found = integer(text)
    if isinstance(found, Unread):
        return found
    value = found.value if isinstance(found, Read) else found.readings[0]
    return found if 0 <= value <= most else _not_whole(text)


def integer(text: str) -> Reading[int]:
    """Return the whole number, below 0 too, that a text means."""
    found = number(text)
    if isinstance(found, Unread):
        return found
    value = found.value if isinstance(found, Read) else found.readings[0]
    pointed = _without_unit(plain(text), COUNTERS)
    if _POINTED.fullmatch(pointed):
        whole_number = int(pointed.replace(".", ""))
        return Doubt((whole_number,), _asked(text, Decimal(whole_number)).text)
    if value != value.to_integral_value():
        return _not_whole(text)
    return Read(int(value)) if isinstance(found, Read) else Doubt((int(value),), found.text)


def damaged(written: str) -> Unread | None:
    """Return the refusal of a number in half width that a spreadsheet has shortened, None for any other text."""
    if not _DAMAGED.fullmatch(written.upper()):
        return None
    return Unread(
        _("“%(text)s” was shortened by a spreadsheet, its digits are lost; take it from the original.")
        % {"text": short(written)}
    )


def _value(written: str) -> Decimal | None:
    if _GROUPED.fullmatch(written):
        return Decimal(written.replace(",", ""))
    return amount(written)


def _without_unit(written: str, units: Collection[str]) -> str:
    for unit in sorted(units, key=len, reverse=True):
        if written.endswith(unit):
            return written.removesuffix(unit).strip()
    return written


def _without_spaces_of_groups(written: str) -> str:
    return re.sub(r"\s*,\s*", ",", written)


def _asked(text: str, value: Decimal) -> Doubt[Decimal]:
    words = {"text": short(text), "number": f"{value:,f}"}
    return Doubt((value,), _("Is “%(text)s” %(number)s? Write the number alone.") % words)


def _not_whole(text: str) -> Unread:
    return Unread(_("“%(text)s” is not a whole number.") % {"text": short(text)})


def _no_number(text: str) -> Unread:
    return Unread(_("“%(text)s” is not a number that can be read.") % {"text": short(text)})
