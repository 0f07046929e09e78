"""How is a record found whatever width its text was written in, and whatever width is typed?"""

from collections.abc import Iterable

from django.db.models import Q

from privacyportal.backoffice.identifiers import plain

_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


def spellings(word: str) -> set[str]:
    """Return a word as typed, in half width and in full width; registers write names as 株式会社ＭＣＡ."""
    narrow = plain(word)
    return {word, narrow, narrow.translate(_WIDE), narrow.upper().translate(_WIDE)}


def spelled(word: str, *fields: str) -> Q:
    """Return the condition that one of the fields holds the word in some width."""
    condition = Q()
    for field in fields:
        for spelling in spellings(word):
            condition |= Q(**{f"{field}__icontains": spelling})
    return condition


def every_word(text: str, fields: Iterable[str]) -> Q:
    """Return the condition that each word of the text stands in one of the fields."""
    condition = Q()
    for word in text.split():
        condition &= spelled(word, *fields)
    return condition
