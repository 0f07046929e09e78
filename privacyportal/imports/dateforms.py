"""In which forms are the days of a column written?"""

from collections.abc import Collection

from privacyportal.imports import dates
from privacyportal.imports.dates import ERA, ISO

MONTH_FIRST, DAY_FIRST = "M/D/YYYY", "D/M/YYYY"
FORMS = (
    "YYYY/M/D", "YYYY/M/D h:mm", "YYYY/M/D h:mm:ss", ISO, ERA, "YYYY-M-D", "YYYY-M-D h:mm", "YYYY.M.D", "YYYY年M月D日",
    "YYYY年M月D日 h:mm", "YYYYMMDD", MONTH_FIRST, DAY_FIRST, "M/D/YYYY h:mm", "D/M/YYYY h:mm", "D.M.YYYY",
)  # fmt: skip


def found(written: Collection[str]) -> tuple[str, ...]:
    """Return the few forms that read most of the texts, the one that reads most first; none where none reads any."""
    left, forms = set(written), list[str]()
    while left:
        read = {form: {text for text in left if dates.parser((form,))(text) is not None} for form in FORMS}
        best = max(FORMS, key=lambda form: len(read[form]))
        if not read[best]:
            break
        forms.append(best)
        left -= read[best]
    return tuple(forms)


def share(written: Collection[str]) -> float:
    """Return which part of the texts are days in one of the forms, 0 to 1."""
    parse = dates.parser(FORMS)
    return sum(parse(text) is not None for text in written) / len(written) if written else 0


def is_open(written: Collection[str], forms: Collection[str]) -> bool:
    """Return whether nothing in the texts tells if the month or the day comes first."""
    if MONTH_FIRST not in forms:
        return False
    first, other = dates.parser((MONTH_FIRST,)), dates.parser((DAY_FIRST,))
    return all(other(text) is not None for text in written if first(text) is not None)
