"""How is the name of a person or firm kept: as written, without what nobody sees?"""

import re
import unicodedata

from privacyportal.backoffice.signs import without_unseen

_SPACES = re.compile("[\t\r\n\v\f\u0085\u00a0\u2000-\u200a\u202f\u205f]+")
# A kana and its mark in two signs, as some computers store file names; compatibility ideographs (神 U+FA19) are
# names' own and would not survive the composition of the whole text.
_MARKED_KANA = re.compile("[\u3041-\u30ff][\u3099\u309a]")


def name(text: str) -> str:
    """Return a name as its owner writes it (髙 and 﨑 stay, and what chooses the form of a sign)."""
    seen = _SPACES.sub(" ", without_unseen(text)).strip()
    return _MARKED_KANA.sub(lambda kana: unicodedata.normalize("NFC", kana.group()), seen)
