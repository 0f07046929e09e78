"""How does a deed answer that is done to many rows at once? Row by row: one refused row holds up no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from privacyportal.backoffice.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class RowResult[R]:
    """What became of one row: the record as it stands now, or every rule that refused the row.

    `fields` names what was written; a record that says already what the row says has none.
    """

    record: R | None = None
    fields: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def given(refusals: Iterable[Refusal | None]) -> tuple[Refusal, ...]:
    """Return the guards' answers that are refusals."""
    return tuple(refusal for refusal in refusals if refusal is not None)
