"""How is a provision to a third party recorded, once its grounds are found to hold?"""

from datetime import date, datetime
from typing import Any

from consents.guards import abroad, contents, grounds
from consents.guards.abroad import Clearance
from consents.guards.proposal import NOTHING, Evidence, Proposal
from consents.guards.wording import FOREIGN, THIRD_PARTY, USE
from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import ForeignBasis, Ground, Standing
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.calendars.arithmetic import add_months
from privacyportal.references import registry
from vendors.models import CountryDesignation, ForeignGround, Vendor
from vendors.states import ForeignBasis as GroundOnFile

KEEP_MONTHS = 36


@deed
def record_provision(*, proposal: Proposal, by: User | None, at: datetime) -> ThirdPartyProvision:
    """Record a provision of personal data to a third party on a ground of section 10, and of section 11 if abroad.

    The portal finds the deciding consent and the ground of section 11 itself.

    :raises Refused: with everything that the ground lacks on the day of the provision.
    """
    evidence = gather(proposal, by=by, at=at)
    clearance = abroad.clear(proposal, evidence)
    refuse_if(
        [*contents.refusals(proposal, evidence), *grounds.refusals(proposal, evidence), clearance.refusal],
        obj=proposal.data_subject,
    )
    provision = ThirdPartyProvision.objects.create(
        reference=registry.issue("PROVISION", at=at),
        **stated(proposal),
        consent=relied_on(proposal, evidence),
        foreign_basis=clearance.basis,
        foreign_ground=clearance.foreign_ground,
        foreign_consent=clearance.foreign_consent,
        keep_until_on=keep_until(proposal, clearance, tokyo_day(at)),
        recorded_at=at,
        recorded_by=by,
    )
    provision.categories.add(*proposal.categories)
    record(provision, proposal, by, at)
    return provision


def gather(proposal: Proposal, *, by: User | None, at: datetime) -> Evidence:
    """Return what the portal knows on the day that bears on the provision."""
    contract, arrangement = proposal.entrustment, proposal.arrangement
    consent, foreign = decided(proposal, THIRD_PARTY), decided(proposal, FOREIGN)
    return Evidence(
        today=tokyo_day(at),
        consent=consent,
        foreign_consent=foreign,
        use_consent=decided(proposal, USE),
        consented_categories=covered(consent),
        foreign_consented_categories=covered(foreign),
        entrusted_purposes=keys(contract.purposes) if contract else frozenset(),
        entrusted_categories=keys(contract.categories) if contract else frozenset(),
        arranged_purposes=keys(arrangement.purposes) if arrangement else frozenset(),
        arranged_categories=keys(arrangement.categories) if arrangement else frozenset(),
        arranged_partners=keys(arrangement.partners) if arrangement else frozenset(),
        designations=tuple(CountryDesignation.objects.filter(country=proposal.country)) if proposal.is_abroad else (),
        foreign_grounds=on_file(proposal),
        may_permit_by_law=by is not None and by.has_perm("consents.permit_by_law"),
    )


def decided(proposal: Proposal, scope: str) -> Standing[ConsentEntry]:
    """Return what the person has decided on this purpose, as it holds on the day of the provision."""
    if proposal.data_subject is None:
        return NOTHING
    recipient = "" if scope == USE else proposal.named_as or proposal.name
    return proposal.data_subject.standing_on(
        proposal.provided_on, purpose=proposal.purpose, scope=scope, recipient=recipient
    )


def covered(consent: Standing[ConsentEntry]) -> frozenset[int]:
    """Return the items that the wording of a consent in force names; nothing where it names none or none holds."""
    return keys(consent.entry.wording.categories) if consent.holds and consent.entry else frozenset()


def keys(related: Any) -> frozenset[int]:
    """Return the keys of related records."""
    return frozenset(related.values_list("pk", flat=True))


def on_file(proposal: Proposal) -> tuple[ForeignGround, ...]:
    """Return the equivalent-measures grounds on file for the recipient, the latest first."""
    if not proposal.is_abroad or proposal.party is None:
        return ()
    party = "vendor" if isinstance(proposal.party, Vendor) else "partner"
    stored = ForeignGround.objects.filter(**{party: proposal.party}, basis=GroundOnFile.EQUIVALENT)
    return tuple(stored.order_by("-valid_from").prefetch_related("checks"))


def relied_on(proposal: Proposal, evidence: Evidence) -> ConsentEntry | None:
    """Return the consent that the record names: under a) the one that decides, else the one that section 7 needs."""
    standings: tuple[Standing[ConsentEntry], ...] = (evidence.consent, evidence.foreign_consent)
    if proposal.ground != Ground.CONSENT:
        standings = (evidence.use_consent, *standings) if contents.needs_consent(proposal) else ()
    return next((found.entry for found in standings if found.holds), None)


def keep_until(proposal: Proposal, clearance: Clearance, made_on: date) -> date | None:
    """Return the last day on which the record must be kept, None where the law wants no record (Article 29).

    Three years from making (Enforcement Rules 21), the first day not counted: the same day of the month, or the
    month's last day (Civil Code 143). Provision by consent needs a record, and abroad by consent whatever the ground.
    """
    by_consent = proposal.ground == Ground.CONSENT or clearance.basis == ForeignBasis.CONSENT
    return add_months(made_on, KEEP_MONTHS) if by_consent else None


def stated(proposal: Proposal) -> dict[str, Any]:
    """Return the fields of the record that were typed, or follow from the recipient."""
    return {
        "ground": proposal.ground,
        "purpose": proposal.purpose,
        "data_subject": proposal.data_subject,
        "subjects": proposal.subjects,
        "recipient_name": proposal.name,
        "recipient_address": proposal.address,
        "recipient_representative": proposal.representative,
        "named_as": proposal.named_as,
        "country": proposal.country,
        "vendor": proposal.vendor,
        "partner": proposal.partner,
        "entrustment": proposal.entrustment,
        "arrangement": proposal.arrangement,
        "law_item": proposal.law_item,
        "statute": proposal.statute,
        "document_number": proposal.document_number,
        "facts": proposal.facts,
        "consent_difficulty": proposal.consent_difficulty,
        "sensitive_exception": proposal.sensitive_exception,
        "sensitive_reason": proposal.sensitive_reason,
        "is_japanese_law": proposal.is_japanese_law,
        "provided_on": proposal.provided_on,
    }


def record(provision: ThirdPartyProvision, proposal: Proposal, by: User | None, at: datetime) -> None:
    """Record the provision on itself and on the person."""
    section = f"10{provision.ground})"
    changes = {
        "ground": provision.ground,
        "purpose": provision.purpose.code,
        "categories": [category.code for category in proposal.categories],
        "country": provision.country_id,
        "foreign_basis": provision.foreign_basis,
        "provided_on": provision.provided_on,
        "keep_until_on": provision.keep_until_on,
    }
    deeds = [trail.Entry(action="consents.provision_recorded", obj=provision, changes=changes, section=section)]
    if provision.data_subject is not None:
        seen = {**changes, "provision": str(provision.reference)}
        deeds.append(
            trail.Entry(action="consents.provision_recorded", obj=provision.data_subject, changes=seen, section=section)
        )
    trail.record_many(deeds, by=by, at=at)
