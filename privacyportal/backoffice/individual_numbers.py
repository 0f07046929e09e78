"""Does a text hold an individual number (個人番号), which is never kept in free text anywhere here?"""

import re
import unicodedata
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

# However the groups of four are set apart: by nothing, by blanks, line breaks, dashes, dots, strokes or a few of these.
_APART = r"[\s\-‐‑‒–—―−ー~〜・.,、/|_:]{0,3}"
TWELVE_DIGITS = re.compile(rf"(?<!\d)\d{{4}}{_APART}\d{{4}}{_APART}\d{{4}}(?!\d)")
# Marks that nobody sees: soft hyphen, zero-width blanks and joiners, directions, the byte order mark.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SHORTEST = 12


def no_individual_number(*texts: str, field: str = "") -> Refusal | None:
    """An individual number is never written into a text (policy section 3; Number Act, Article 20)."""
    if not any(holds_individual_number(text) for text in texts):
        return None
    return Refusal(
        code="backoffice.individual_number",
        section="3",
        cannot=_("This text cannot be kept."),
        missing=_("It seems to contain an individual number, which may not be collected here."),
        next_step=_("Take the number out of the text."),
        field=field,
    )


def none_in(texts: Mapping[str, object]) -> list[Refusal]:
    """Return a refusal for each named text that holds an individual number; what is no text is passed over."""
    found = (no_individual_number(text, field=name) for name, text in texts.items() if isinstance(text, str))
    return [refusal for refusal in found if refusal is not None]


def holds_individual_number(text: str) -> bool:
    """Return whether 12 digits in the text have the check digit of an individual number."""
    if len(text) < _SHORTEST:
        return False
    found = TWELVE_DIGITS.findall(text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))
    return any(_is_individual_number(re.sub(r"\D", "", digits)) for digits in found)


def _is_individual_number(digits: str) -> bool:
    # Order of the Ministry for Internal Affairs on individual numbers (2014 No. 85), Article 5.
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), start=1))
    check = 11 - total % 11
    return int(digits[11]) == (0 if check > 9 else check)
