"""Which signs of a text say something, and which only stand in it because it was copied from somewhere?"""

import re
import unicodedata

# Scripts that write with joiners (Arabic to Mongolian), and what an emoji of several parts is made of.
_JOINING = "\u0590-\u1fff\u2640\u2642\ufe0f\U0001f000-\U0001faff"
# Soft hyphen, joiners elsewhere, direction marks, line and paragraph separators, byte order mark, tags: never seen.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    f"\ufff9-\ufffb\U000e0000-\U000e007f]|(?<![{_JOINING}])[\u200c\u200d]"
)
# They choose the form of the sign before them: 葛 with U+E0100 is how somebody writes the own name.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# What people type for a hyphen, in half width (NFKC); the long vowel sign among them.
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2043\u02d7\u30fc"
_BETWEEN_DIGITS = re.compile(f"(?<=[0-9])[ ]*[{_HYPHENS}-][ ]*(?=[0-9])")


def without_unseen(text: str) -> str:
    """Return the text without signs that nobody sees; those that choose how a sign before them looks stay."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def narrow(text: str) -> str:
    """Return the text in half width (NFKC) without any sign that nobody sees."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _SELECTORS.sub("", without_unseen(text)))


def hyphenated(text: str) -> str:
    """Return a text in half width with a plain hyphen between its digits, whichever way it was typed."""
    return _BETWEEN_DIGITS.sub("-", text)
