"""How is a text written to a table file so that no program takes it for a formula, and read back unchanged?"""

# Excel also evaluates the full-width signs when its language is Japanese.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program might evaluate ``text``, guarded already or not."""
    return text.lstrip("'").startswith(_FORMULA_SIGNS)


def guarded(text: str) -> str:
    """The text with an apostrophe in front if it could be taken for a formula."""
    return f"'{text}" if is_formula_like(text) else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``; any other text unchanged."""
    if text.startswith("'") and is_formula_like(text):
        return text[1:]
    return text
