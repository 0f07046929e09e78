"""Which order of month and day settles what the reader of days asks about a column?"""

from collections.abc import Collection

from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Doubt, Frame, Read
from privacyportal.imports import dates

MONTH_FIRST, DAY_FIRST = "M/D/YYYY", "D/M/YYYY"
# All other writings mean the same in every file: `backoffice.written` reads them without a form.
FORMS = (MONTH_FIRST, DAY_FIRST, "M/D/YYYY h:mm", "D/M/YYYY h:mm", "D.M.YYYY")
_UNDATED = Frame()


def found(written: Collection[str]) -> tuple[str, ...]:
    """Return the few forms that settle what is asked about the texts, the one that reads most first; mostly none."""
    left, forms = set(written), list[str]()
    while any(_is_asked(text) for text in left):
        read = {form: {text for text in left if dates.parser((form,))(text) is not None} for form in FORMS}
        best = max(FORMS, key=lambda form: len(read[form]))
        if not read[best]:
            break
        forms.append(best)
        left -= read[best]
    return tuple(forms)


def share(written: Collection[str]) -> float:
    """Return which part of the texts are days, or would be once their order is known, 0 to 1."""
    settled = dates.parser(FORMS)
    are_days = (isinstance(moments.moment(text, _UNDATED), Read) or settled(text) is not None for text in written)
    return sum(are_days) / len(written) if written else 0


def is_open(written: Collection[str], forms: Collection[str]) -> bool:
    """Return whether nothing in the texts tells if the month or the day comes first."""
    if MONTH_FIRST not in forms:
        return False
    first, other = dates.parser((MONTH_FIRST,)), dates.parser((DAY_FIRST,))
    return all(other(text) is not None for text in written if first(text) is not None)


def _is_asked(text: str) -> bool:
    return isinstance(moments.moment(text, _UNDATED), Doubt)
