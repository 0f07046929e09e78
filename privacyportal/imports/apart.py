"""Which of many rows is it that a deed or the database does not take?"""

from collections.abc import Callable, Sequence

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.refusals import PortalError, Refusal, Refused
from privacyportal.references.kinds import Referenced

type Results = Sequence[RowResult[Referenced]]


def each[R](rows: Sequence[R], bring: Callable[[Sequence[R]], Results]) -> Results:
    """Bring many rows with one call, and where that fails as a whole, halves of them until the rows at fault are known.

    What PostgreSQL would check only at the end of the transaction is checked now, so that a dry run finds it too.

    :raises Refused: what a deed says of its caller and not of a row.
    """
    try:
        with transaction.atomic():
            done = bring(rows)
            if connection.vendor == "postgresql":
                connection.check_constraints()
    except Refused:
        raise
    except (PortalError, IntegrityError, DataError) as error:
        if len(rows) == 1:
            return [RowResult(refusals=(_refusal(error),))]
        middle = len(rows) // 2
        return [*each(rows[:middle], bring), *each(rows[middle:], bring)]
    return done


def _refusal(error: Exception) -> Refusal:
    """Return the reason; of what the database says only the first line, for those below quote the row."""
    if isinstance(error, PortalError):
        reason = error.text
    else:
        said = str(error).strip().splitlines() or [type(error).__name__]
        reason = _("the database does not take it: %(reason)s") % {"reason": said[0]}
    return Refusal(code="imports.untaken", cannot=reason, missing="", next_step="")
