"""What is to be seen to when a joint use is over, or has lost what it rests on?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.clocks.plan import Duty, Facts, Subject, register
from vendors.clocks.days import morning, planning
from vendors.lapses import use_lapses_on
from vendors.models import JointUseArrangement, PartyChange

USE_LAPSE, OF_GROUND, PARTY = "vendors.joint_use_lapse", "abroad", "vendors.party_announcement"


def use_facts(arrangement: JointUseArrangement) -> Facts | None:
    """Return what is to be seen to once a joint use is over, or a partner abroad has lost its ground.

    Winding up ends it: the data at the partners, their desks. One that was replaced goes on in the next.
    """
    day = use_lapses_on(arrangement)
    if day is None:
        return None
    return Facts(
        started_at=morning(day),
        stopped_at=arrangement.settled_at,
        cancelled=arrangement.is_replaced,
        variant=OF_GROUND if arrangement.ends_on is None or day <= arrangement.ends_on else "",
    )


def party_facts(arrangement: JointUseArrangement) -> Facts | None:
    """Return by when people are told of the responsible party's new name, address or representative (Article 27(6)).

    From the first change that they have not been told of; where they know of all, the last one says how soon it was.
    """
    changes = list(arrangement.party_changes.all())
    if not changes:
        return None
    owed = [change for change in changes if change.announced_on is None]
    first = min(owed or changes[-1:], key=lambda change: (change.changed_on, change.pk))
    return Facts(
        started_at=morning(first.changed_on),
        stopped_at=None if owed else told_at(first),
        cancelled=bool(owed) and arrangement.is_replaced,
        restarts=len(changes) - len(owed or changes[-1:]),
    )


def told_at(change: PartyChange) -> datetime:
    """Return when people were told: on the day named, not before the change itself."""
    return morning(max(change.announced_on or change.changed_on, change.changed_on))


register(
    Subject(
        prefix="JOINTUSE",
        owner=lambda arrangement: None,
        department=lambda arrangement: planning(),
        title=lambda arrangement: arrangement.name,
        related=("superseded_by",),
        prefetch=("party_changes", "partners__foreign_grounds__vendor", "partners__country__designations"),
    ),
    duties=[
        Duty(
            code=USE_LAPSE,
            starts=_("first day after the joint use, or on which a partner abroad has no ground"),
            label=_("Lapse of a joint use"),
            ask=_("Wind the joint use up: data at the partners, their desks, what rests on it"),
            facts=use_facts,
            variants=lambda: {OF_GROUND: _("a partner abroad has lost its ground")},
        ),
        Duty(
            code=PARTY,
            starts=_("change of the responsible party's particulars"),
            label=_("Announcement of the responsible party's new particulars"),
            ask=_("Tell people of the responsible party's new name, address or representative"),
            facts=party_facts,
        ),
    ],
)
