"""How is a change of a vendor, a ground or a joint use kept by its day?"""

from collections.abc import Mapping
from datetime import datetime

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.references.models import Reference
from vendors.models import ForeignGround, JointUseArrangement, Standing, Vendor

GROUND_FACTS = ("basis", "valid_from", "valid_to", "stopped_on", "implementation_due_on", "law_due_on")
ARRANGEMENT_FACTS = (
    "name", "scope", "purpose_text", "responsible_name", "responsible_address", "responsible_representative",
    "published_on", "publication", "starts_on", "ends_on",
)  # fmt: skip


def note_vendor(vendor: Vendor, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Keep where a vendor stands from today on."""
    facts = {"country": vendor.country_id, "owner": vendor.owner_id}
    _note(vendor, vendor.status, facts, by=by, at=at, reason=reason)


def note_ground(ground: ForeignGround, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Keep how a ground stands from today on."""
    state = "stopped" if ground.stopped_on else "ended" if ground.valid_to else "standing"
    facts = {name: ground.serializable_value(name) for name in GROUND_FACTS}
    _note(ground, state, facts, by=by, at=at, reason=reason)


def note_arrangement(arrangement: JointUseArrangement, *, by: Actor, at: datetime) -> None:
    """Keep what a joint use says from today on."""
    facts = {name: arrangement.serializable_value(name) for name in ARRANGEMENT_FACTS}
    _note(arrangement, "ended" if arrangement.ends_on else "standing", facts, by=by, at=at)


def with_former(arrangement: JointUseArrangement) -> list[Reference]:
    """Return the numbers of a joint use and of those it replaced: what rests on them goes on in it."""
    found, step = [arrangement.reference], arrangement.supersedes
    while step is not None:
        found.append(step.reference)
        step = step.supersedes
    return found


def tell_replaced(old: JointUseArrangement, new: JointUseArrangement, by: Actor, at: datetime) -> None:
    """Write the replacement on the story of both joint uses."""
    changes = {"arrangement": [str(old.reference), str(new.reference)], "from_on": new.starts_on}
    deeds = [
        trail.Entry(action="vendors.arrangement_replaced", obj=obj, changes=changes, section="8") for obj in (old, new)
    ]
    trail.record_many(deeds, by=by, at=at)


def _note(
    obj: Vendor | ForeignGround | JointUseArrangement,
    state: str,
    facts: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    Standing.objects.create(
        reference=obj.reference, state=state, on=tokyo_day(at), at=at, by=by.account, reason=reason, facts=dict(facts)
    )
