"""Is this a corporate number, a legal entity identifier or a country code that could have been issued?"""

import re

from privacyportal.backoffice.signs import narrow

_CORPORATE_NUMBER = re.compile(r"[1-9]\d{12}\Z")
_LEI = re.compile(r"[0-9A-Z]{18}\d{2}\Z")


def plain(text: str) -> str:
    """Return the text in half width without what nobody sees and surrounding space, as codes are compared (NFKC)."""
    return narrow(text).strip()


def corporate_number_check_digit(body: str) -> int:
    """Return the leading check digit for the 12 digits of `body`.

    Source: 法人番号の指定等に関する省令 (2014), article 2: 9 minus the remainder by 9 of the digits
    weighted 1 and 2 from the right.
    """
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(body)))
    return 9 - total % 9


def is_corporate_number(text: str) -> bool:
    """Return whether `text` has 13 ASCII digits of which the first is the right check digit."""
    if not _CORPORATE_NUMBER.match(text):
        return False
    return int(text[0]) == corporate_number_check_digit(text[1:])


def is_lei(text: str) -> bool:
    """Return whether `text` is a 20 character LEI (ISO 17442) whose ISO 7064 MOD 97-10 remainder is 1."""
    if not _LEI.match(text):
        return False
    return int("".join(str(int(character, 36)) for character in text)) % 97 == 1
