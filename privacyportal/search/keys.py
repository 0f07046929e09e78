"""Under which forms are the words of a field kept?"""

import re
from collections.abc import Iterable

from privacyportal.search import romaji
from privacyportal.search.folding import digits, fold, numbers
from privacyportal.search.grams import APART
from privacyportal.search.registry import Shape

# What only says what kind of company it is, as folded: 会社法 6条2項, 一般法人法 5条, and how transfers and registers
# shorten it.
_COMPANY = re.compile(
    "株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|独立行政法人|"
    r"\((?:株|有|同|資|名|相|社|財|カ|ユ|ド)\)|^(?:カ|ユ|ド)\)|\((?:カ|ユ|ド)$|"
    r",?(?:co\.?,?ltd\.?|inc\.?|corp\.?|corporation|limited|ltd\.?|k\.k\.|llc)$"
)
# A record's number, as folded: people say its end.
_RECORD = re.compile(r"[a-z]+-(?:[0-9]{4}-)?([0-9]{1,12})")


def of_values(values: Iterable[object], shape: Shape) -> str:
    """Return what an entry keeps of a row's fields: each form in a piece of its own; "" where there is nothing."""
    pieces: dict[str, None] = {}
    for value in values:
        text = "" if value is None else str(value)
        pieces |= dict.fromkeys(_pieces(text, shape) if text.strip() else ())
    return APART.join(piece for piece in pieces if piece)


def _pieces(text: str, shape: Shape) -> Iterable[str]:
    folded = fold(text)
    yield folded
    match shape:
        case Shape.NUMBER:
            yield digits(text)
            yield "".join(character for character in folded if character.isalnum())
            if (record := _RECORD.fullmatch(folded)) is not None:
                yield ending(record.group(1))
        case Shape.READING:
            yield romaji.of_reading(text)
        case Shape.COMPANY:
            yield without_company(folded)
            yield romaji.of_reading(text)
        case Shape.TEXT:
            yield from numbers(text)


def ending(number: str) -> str:
    """Return the end of a record's number as people say it, marked so that it is no part of a longer one.

    :param number: ASCII digits, with or without the zeros before them
    """
    return f"#{int(number)}#"


def without_company(folded: str) -> str:
    """Return a folded name without what only says what kind of company it is."""
    return _COMPANY.sub("", folded)
