"""What does a spreadsheet's cell show for a stored number?"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

# Codes of formats that need no entry in a book (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 as in Japanese Excel).
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "ggge/m/d"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
}  # fmt: skip
# A cell holds 15 significant digits (IEEE 754 in Excel); what is longer was rounded when it was typed.
EXACT_BELOW = 10**15
_LAST_DAY = 2_958_465

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE_SIGN = re.compile(r"[dmyhsgeba]", re.IGNORECASE)
_EXPONENT = re.compile(r"[Ee][+-]")
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<skip>_.|\*.)|\[(?P<bracket>[^\]]*)\]|(?P<sign>.)', re.S)
_CURRENCY = re.compile(r"\$(?P<symbol>[^-\]]*)")


class Doubt(Enum):
    """Why what is stored cannot be taken for what is shown."""

    NO_DATE = "no_date"
    ROUNDED = "rounded"


class Shown(NamedTuple):
    """What a cell shows, or why nobody can say; `is_shortened` where the digits shown are fewer than those stored."""

    text: str
    doubt: Doubt | None = None
    is_shortened: bool = False


def shown(number: float, code: str, *, from_1904: bool = False) -> Shown:
    """Return what a number shows under a format's code.

    Days and times come in ISO 8601 whatever their dress (an era, a day without its year); elapsed times as [h]:mm.
    Separators of thousands are left out: they say nothing.
    """
    form = _form(code)
    if form.is_elapsed:
        return Shown(_elapsed(number))
    if form.is_date:
        text = _moment(number, from_1904=from_1904)
        return Shown(text) if text else Shown("", Doubt.NO_DATE)
    if abs(number) >= EXACT_BELOW:
        return Shown("", Doubt.ROUNDED)
    if form.is_plain:
        return Shown(plain_number(number), is_shortened=form.is_shortened)
    return Shown(_dressed(number, form.sections))


def plain_number(number: float) -> str:
    """Return a number with the digits that a cell holds: whole numbers without a point, never an exponent."""
    text = format(Decimal(format(number, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Form(NamedTuple):
    is_date: bool = False
    is_elapsed: bool = False
    is_plain: bool = False
    is_shortened: bool = False
    sections: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def _form(code: str) -> _Form:
    sections = _sections(code)
    first = sections[0]
    bare = _BRACKETS.sub("", _QUOTED.sub("", first))
    if _ELAPSED.search(_QUOTED.sub("", first)):
        return _Form(is_elapsed=True)
    if bare.strip().lower() in ("", "general", "@", "g/標準", "標準"):
        return _Form(is_plain=True) if not _literal(first) else _Form(sections=sections)
    if _EXPONENT.search(bare):
        return _Form(is_plain=True, is_shortened=True)
    if _DATE_SIGN.search(re.sub("general", "", bare, flags=re.IGNORECASE)):
        return _Form(is_date=True)
    if "?/" in bare or "#/" in bare or "[<" in code or "[>" in code or "[=" in code:
        return _Form(is_plain=True)
    return _Form(sections=sections)


def _literal(section: str) -> bool:
    return any(token["quoted"] or token["escaped"] for token in _TOKEN.finditer(section))


def _sections(code: str) -> tuple[str, ...]:
    parts, current = [], ""
    for token in _TOKEN.finditer(code):
        if token["sign"] == ";":
            parts.append(current)
            current = ""
        else:
            current += token[0]
    return (*parts, current)


def _elapsed(number: float) -> str:
    seconds = round(number * 86_400)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    text = f"{sign}{hours}:{rest // 60:02}"
    return f"{text}:{rest % 60:02}" if rest % 60 else text


def _moment(number: float, *, from_1904: bool) -> str:
    """Return the day, the time or both in ISO 8601; empty where a calendar has none."""
    if not 0 <= number < _LAST_DAY + 1:
        return ""
    if number < 1 and not from_1904:
        return _clock(number).isoformat()
    days = int(number)
    # Excel counts a 29 February 1900 that never was, and shows it.
    if from_1904:
        epoch = date(1904, 1, 1)
    elif days == 60:
        return ""
    else:
        epoch = date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    seconds = round((number - days) * 86_400)
    try:
        moment = datetime.combine(epoch, time.min) + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return ""
    return moment.date().isoformat() if moment.time() == time.min else moment.isoformat()


def _clock(number: float) -> time:
    seconds = round(number * 86_400) % 86_400
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _dressed(number: float, sections: tuple[str, ...]) -> str:
    section, value, signed = sections[0], number, number < 0
    if number < 0 and len(sections) > 1:
        section, value = sections[1], -number
        signed = True
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    text = _filled(abs(value), section)
    # However a book dresses what is below zero (red, ▲, brackets), here it is a minus.
    return f"-{text.strip('()▲△- ')}" if signed and any(map(str.isdigit, text)) else text


def _filled(value: float, section: str) -> str:
    """Return the section with its placeholders filled, digits from the right, its other signs as they stand."""
    tokens = [(token.lastgroup or "", token[token.lastgroup or 0]) for token in _TOKEN.finditer(section)]
    kept = [_piece(kind, text) for kind, text in tokens if kind != "skip"]
    signs = [(is_sign, text) for is_sign, text in kept if text]
    percents = sum(text.count("%") for is_sign, text in signs if is_sign)
    whole, _point, decimals = _digits(value, signs, percents)
    places = [index for index, (is_sign, text) in enumerate(signs) if is_sign and text in "0#?"]
    point = next((index for index, (is_sign, text) in enumerate(signs) if is_sign and text == "."), len(signs))
    in_whole = [index for index in places if index < point]
    filled = dict(zip((index for index in places if index > point), decimals, strict=False))
    rest = whole
    for index in reversed(in_whole):
        digit, rest = rest[-1:], rest[:-1]
        filled[index] = digit or ("0" if signs[index][1] == "0" else "")
    if in_whole:
        filled[in_whole[0]] = rest + filled[in_whole[0]]
    return "".join(_written(index, is_sign, text, filled) for index, (is_sign, text) in enumerate(signs)).strip()


def _written(index: int, is_sign: bool, text: str, filled: dict[int, str]) -> str:
    if index in filled:
        return filled[index]
    return "" if is_sign and text in ",#?0" else text


def _piece(kind: str, text: str) -> tuple[bool, str]:
    if kind == "bracket":
        currency = _CURRENCY.match(text)
        return False, currency["symbol"] if currency else ""
    return kind == "sign", text


def _digits(value: float, signs: list[tuple[bool, str]], percents: int) -> tuple[str, str, str]:
    point = next((index for index, (is_sign, text) in enumerate(signs) if is_sign and text == "."), len(signs))
    wanted = sum(1 for is_sign, text in signs[point:] if is_sign and text in "0#?")
    try:
        exact = Decimal(format(value, ".15g")).scaleb(2 * percents)
        rounded = exact.quantize(Decimal(1).scaleb(-wanted), ROUND_HALF_UP)
    except InvalidOperation:
        return plain_number(value).partition(".")
    whole, dot, decimals = format(rounded, "f").partition(".")
    return whole.lstrip("0"), dot, decimals
