"""How is a text written to a table file so that no program takes it for a formula, and read back unchanged?"""

import re

# Excel also evaluates the full-width signs when its language is Japanese.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# 〃 is the ditto mark (JIS X 0208, 1-24); the others are what people type for it.
DITTO = "〃"
_DITTOS = frozenset({
    DITTO, "〃〃", "仝", "々", "″", "〞", "”", '"', "＂", "′′", "同上", "上に同じ", "上記に同じ", "上と同じ",
})  # fmt: skip
DITTO_BEGINNINGS = frozenset({ditto[0] for ditto in _DITTOS} | {" ", "\u3000"})


def is_formula_like(text: str) -> bool:
    """Return whether a spreadsheet program might evaluate `text`, guarded already or not."""
    return text.lstrip("'").startswith(_FORMULA_SIGNS)


def is_ditto(text: str) -> bool:
    """Return whether a cell says nothing but that it is the same as the one above."""
    return text[:1] in DITTO_BEGINNINGS and "".join(text.split()) in _DITTOS


def is_guarded_ditto(text: str) -> bool:
    """Return whether a text is a ditto mark, guarded already or not."""
    return is_ditto(text.lstrip("'"))


def guarded(text: str) -> str:
    """Return the text with an apostrophe in front if it could be taken for a formula, or for the cell above it."""
    return f"'{text}" if is_formula_like(text) or is_guarded_ditto(text) else text


def unguarded(text: str) -> str:
    """Return the text as it was before `guarded`; any other text unchanged."""
    if text.startswith("'") and (is_formula_like(text) or is_guarded_ditto(text)):
        return text[1:]
    return text


def to_workbook(text: str) -> str:
    """Return the text with the characters that XML cannot hold escaped as Excel does it (ECMA-376, ST_Xstring)."""
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub(r"_x005F\g<0>", text))


def from_workbook(text: str) -> str:
    """Return the text with Excel's escapes undone."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
