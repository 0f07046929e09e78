"""Which reader answers for which kind of box?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from privacyportal.backoffice.written import contacts, moments, numbers
from privacyportal.backoffice.written.readings import Frame, Reading, as_example, in_words

type Value = date | Decimal | int | str
type Reader = Callable[[str, Frame], Reading[date] | Reading[Decimal] | Reading[int] | Reading[str]]

READERS: dict[str, Reader] = {
    "day": moments.day_only,
    "moment": moments.instant,
    "number": lambda text, frame: numbers.number(text),
    "integer": lambda text, frame: numbers.integer(text),
    "code": lambda text, frame: contacts.code(text),
    "telephone": lambda text, frame: contacts.telephone_as_written(text),
    "email": lambda text, frame: contacts.email(text),
    "corporate_number": lambda text, frame: contacts.corporate_number(text),
}


def shown(value: Value) -> str:
    """Return what was read as people see it."""
    if isinstance(value, date):
        return in_words(value)
    return value if isinstance(value, str) else f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def typed(value: Value) -> str:
    """Return what was read in the form that is always understood."""
    return as_example(value) if isinstance(value, date) else str(value)
