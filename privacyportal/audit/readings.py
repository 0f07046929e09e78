"""Who was shown what? Written with one statement a page, without the trail's lock.

Why beside the trail: docs/decisions/0014-reading-beside-the-trail.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from privacyportal.audit import proving
from privacyportal.audit.actors import Actor
from privacyportal.audit.models import Reading


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one page showed of one kind of record; `keys` are the records of a list."""

    what: Reading.What
    model: str = ""
    object_pk: str = ""
    reference: str = ""
    route: str = ""
    rows: int = 1
    keys: tuple[str, ...] = ()


# The entry of the trail that tells of a person who read more than the firm holds usual.
ALARMED = "audit.reading_alarm"

type Hear = Callable[[datetime], None]
_hearers: list[Hear] = []


def tell(hear: Hear) -> None:
    """Name who looks at what was read, whenever it has been taken into the trail; called at start-up."""
    _hearers.append(hear)


def store(looks: Sequence[Look], *, by: Actor, at: datetime) -> None:
    """Keep what a page showed to a member of staff, with one statement.

    :raises django.db.OperationalError: when it cannot be kept; then the page is not shown either.
    """
    account = by.account
    if account is None:
        return
    Reading.objects.bulk_create(
        Reading(
            at=at,
            actor=account,
            actor_name=by.name,
            what=look.what,
            model=look.model,
            object_pk=look.object_pk[:40],
            reference=look.reference[:40],
            route=look.route[:100],
            rows=look.rows,
            keys=list(look.keys),
        )
        for look in looks
    )


def prove(*, at: datetime) -> None:
    """Take into the trail what was read since the last time, and let those who watch look at it."""
    proving.prove(Reading, at=at)
    for hear in _hearers:
        hear(at)


def of(obj: models.Model) -> models.QuerySet[Reading]:
    """Return who was shown the page of a record, newest first."""
    rows = Reading.objects.filter(model=obj._meta.label_lower, object_pk=str(obj.pk))
    return rows.filter(what=Reading.What.RECORD).select_related("actor").order_by("-id")
