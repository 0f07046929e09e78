"""How is a reading found that somebody types in Latin letters? By what all usual ways of writing it have in common."""

import re
import unicodedata

_CONSONANTS = ("", "k", "s", "t", "n", "h", "m", "y", "r", "w", "g", "z", "d", "b", "p")
_VOWELS = {
    "a": "アカサタナハマヤラワガザダバパ",
    "i": "イキシチニヒミ リ ギジヂビピ",
    "u": "ウクスツヌフムユル グズヅブプ",
}
_VOWELS |= {"e": "エケセテネヘメ レ ゲゼデベペ", "o": "オコソトノホモヨロ ゴゾドボポ"}
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ヮ": "wa"}
_OTHERS = {"ン": "n", "ヲ": "o", "ヰ": "i", "ヱ": "e", "ヴ": "b", "ヂ": "zi", "ヅ": "zu", "ー": ""}
KANA = {
    kana: f"{consonant}{vowel}"
    for vowel, row in _VOWELS.items()
    for kana, consonant in zip(row, _CONSONANTS, strict=True)
    if kana != " "
} | _OTHERS
HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# Hepburn and others as Kunrei, in this order.
_SPELLINGS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("c(?=ch)", "t"), ("shi", "si"), ("sh", "sy"), ("tsu", "tu"), ("chi", "ti"), ("ch", "ty"), ("j(?=i)", "z"),
        ("jy?", "zy"), ("dz?u", "zu"), ("f", "h"), ("v", "b"), ("l", "r"), ("c", "k"), ("m(?=[bpm])", "n"),
        ("(?<=[szt])ye", "e"), ("oh(?=[^aeiou]|$)", "o"), ("ou", "o"),
        (r"([aeiou])\1+", r"\1"), (r"([^aeiou])\1+", r"\1"),
    )
)  # fmt: skip
LATIN = re.compile(r"[a-z'’-]{2,}")


def of_reading(kana: str) -> str:
    """Return a reading in Latin letters, in the loose form in which they are compared; "" where it holds no kana."""
    text = unicodedata.normalize("NFKC", kana).translate(HIRAGANA_TO_KATAKANA)
    return loose("".join(_sounds(text)))


def of_typed(word: str) -> str:
    """Return a typed word in the same form; "" where it is none in Latin letters."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", word).casefold() if not unicodedata.combining(one))
    return loose(plain) if LATIN.fullmatch(plain) else ""


def loose(text: str) -> str:
    """Return Latin letters without what the ways of writing differ in: sounds, long vowels, doubling, n and m."""
    found = "".join(one for one in text if "a" <= one <= "z")
    for written, sound in _SPELLINGS:
        found = written.sub(sound, found)
    return found


def _sounds(text: str) -> list[str]:
    found: list[str] = []
    for character in text:
        if character in _SMALL and found:
            before = found.pop()
            found.append(before[:-1] + _SMALL[character] if before else _SMALL[character])
        elif character == "ッ":
            found.append("")
        elif character in KANA:
            found.append(KANA[character])
    return found
