"""Which telephone, postal code, corporate number or e-mail address does a text mean, in the one form of comparing?

What a person wrote is kept by whoever asks; these answer what it is compared by.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import is_corporate_number, plain
from privacyportal.backoffice.signs import hyphenated
from privacyportal.backoffice.written.numbers import damaged
from privacyportal.backoffice.written.readings import Doubt, Read, Reading, Unread, short

_TITLE = re.compile(r"(?:TEL|FAX|電話(?:番号)?|〒|T(?=\d))[.:]?\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*[(\[]?\s*(?:内線|EXT\.?|#|X)\s*[.:]?\s*(\d{1,6})\s*[)\]]?\Z", re.IGNORECASE)
_ABROAD = re.compile(r"(?:\+|00|010-?)81[-. ]*(?:\(0\))?0?(?=[1-9])")
_BETWEEN = re.compile(r"[-.() /\u00b7]")
# Ten digits, eleven where it is carried about or an internet line (電気通信番号規則).
_DOMESTIC = re.compile(r"0(?:[57-9]0\d{8}|[1-9]\d{8}|800\d{7})")
_WITHOUT_ZERO = re.compile(r"[57-9]0\d{8}|[1-9]\d{8}")
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}")
_POSTAL = re.compile(r"(\d{3})-?(\d{4})")
_CORPORATE = re.compile(r"(?:(?:法人|登録)番号:?)?T?(\d{13})")
# Letters that stand for figures where all else are figures.
_LIKE_FIGURES = str.maketrans("OoIl", "0011")
_MISREAD = re.compile(r"(?=.*[OoIl])(?=(?:.*\d){7})[\dOoIl() .+-]+")


def code(text: str) -> Reading[str]:
    """Return a number, code or reading in half width with plain hyphens; 2.02E+11 has lost its digits."""
    written = hyphenated(plain(text))
    return damaged(written) or Read(written)


def telephone_as_written(text: str) -> Reading[str]:
    """Return a telephone number with its own hyphens, or the words in its place; a lost leading 0 is asked."""
    reading = _misread(plain(text)) or telephone(text)
    return reading if isinstance(reading, Doubt) else code(text)


def _misread(written: str) -> Doubt[str] | None:
    """Return the question about a number in which a letter stands for a figure: O3-1234-5678."""
    if not _MISREAD.fullmatch(written):
        return None
    meant = written.translate(_LIKE_FIGURES)
    words = {"text": short(written), "number": meant}
    return Doubt((meant,), _("Is “%(text)s” %(number)s? It holds letters that look like figures.") % words)


def telephone(text: str) -> Reading[str]:
    """Return the digits of a telephone number with its leading 0 or + (0312345678), an extension behind # (…#12)."""
    written = _TITLE.sub("", hyphenated(plain(text)), count=1)
    lost = damaged(written)
    if lost is not None:
        return lost
    extension = _EXTENSION.search(written)
    body = written[: extension.start()] if extension else written
    behind = f"#{extension[1]}" if extension else ""
    digits = _BETWEEN.sub("", _ABROAD.sub("0", body))
    if _DOMESTIC.fullmatch(digits) or _FOREIGN.fullmatch(digits):
        return Read(digits + behind)
    if _WITHOUT_ZERO.fullmatch(digits):
        words = {"text": short(text), "number": f"0{digits}"}
        return Doubt((f"0{digits}{behind}",), _("Is “%(text)s” %(number)s? Its leading 0 is missing.") % words)
    return Unread(_("“%(text)s” is not a telephone number.") % {"text": short(text)})


def with_zero(text: str) -> str | None:
    """Return a telephone number as written, with the 0 in front that it has lost; None of any other text."""
    reading = telephone(text)
    is_lost = isinstance(reading, Doubt) and len(reading.readings) == 1 and reading.readings[0].startswith("0")
    return f"0{_TITLE.sub('', hyphenated(plain(text)), count=1)}" if is_lost else None


def postal_code(text: str) -> Reading[str]:
    """Return a Japanese postal code as 100-0001."""
    found = _POSTAL.fullmatch(_TITLE.sub("", hyphenated(plain(text)), count=1))
    if found is None:
        return Unread(_("“%(text)s” is not a postal code of seven digits.") % {"text": short(text)})
    return Read(f"{found[1]}-{found[2]}")


def corporate_number(text: str) -> Reading[str]:
    """Return the 13 digits of a corporate number (法人番号) with the right check digit; invoices put a T before it."""
    written = plain(text).upper()
    lost = damaged(written)
    if lost is not None:
        return lost
    found = _CORPORATE.fullmatch(_BETWEEN.sub("", hyphenated(written)))
    if found is None or not is_corporate_number(found[1]):
        return Unread(_("“%(text)s” is not a corporate number (13 digits with a check digit).") % {"text": short(text)})
    return Read(found[1])


def email(text: str) -> Reading[str]:
    """Return an e-mail address in half width; mailto: and angle brackets that came along are left out."""
    address = plain(text).removeprefix("mailto:").strip("<>").strip()
    try:
        validate_email(address)
    except ValidationError:
        return Unread(_("“%(text)s” is not an e-mail address.") % {"text": short(text)})
    return Read(address)
