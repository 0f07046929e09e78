"""What did the portal know on the day that bears on a provision?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from consents.guards.facts import JAPAN, Consent, Contract, Facts, Item, JointUse, OnFile, Purpose
from consents.models import ConsentEntry
from consents.permissions import PERMIT_BY_LAW
from consents.querysets import same_name
from consents.services.proposal import Proposal
from consents.states import ConsentState, Standing
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.clocks import river as clocks
from privacyportal.policies.models import ConsentWording, DataCategory, PurposeOfUse
from privacyportal.policies.states import PurposeKind, Recipients, Scope
from vendors.clocks import LAW_CHECK, MEASURES_CHECK, morning
from vendors.models import CountryDesignation, Entrustment, ForeignGround, JointUseArrangement, Vendor
from vendors.states import CheckedAspect
from vendors.states import ForeignBasis as GroundOnFile
from vendors.states import Status as VendorStatus

NOTHING: Standing[ConsentEntry] = Standing(ConsentState.NONE)


@dataclass(frozen=True, kw_only=True)
class Standings:
    """The person's decisions on the purpose: provision to this recipient, provision abroad to it, use."""

    consent: Standing[ConsentEntry] = NOTHING
    foreign: Standing[ConsentEntry] = NOTHING
    use: Standing[ConsentEntry] = NOTHING


def standings(proposal: Proposal) -> Standings:
    """Return what the person has decided, as it holds on the day of the provision."""
    return Standings(
        consent=decided(proposal, Scope.THIRD_PARTY),
        foreign=decided(proposal, Scope.FOREIGN),
        use=decided(proposal, Scope.USE),
    )


def decided(proposal: Proposal, scope: str) -> Standing[ConsentEntry]:
    """Return what the person has decided on this purpose, as it holds on the day of the provision."""
    if proposal.data_subject is None:
        return NOTHING
    if scope == Scope.USE:
        recipient, kind = "", ""
    elif proposal.named_as:
        recipient, kind = proposal.named_as, _kind_named(proposal)
    else:
        recipient, kind = proposal.name, Recipients.COMPANY
    return proposal.data_subject.standing_on(
        proposal.provided_on, purpose=proposal.purpose, scope=scope, recipient=recipient, recipients=kind
    )


def _kind_named(proposal: Proposal) -> str:
    """Return as what the wordings are to name the recipient: by its own name as a company, else as a class."""
    return Recipients.COMPANY if same_name(proposal.named_as, proposal.name) else Recipients.CLASS


def _names_another(proposal: Proposal) -> bool:
    """Return whether the name chosen is that of one company which is not the recipient."""
    if not proposal.named_as or same_name(proposal.named_as, proposal.name):
        return False
    wordings = ConsentWording.objects.published().filter(purpose=proposal.purpose, recipients=Recipients.COMPANY)
    return any(same_name(name, proposal.named_as) for name in wordings.values_list("recipient", flat=True))


def gather(proposal: Proposal, known: Standings, *, by: Actor, at: datetime) -> Facts:
    """Return the provision as typed and what held on its day, as plain values for the guards."""
    designations = _designations(proposal)
    return Facts(
        ground=proposal.ground,
        today=tokyo_day(at),
        provided_on=proposal.provided_on,
        purpose=_purpose(proposal.purpose, proposal.provided_on),
        items=tuple(_item(category, proposal.provided_on) for category in proposal.categories),
        has_person=proposal.data_subject is not None,
        subjects=proposal.subjects,
        name=proposal.name,
        address=proposal.address,
        representative=proposal.representative,
        named_as=proposal.named_as,
        country=proposal.country.pk if proposal.country else "",
        country_name=str(proposal.country or ""),
        has_vendor=proposal.vendor is not None,
        partner=proposal.partner.pk if proposal.partner else None,
        is_registered=proposal.party is not None,
        contract=_contract(proposal.entrustment, proposal.provided_on),
        joint_use=_joint_use(proposal.arrangement, proposal.provided_on),
        law_item=proposal.law_item,
        number_item=proposal.number_item,
        names_another=_names_another(proposal),
        statute=proposal.statute,
        document_number=proposal.document_number,
        facts=proposal.facts,
        consent_difficulty=proposal.consent_difficulty,
        is_japanese_law=proposal.is_japanese_law,
        sensitive_exception=proposal.sensitive_exception,
        sensitive_reason=proposal.sensitive_reason,
        consent=_consent(known.consent),
        foreign_consent=_consent(known.foreign),
        use_consent=_consent(known.use),
        is_designated=any(_covers(row, proposal.provided_on) for row in designations),
        was_designated=bool(designations),
        on_file=tuple(_on_file(ground, proposal.provided_on) for ground in grounds_on_file(proposal)),
        may_permit_by_law=PERMIT_BY_LAW.held_by(by),
    )


