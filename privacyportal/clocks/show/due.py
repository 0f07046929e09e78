"""What falls due of one record? Asked once for its page, whose head and tabs both say it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from privacyportal.backoffice import following
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import OPEN, informational_codes
from privacyportal.references.models import Reference


class Due(NamedTuple):
    """One limit: when, which duty (code), and the state of its clock."""

    at: datetime
    duty: str
    state: str


def limits(reference: Reference) -> Sequence[Due]:
    """Return every limit of a record, past ones too, nearest first."""
    rows = Clock.objects.of(reference).order_by("due_at", "pk").values_list("due_at", "duty", "state")
    return following.once(("limits", reference.pk), lambda: [Due(*row) for row in rows])


def nearest(reference: Reference) -> Due | None:
    """Return the nearest open limit of a record, as `annotate_next_due` gives it to lists; None where none is."""
    to_know = informational_codes()
    return next((due for due in limits(reference) if due.state in OPEN and due.duty not in to_know), None)
