"""How does a box of a form ask the one reader, before it is sent and when it is?"""

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from privacyportal.backoffice.written.readings import Read, Reading, Towards


def asking(kind: str, towards: Towards = Towards.EITHER) -> dict[str, object]:
    """Return what a box says of itself to the script that shows the reading; kinds are `written.kinds.READERS`."""
    return {
        "data-portal-reads": kind,
        "data-portal-towards": towards.value,
        "data-portal-reader": reverse_lazy("written"),
    }


def taken[T](reading: Reading[T]) -> T:
    """Return what was read.

    :raises ValidationError: with the question where there is a doubt, or why it cannot be read.
    """
    if isinstance(reading, Read):
        return reading.value
    raise ValidationError(reading.text, code="invalid")
