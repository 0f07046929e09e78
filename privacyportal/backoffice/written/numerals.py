"""Which number do the signs for numbers say (三百, 二〇二六, 1万2千)?"""

import re
from decimal import Decimal

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "◯": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3, "伍": 5,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}
_PLAIN = "".join(_DIGITS)
_RUN = re.compile(f"[{_PLAIN}{''.join(_UNITS)}]+")
_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{_PLAIN}]+|[{''.join(_UNITS)}{''.join(_MYRIADS)}]")
_TRANSLATION = str.maketrans({sign: str(value) for sign, value in _DIGITS.items()})


def with_digits(text: str) -> str:
    """Return the text with each run of kanji numerals below ten thousand in digits; what is no number stays."""
    return _RUN.sub(_in_digits, text)


def _in_digits(run: re.Match[str]) -> str:
    written = run.group()
    if not set(written) & set(_UNITS):
        return written.translate(_TRANSLATION)
    found = amount(written)
    return written if found is None else str(found)


def amount(text: str) -> Decimal | None:
    """Return the number that digits and kanji say together (1万2千 is 12000), None for what is none."""
    total, section, pending = Decimal(0), Decimal(0), None
    lowest_myriad, lowest_unit, position = 10**16, 10**4, 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            return None
        sign, position = token.group(), token.end()
        if sign in _MYRIADS:
            if _MYRIADS[sign] >= lowest_myriad or (pending is None and not section):
                return None
            lowest_myriad, lowest_unit = _MYRIADS[sign], 10**4
            total, section, pending = total + (section + (pending or 0)) * lowest_myriad, Decimal(0), None
        elif sign in _UNITS:
            if _UNITS[sign] >= lowest_unit:
                return None
            lowest_unit = _UNITS[sign]
            section, pending = section + (1 if pending is None else pending) * lowest_unit, None
        elif pending is not None:
            return None
        else:
            pending = Decimal(sign.translate(_TRANSLATION))
    return total + section + (pending or 0) if text else None
