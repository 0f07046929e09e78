"""On what ground does a party abroad receive data, and is the ground still good?"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.clocks import river as clocks
from privacyportal.references.registry import issue
from vendors import permissions
from vendors.clocks import LAW_CHECK, MEASURES_CHECK
from vendors.guards import abroad as guards
from vendors.guards.ground_needs import needs_met
from vendors.models import EquivalentCheck, ForeignGround, JointUsePartner, Vendor
from vendors.services.schedule import next_check
from vendors.services.standing import note_ground
from vendors.states import CHANGE, CheckedAspect

type Party = Vendor | JointUsePartner


@deed(right=CHANGE, on="party", words=_("ground abroad"))
def add_foreign_ground(
    *,
    party: Party,
    basis: str,
    evidence: str,
    valid_from: date,
    valid_to: date | None = None,
    implementation_checked_on: date | None = None,
    law_checked_on: date | None = None,
    exempt_case: str = "",
    consent_wording: str = "",
    consent_informed_on: date | None = None,
    by: Actor,
    at: datetime,
) -> ForeignGround:
    """Fix the one ground of section 11 on which a vendor or partner abroad receives data.

    :raises Refused: section 11: country not designated that day, evidence or check missing, another ground in force.
    """
    ground = ForeignGround(
        vendor=party if isinstance(party, Vendor) else None,
        partner=party if isinstance(party, JointUsePartner) else None,
        basis=basis,
        evidence=evidence,
        valid_from=valid_from,
        valid_to=valid_to,
        implementation_checked_on=implementation_checked_on,
        law_checked_on=law_checked_on,
        exempt_case=exempt_case,
        consent_wording=consent_wording,
        consent_informed_on=consent_informed_on,
        country_system=party.country.system_on(valid_from),
        registered_at=at,
        implementation_due_on=next_check(MEASURES_CHECK, implementation_checked_on),
        law_due_on=next_check(LAW_CHECK, law_checked_on),
    )
    # Two people who register at once come one after the other, so that the second meets the first one's ground.
    refuse_if(_refusals(ground, locked(party, "country"), tokyo_day(at)), obj=party)
    _register(ground, by, at)
    return ground


def _register(ground: ForeignGround, by: Actor, at: datetime) -> None:
    """Give the ground its number, store it, note where it stands and start its clocks."""
    ground.reference = issue("GROUND", at=at)
    ground.save()
    note_ground(ground, by=by, at=at)
    clocks.refresh(reference=ground.reference, at=at)
    told = {"basis": ground.basis, "valid_from": ground.valid_from, "valid_to": ground.valid_to}
    _record("vendors.ground_added", ground, by, at, {"ground": str(ground.reference), **told})


@deed(right=permissions.SUPERVISE, on="ground", words=_("periodic check abroad"))
def record_equivalent_check(
    *,
    ground: ForeignGround,
    aspect: str,
    checked_on: date,
    method: str,
    finding: str,
    by: Actor,
    at: datetime,
) -> EquivalentCheck:
    """Record one of the two yearly checks (Enforcement Rules Article 18); its next day follows from the rule in force.

    :raises Refused: when the ground needs no checks, or the day is in the future or before the last check.
    :raises Conflict: when the provision was stopped or the ground has ended.
    """
    checked = _standing(ground, tokyo_day(at))
    is_measures = aspect == CheckedAspect.IMPLEMENTATION
    last = checked.implementation_checked_on if is_measures else checked.law_checked_on
    refuse_if(
        [
            guards.needs_checks(basis=checked.basis),
            guards.check_in_order(checked_on=checked_on, last=last, today=tokyo_day(at)),
        ],
        obj=checked,
    )
    check = EquivalentCheck.objects.create(
        ground=checked,
        aspect=CheckedAspect(aspect),
        checked_on=checked_on,
        method=method,
        finding=finding,
        recorded_at=at,
        recorded_by=by.account,
    )
    due_on = _plan_next(checked, aspect, checked_on)
    note_ground(checked, by=by, at=at)
    clocks.refresh(reference=checked.reference, at=at)
    changes = {"ground": str(checked.reference), "aspect": aspect, "checked_on": checked_on, "due_on": due_on}
    _record("vendors.equivalent_checked", checked, by, at, changes)
    return check


def _plan_next(ground: ForeignGround, aspect: str, checked_on: date) -> date | None:
    """Note the day of a check on its ground and set the next; return that."""
    if aspect == CheckedAspect.IMPLEMENTATION:
        due_on = next_check(MEASURES_CHECK, checked_on)
        write(ground, implementation_checked_on=checked_on, implementation_due_on=due_on)
    else:
        due_on = next_check(LAW_CHECK, checked_on)
        write(ground, law_checked_on=checked_on, law_due_on=due_on)
    return due_on


@deed(right=CHANGE, on="ground", words=_("stop of the provision"))
def stop_provision(*, ground: ForeignGround, reason: str, by: Actor, at: datetime) -> ForeignGround:
    """Stop provision to a party abroad from today: the equivalent measures can no longer be relied on (Article 28(3)).

    :raises Conflict: when it was stopped or ended before.
    """
    stopped = _standing(ground, tokyo_day(at))
    write(stopped, stopped_on=tokyo_day(at), stopped_reason=reason)
    note_ground(stopped, by=by, at=at, reason=reason)
    clocks.refresh(reference=stopped.reference, at=at)
    changes = {"ground": str(stopped.reference), "stopped_on": stopped.stopped_on}
    _record("vendors.provision_stopped", stopped, by, at, changes, reason)
    return stopped


@deed(right=CHANGE, on="ground", words=_("end of the ground"))
def end_ground(*, ground: ForeignGround, valid_to: date, reason: str, by: Actor, at: datetime) -> ForeignGround:
    """Let a ground end with a day, so that another can take its place.

    :raises Refused: section 11, when the day is before its start, or after the last day it has already.
    :raises Conflict: when it was stopped or has ended.
    """
    ended = _standing(ground, tokyo_day(at))
    refuse_if([guards.ends_in_its_time(day=valid_to, first=ended.valid_from, last=ended.valid_to)], obj=ended)
    write(ended, valid_to=valid_to)
    note_ground(ended, by=by, at=at, reason=reason)
    clocks.refresh(reference=ended.reference, at=at)
    changes = {"ground": str(ended.reference), "valid_to": ended.valid_to}
    _record("vendors.ground_ended", ended, by, at, changes, reason)
    return ended


def _refusals(ground: ForeignGround, party: Party, today: date) -> list[Refusal | None]:
    is_designated = party.country.is_designated_on(ground.valid_from)
    return [
        guards.party_abroad(is_abroad=party.is_abroad),
        guards.country_designated(basis=ground.basis, is_designated=is_designated, country=str(party.country)),
        guards.evidence_given(evidence=ground.evidence),
        *needs_met(
            basis=ground.basis, filled=ground.filled(), day=max(ground.valid_from, today), cannot=guards.CANNOT_REGISTER
        ),
        guards.days_in_order(first=ground.valid_from, last=ground.valid_to),
        guards.both_checked(
            basis=ground.basis,
            implementation=ground.implementation_checked_on,
            law=ground.law_checked_on,
            today=today,
        ),
        guards.one_ground(has_other=_overlaps(party, ground.valid_from, ground.valid_to)),
    ]


def _overlaps(party: Party, valid_from: date, valid_to: date | None) -> bool:
    later = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    others = party.foreign_grounds.filter(later).filter(Q(stopped_on__isnull=True) | Q(stopped_on__gt=valid_from))
    return others.filter(valid_from__lte=valid_to).exists() if valid_to else others.exists()


def _standing(ground: ForeignGround, day: date) -> ForeignGround:
    standing = locked(ground, "vendor__reference", "partner__reference", "reference")
    if not standing.is_in_force_on(day) and standing.valid_from <= day:
        raise Conflict(_("The ground is no longer in force."))
    return standing


def _record(
    action: str, ground: ForeignGround, by: Actor, at: datetime, changes: Mapping[str, object], reason: str = ""
) -> None:
    """Write it on the ground's story and on the party's."""
    deeds = [
        trail.Entry(action=action, obj=obj, changes=dict(changes), reason=reason, section="11")
        for obj in (ground, ground.party)
    ]
    trail.record_many(deeds, by=by, at=at)
