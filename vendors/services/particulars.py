"""How are people told that a joint use's responsible party has another name, address or representative?"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.backoffice.values import differing
from privacyportal.backoffice.writing import locked, write
from privacyportal.clocks import river as clocks
from vendors import permissions
from vendors.guards import particulars as guards
from vendors.models import JointUseArrangement, PartyChange
from vendors.services.details import ParticularsFacts
from vendors.services.standing import note_arrangement

PARTICULARS = ("responsible_name", "responsible_address", "responsible_representative")


@deed(right=permissions.CHANGE_ARRANGEMENT, on="arrangement", words=_("change of the responsible party's particulars"))
def change_particulars(
    *,
    arrangement: JointUseArrangement,
    changed_on: date,
    by: Actor,
    at: datetime,
    **particulars: Unpack[ParticularsFacts],
) -> JointUseArrangement:
    """Record that the responsible party, which stays the same, has another name, address or representative.

    People are told without delay (Article 27(6)): the time runs from the day of the change.

    :raises Refused: section 8, when one of the three would be empty, or the day is to come.
    :raises Conflict: when nothing changes, or another joint use has taken its place.
    """
    stored = locked(arrangement, "reference")
    if stored.is_replaced:
        raise Conflict(_("The joint use has been replaced or has ended."))
    edited = differing(stored, particulars)
    if not edited:
        raise Conflict(_("Name, address and representative are as they were."))
    refuse_if(
        [
            *guards.all_named(named={name: bool(str(value).strip()) for name, value in particulars.items()}),
            guards.by_today(changed_on, tokyo_day(at), field="changed_on"),
        ],
        obj=stored,
    )
    write(stored, **edited)
    note_arrangement(stored, by=by, at=at)
    owe_announcement(stored, edited, changed_on=changed_on, by=by, at=at)
    clocks.refresh(reference=stored.reference, at=at)
    changes = {"fields": sorted(edited), "changed_on": changed_on}
    trail.record(action="vendors.particulars_changed", obj=stored, by=by, at=at, changes=changes, section="8")
    return stored


@deed(right=permissions.CHANGE_ARRANGEMENT, on="arrangement", words=_("announcement of the party's particulars"))
def announce_particulars(
    *, arrangement: JointUseArrangement, announced_on: date, publication: str, by: Actor, at: datetime
) -> JointUseArrangement:
    """Record that people were told of every change of the particulars so far: on which day, where (Article 27(6)).

    :raises Refused: section 8, when the day is to come.
    :raises Conflict: when nothing is to be announced.
    """
    stored = locked(arrangement, "reference")
    refuse_if([guards.by_today(announced_on, tokyo_day(at), field="announced_on")], obj=stored)
    owed = PartyChange.objects.filter(arrangement=stored, announced_on=None)
    told = owed.update(announced_on=announced_on, publication=publication, announced_at=at, announced_by=by.account)
    if not told:
        raise Conflict(_("No change of the responsible party's particulars is to be announced."))
    clocks.refresh(reference=stored.reference, at=at)
    changes = {"announced_on": announced_on, "publication": publication, "count": told}
    trail.record(action="vendors.particulars_announced", obj=stored, by=by, at=at, changes=changes, section="8")
    return stored


def owe_announcement(
    arrangement: JointUseArrangement,
    edited: Collection[str],
    *,
    changed_on: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Note that people are to be told, where what was announced to them names the responsible party otherwise."""
    day = tokyo_day(at)
    is_announced = arrangement.published_on is not None and arrangement.published_on <= day
    if is_announced and any(name in edited for name in PARTICULARS):
        PartyChange.objects.create(
            arrangement=arrangement, changed_on=changed_on or day, recorded_at=at, recorded_by=by.account
        )