def grounds_on_file(proposal: Proposal) -> list[ForeignGround]:
    """Return the equivalent-measures grounds on file for the recipient, the latest first."""
    if not is_abroad(proposal) or proposal.party is None:
        return []
    party = "vendor" if isinstance(proposal.party, Vendor) else "partner"
    stored = ForeignGround.objects.filter(**{party: proposal.party}, basis=GroundOnFile.EQUIVALENT)
    return list(stored.order_by("-valid_from").prefetch_related("checks"))


def is_abroad(proposal: Proposal) -> bool:
    """Return whether the recipient is a third party in a foreign country (section 11)."""
    return proposal.country is not None and proposal.country.pk != JAPAN


def _purpose(purpose: PurposeOfUse, day: date) -> Purpose:
    is_for_numbers = purpose.kind == PurposeKind.INDIVIDUAL_NUMBER
    version = purpose.on(day)
    is_published = version is not None
    return Purpose(purpose.pk, purpose.code, str(version or purpose), is_published, is_for_numbers)


def _item(category: DataCategory, day: date) -> Item:
    return Item(category.pk, category.name, category.sensitivity_on(day))


def _consent(standing: Standing[ConsentEntry]) -> Consent:
    """Return the items that a consent in force covers, and whether its wording informs of the country."""
    if not standing.holds or standing.entry is None:
        return Consent(standing.state)
    wording = standing.entry.wording
    covers = frozenset(wording.categories.values_list("pk", flat=True))
    return Consent(standing.state, covers, bool(wording.foreign_information.strip()))


def _contract(contract: Entrustment | None, day: date) -> Contract | None:
    if contract is None:
        return None
    return Contract(
        is_in_force=contract.is_in_force_on(day),
        vendor_is_active=contract.vendor.active_on(day),
        vendor_standing=_standing_of(contract.vendor, day),
        purposes=frozenset(contract.purposes.values_list("pk", flat=True)),
        categories=frozenset(contract.categories.values_list("pk", flat=True)),
    )


def _standing_of(vendor: Vendor, day: date) -> str:
    """Return where the vendor stood on the day; of one that became active only later, since when."""
    if vendor.status == VendorStatus.ACTIVE and vendor.activated_at and tokyo_day(vendor.activated_at) > day:
        return _("active since %(day)s") % {"day": long_day(tokyo_day(vendor.activated_at))}
    return str(VendorStatus(vendor.status_on(day)).label)


def _joint_use(arrangement: JointUseArrangement | None, day: date) -> JointUse | None:
    if arrangement is None:
        return None
    return JointUse(
        is_announced=arrangement.published_on is not None and arrangement.published_on <= day,
        is_in_force=arrangement.is_in_force_on(day),
        purposes=frozenset(arrangement.purposes.values_list("pk", flat=True)),
        categories=frozenset(arrangement.categories.values_list("pk", flat=True)),
        partners=frozenset(arrangement.partners.values_list("pk", flat=True)),
    )


def _designations(proposal: Proposal) -> list[CountryDesignation]:
    """Return all days on which the recipient's country was or will be designated (Enforcement Rules 15)."""
    return list(CountryDesignation.objects.filter(country=proposal.country)) if is_abroad(proposal) else []


def _covers(row: CountryDesignation, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _on_file(ground: ForeignGround, day: date) -> OnFile:
    return OnFile(
        key=ground.pk,
        valid_from=ground.valid_from,
        valid_to=ground.valid_to,
        stopped_on=ground.stopped_on,
        implementation_good_until=_good_until(MEASURES_CHECK, _last_check(ground, CheckedAspect.IMPLEMENTATION, day)),
        law_good_until=_good_until(LAW_CHECK, _last_check(ground, CheckedAspect.LAW, day)),
    )


def _good_until(duty: str, checked_on: date | None) -> date | None:
    """Return the day on which the next check is due, by the deadline rule in force on the day of the last."""
    limit = clocks.preview(duty=duty, started_at=morning(checked_on)) if checked_on else None
    return limit.on if limit else None


def _last_check(ground: ForeignGround, aspect: str, day: date) -> date | None:
    """Return the day of the last check of one aspect made on or before a day; None when there was none."""
    days = [check.checked_on for check in ground.checks.all() if check.aspect == aspect]
    days.append(ground.implementation_checked_on if aspect == CheckedAspect.IMPLEMENTATION else ground.law_checked_on)
    return max((checked_on for checked_on in days if checked_on is not None and checked_on <= day), default=None)
