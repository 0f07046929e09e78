"""With whom is data used jointly, under which announcement, and how may that change (section 8)?"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Unpack

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.values import differing, value_of, values_of
from privacyportal.backoffice.writing import locked, write
from privacyportal.clocks import river as clocks
from privacyportal.policies.models import DataCategory, PurposeOfUse
from privacyportal.references.models import Reference
from privacyportal.references.registry import issue
from vendors import permissions
from vendors.guards import abroad, contacts
from vendors.guards import joint_use as guards
from vendors.models import Country, JointUseArrangement, JointUsePartner
from vendors.services.details import (
    ArrangementDetails,
    ArrangementFacts,
    Many,
    PartnerDetails,
    PartnerFacts,
    ResponsibleFacts,
)
from vendors.services.links import page
from vendors.services.particulars import PARTICULARS, owe_announcement
from vendors.services.register import NUMBERS, SENSITIVE, ground_kept
from vendors.services.standing import note_arrangement, tell_replaced, with_former
from vendors.states import ArrangementKind, PartnerKind

FACTS = ("categories", "partners", "scope", "purposes", "purpose_text")
RANGE = ("categories", "partners", "scope", "kind")
ANNOUNCED = ("purposes", "purpose_text", "responsible_partner", "responsible_name")


@deed(right=permissions.CHANGE_PARTNER, words=_("joint-use partner"))
def register_partner(
    *, kind: str, name: str, country: Country, by: Actor, at: datetime, **details: Unpack[PartnerFacts]
) -> JointUsePartner:
    """Enter a joint-use partner; return it.

    :raises Refused: section 8(iv), when a seminar co-host has no desk of its own.
    """
    partner = _described(JointUsePartner(kind=kind, name=name, country=country, registered_at=at), details)
    refuse_if([_desk_guard(partner)])
    partner.reference, changes = issue("PARTNER", at=at), {"kind": kind, "country": country.pk}
    partner.save()
    trail.record(action="vendors.partner_registered", obj=partner, by=by, at=at, changes=changes, section="8")
    return partner


@deed(right=permissions.CHANGE_PARTNER, on="partner", words=_("change of the joint-use partner"))
def change_partner(
    *, partner: JointUsePartner, by: Actor, at: datetime, **details: Unpack[PartnerDetails]
) -> JointUsePartner:
    """Write new details of a partner; a mere renaming does not change the range of users.

    :raises Refused: section 8(iv), when a seminar co-host would be left without a desk; section 11, when a partner
        of a running joint use would move abroad without a ground.
    """
    stored = locked(partner, "reference")
    changed = differing(stored, _known(details))
    _described(stored, changed)
    kept = ground_kept(stored, changed, tokyo_day(at))
    named = contacts.people_stand(changed, JointUsePartner.content, is_erased=stored.erasure_id is not None)
    refuse_if([_desk_guard(stored), _moved_abroad(stored, changed, at), kept, named], obj=stored)
    if changed:
        write(stored, **changed)
        clocks.refresh_many(references=Reference.objects.filter(foreignground__partner=stored), at=at)
        changes = {"fields": sorted(changed)}
        trail.record(action="vendors.partner_changed", obj=stored, by=by, at=at, changes=changes, section="8")
    return stored


@deed(right=permissions.CHANGE_ARRANGEMENT, words=_("joint use"))
def register_arrangement(
    *,
    kind: str,
    name: str,
    partners: Iterable[JointUsePartner],
    categories: Iterable[DataCategory],
    purposes: Iterable[PurposeOfUse],
    starts_on: date,
    by: Actor,
    at: datetime,
    **facts: Unpack[ArrangementFacts],
) -> JointUseArrangement:
    """Register a joint use with the five facts that are announced beforehand; return it.

    `facts`: scope, purpose_text, responsible_partner, responsible_name, responsible_address,
    responsible_representative, event_on, published_on, publication, agreed_terms, ends_on.

    :raises Refused: section 3 or 7 (what is not shared), 8 (facts), 11 (a partner abroad without a ground).
    """
    arrangement = JointUseArrangement(kind=kind, name=name, starts_on=starts_on, registered_at=at, **facts)
    many = Many(partners=list(partners), categories=list(categories), purposes=list(purposes))
    refuse_if(_refusals(arrangement, many, at))
    _store(arrangement, many, at)
    note_arrangement(arrangement, by=by, at=at)
    clocks.refresh(reference=arrangement.reference, at=at)
    changes = {
        "arrangement": str(arrangement.reference),
        "categories": [category.code for category in many.categories],
        "purposes": [purpose.code for purpose in many.purposes],
        "published_on": arrangement.published_on,
    }
    trail.record(action="vendors.arrangement_registered", obj=arrangement, by=by, at=at, changes=changes, section="8")
    return arrangement


@deed(right=permissions.CHANGE_ARRANGEMENT, on="arrangement", words=_("correction of the joint use"))
def change_arrangement(
    *, arrangement: JointUseArrangement, by: Actor, at: datetime, **details: Unpack[ArrangementDetails]
) -> JointUseArrangement:
    """Correct what may be corrected in place: name, days, where it was announced, the responsible party's particulars.
    People are told without delay of another address or representative (Article 27(6)).

    :raises Refused: section 8: items and range are fixed, purposes and the responsible party change by replacement.
        One that was replaced keeps the days between which it held.
    """
    stored = locked(arrangement, "reference")
    edited = differing(stored, details)
    refuse_if(
        [
            *guards.range_unchanged(changed={field: field in edited for field in RANGE}),
            *guards.published_before(
                changed={field: field in edited for field in ANNOUNCED}, published_on=None, from_on=None
            ),
            *guards.days_kept(changed={field: field in edited for field in _met_days(stored)}),
        ],
        obj=stored,
    )
    for field, value in edited.items():
        setattr(stored, field, value)
    refuse_if(
        [
            *guards.facts_complete(facts=_filled(stored, PARTICULARS)),
            _announced(stored),
            _in_order(stored),
            _seminar_guard(stored),
        ],
        obj=stored,
    )
    if edited:
        write(stored, **edited)
        note_arrangement(stored, by=by, at=at)
        owe_announcement(stored, edited, by=by, at=at)
        clocks.refresh_many(references=with_former(stored), at=at)
        changes = {"fields": sorted(edited)}
        trail.record(action="vendors.arrangement_changed", obj=stored, by=by, at=at, changes=changes, section="8")
    return stored


@deed(right=permissions.CHANGE_ARRANGEMENT, on="arrangement", words=_("change of purposes or responsible party"))
def replace_arrangement(
    *,
    arrangement: JointUseArrangement,
    published_on: date,
    from_on: date,
    publication: str,
    by: Actor,
    at: datetime,
    purposes: Iterable[PurposeOfUse] | None = None,
    **facts: Unpack[ResponsibleFacts],
) -> JointUseArrangement:
    """Change purposes or the responsible party from a day on, announced before it: the old row ends, a new one begins.

    `facts`: purpose_text, responsible_partner, responsible_name, responsible_address, responsible_representative.

    :raises Refused: section 8, when it was not announced before the day it takes effect.
    :raises Conflict: when the joint use was replaced or ended before.
    """
    old = locked(arrangement, "reference")
    if old.is_replaced or (old.ends_on is not None and old.ends_on < from_on):
        raise Conflict(_("The joint use has been replaced or has ended."))
    many = _many_of(old, old.purposes.all() if purposes is None else purposes)
    new = _successor(old, facts, from_on=from_on, at=at)
    new.published_on, new.publication = published_on, publication
    refuse_if(
        [
            *guards.published_before(changed={"published_on": True}, published_on=published_on, from_on=from_on),
            guards.replaced_after_start(from_on=from_on, starts_on=old.starts_on),
            *_refusals(new, many, at),
        ],
        obj=old,
    )
    write(old, ends_on=from_on - timedelta(days=1))
    _store(new, many, at)
    for changed in (old, new):
        note_arrangement(changed, by=by, at=at)
        clocks.refresh(reference=changed.reference, at=at)
    tell_replaced(old, new, by, at)
    return new


def _many_of(old: JointUseArrangement, purposes: Iterable[PurposeOfUse]) -> Many:
    return Many(partners=list(old.partners.all()), categories=list(old.categories.all()), purposes=list(purposes))


def _successor(
    old: JointUseArrangement, facts: ResponsibleFacts, *, from_on: date, at: datetime
) -> JointUseArrangement:
    kept = ("kind", "name", "scope", "purpose_text", "responsible_partner", *PARTICULARS, "event_on", "agreed_terms")
    new = JointUseArrangement(supersedes=old, starts_on=from_on, ends_on=old.ends_on, registered_at=at)
    for field, value in {**values_of(old, kept), **facts}.items():
        setattr(new, field, value)
    return new


def _store(arrangement: JointUseArrangement, many: Many, at: datetime) -> None:
    arrangement.reference = issue("JOINTUSE", at=at)
    arrangement.save()
    arrangement.partners.set(many.partners)
    arrangement.categories.set(many.categories)
    arrangement.purposes.set(many.purposes)


def _refusals(arrangement: JointUseArrangement, many: Many, at: datetime) -> list[Refusal | None]:
    partners, responsible = many.partners, arrangement.responsible_partner
    facts = {"partners": bool(partners), "categories": bool(many.categories), "purposes": bool(many.purposes)}
    facts |= _filled(arrangement, ("scope", "purpose_text", *PARTICULARS))
    return [
        *guards.facts_complete(facts=facts),
        guards.shareable(numbers=_named(many, NUMBERS), sensitive=_named(many, *SENSITIVE)),
        guards.purposes_general(
            affairs=", ".join(p.code for p in many.purposes if p.kind == PurposeOfUse.Kind.INDIVIDUAL_NUMBER)
        ),
        _announced(arrangement),
        _in_order(arrangement),
        _seminar_guard(arrangement),
        guards.responsible_among_users(is_ours=responsible is None, is_among=responsible in partners),
        *[_desk_guard(partner) for partner in partners],
        *[_ground_guard(partner, max(arrangement.starts_on, tokyo_day(at))) for partner in partners],
    ]


def _desk_guard(partner: JointUsePartner) -> Refusal | None:
    return guards.co_host_has_desk(is_co_host=partner.kind == PartnerKind.CO_HOST, has_desk=partner.desk_id is not None)


def _ground_guard(partner: JointUsePartner, day: date) -> Refusal | None:
    return abroad.ground_on_file(
        is_abroad=partner.is_abroad,
        has_ground=partner.is_abroad and partner.foreign_grounds.in_force_on(day).exists(),
        cannot=_("No joint use with %(partner)s can be registered or continued.") % {"partner": partner.name},
        link=page(partner, "add_ground"),
    )


def _moved_abroad(partner: JointUsePartner, changed: Iterable[str], at: datetime) -> Refusal | None:
    running = partner.arrangements.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=tokyo_day(at)))
    return _ground_guard(partner, tokyo_day(at)) if "country" in changed and running.exists() else None


def _met_days(arrangement: JointUseArrangement) -> list[str]:
    """Return the days that are fixed: where it meets the one before or after it, or was wound up."""
    has_met_end = arrangement.is_replaced or arrangement.settled_at is not None
    met = {"starts_on": arrangement.supersedes_id is not None, "ends_on": has_met_end}
    return [field for field, is_met in met.items() if is_met]


def _in_order(arrangement: JointUseArrangement) -> Refusal | None:
    return guards.days_in_order(starts_on=arrangement.starts_on, ends_on=arrangement.ends_on)


def _seminar_guard(arrangement: JointUseArrangement) -> Refusal | None:
    return guards.seminar_dated(is_seminar=arrangement.kind == ArrangementKind.SEMINAR, event_on=arrangement.event_on)


def _announced(arrangement: JointUseArrangement) -> Refusal | None:
    return guards.announced_beforehand(published_on=arrangement.published_on, starts_on=arrangement.starts_on)


def _named(many: Many, *sensitivities: str) -> str:
    return ", ".join(category.name for category in many.categories if category.sensitivity in sensitivities)


def _filled(arrangement: JointUseArrangement, fields: Iterable[str]) -> dict[str, bool]:
    return {field: bool(str(value_of(arrangement, field)).strip()) for field in fields}


def _known(details: Mapping[str, object]) -> dict[str, object]:
    unknown = set(details) - PartnerDetails.__optional_keys__
    if unknown:
        raise TypeError(f"Not a detail of a partner: {', '.join(sorted(unknown))}")
    return {**details, "lei": details["lei"] or None} if "lei" in details else dict(details)


def _described(partner: JointUsePartner, details: Mapping[str, object]) -> JointUsePartner:
    for field, value in _known(details).items():
        setattr(partner, field, value)
    return partner
