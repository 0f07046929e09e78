"""How is the number of a list written that Word or a page counts by itself?"""

from collections.abc import Callable

_KANJI = "〇一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = 26
_CIRCLED = 20
_HUNDRED = 100


def kanji(number: int) -> str:
    """Return 十二 for 12; digits for what no policy counts to."""
    tens, ones = divmod(number, 10)
    if not 0 < number < _HUNDRED:
        return str(number)
    return ("" if not tens else "十" if tens == 1 else f"{_KANJI[tens]}十") + (_KANJI[ones] if ones else "")


def roman(number: int) -> str:
    """Return XII for 12."""
    written, left = "", number
    for value, sign in _ROMAN:
        times, left = divmod(left, value)
        written += sign * times
    return written


def letter(number: int) -> str:
    """Return A for 1, AA for 27."""
    times, place = divmod(number - 1, _LETTERS)
    return chr(ord("A") + place) * (times + 1)


def circled(number: int) -> str:
    """Return ③ for 3; digits where there is no such sign."""
    return chr(ord("①") + number - 1) if 0 < number <= _CIRCLED else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


# Names of numFmt (ECMA-376 part 1, 17.18.59) and of `type` on a list of HTML.
FORMS: dict[str, Callable[[int], str]] = {
    "decimalFullWidth": lambda number: str(number).translate(_WIDE),
    "decimalFullWidth2": lambda number: str(number).translate(_WIDE),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": circled,
    **dict.fromkeys(("japaneseCounting", "japaneseDigitalTenThousand", "chineseCounting", "ideographDigital"), kanji),
    **dict.fromkeys(("aiueo", "aiueoFullWidth"), _of(_AIUEO)),
    **dict.fromkeys(("iroha", "irohaFullWidth"), _of(_IROHA)),
    **dict.fromkeys(("upperRoman", "I"), roman),
    **dict.fromkeys(("lowerRoman", "i"), lambda number: roman(number).lower()),
    **dict.fromkeys(("upperLetter", "A"), letter),
    **dict.fromkeys(("lowerLetter", "a"), lambda number: letter(number).lower()),
    "none": lambda number: "",
}


def written(number: int, form: str) -> str:
    """Return a number as a list of that form writes it, in plain digits where the form is none that we know."""
    return FORMS.get(form, str)(number)
