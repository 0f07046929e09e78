"""How is one deed done to many records at once? Row by row: one that is refused holds up no other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor, Staff, number_of
from privacyportal.backoffice import notices
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.deeds import in_place, remember
from privacyportal.backoffice.individual_numbers import none_in
from privacyportal.backoffice.refusals import PortalError, Refused, refuse_if

# So many at a time: they are read on one page before, and done while somebody waits.
MOST = 200
ACTION = "backoffice.done_to_many"


@dataclass(frozen=True)
class Weighed[M: models.Model]:
    """A chosen record, and why the deed cannot be done to it; "" where it can."""

    record: M
    why: str = ""

    @property
    def number(self) -> str:
        """Return the record's number, or what it is called."""
        return number_of(self.record) or str(self.record)


@dataclass(frozen=True)
class Outcome[M: models.Model]:
    """What became of the chosen records."""

    rows: Sequence[Weighed[M]]

    @property
    def done(self) -> list[Weighed[M]]:
        """Return those to which it was done."""
        return [row for row in self.rows if not row.why]

    @property
    def left(self) -> list[Weighed[M]]:
        """Return those that were left as they are, each with its reason."""
        return [row for row in self.rows if row.why]


def weigh[M: models.Model](action: ObjectAction[M], records: Iterable[M], *, by: Staff, at: datetime) -> Outcome[M]:
    """Return what would become of each record: whether the person's right and the record's state allow the deed."""
    return Outcome([Weighed(record, _hindrance(action, record, by, at)) for record in records])


def do[M: models.Model](
    action: ObjectAction[M],
    records: Iterable[M],
    data: dict[str, object],
    *,
    notice: str,
    reason: str,
    by: Staff,
    at: datetime,
) -> Outcome[M]:
    """Do one deed to each of the records that it can be done to; return what became of each.

    A refused row is undone alone and its attempt is kept, as from its own page. `notice` says in which way staff is
    told (`notices`), `reason` why it is done; one entry of the trail names all the records.

    :raises Refused: when the reason holds an individual number (section 3); then nothing is done.
    """
    try:
        refuse_if(none_in({"reason": reason}))
    except Refused as refused:
        remember(refused, action.deed.name, by, at)
        raise
    with notices.named(notice).within(at):
        outcome = Outcome([Weighed(record, _tried(action, record, data, by, at)) for record in records])
    trail.record(
        action=ACTION,
        obj=None,
        by=by,
        at=at,
        reason=reason,
        changes={
            "deed": action.deed.name,
            "notice": notice,
            "done": [row.number for row in outcome.done],
            "left": [row.number for row in outcome.left],
        },
    )
    return outcome


def _tried[M: models.Model](
    action: ObjectAction[M], record: M, data: dict[str, object], by: Staff, at: datetime
) -> str:
    """Do it to one record; return why not, or "". A deed undoes itself, and keeps the attempt."""
    if hindered := _hindrance(action, record, by, at):
        return hindered
    try:
        action.execute(record, data, by=by, at=at)
    except Refused as refused:
        return refused.text
    except PortalError as error:
        return error.text
    return ""


def _hindrance[M: models.Model](action: ObjectAction[M], record: M, by: Staff, at: datetime) -> str:
    actor: Actor = in_place(by, record, at)
    if not action.offered_to(actor, record):
        return _("You do not have the right to do this here.")
    if not action.available(record, by.user):
        return _("This cannot be done now: the record is in another state.")
    return next((refusal.text for refusal in action.in_the_way(record, actor)), "")
