"""How is a provision to a third party recorded, once its grounds are found to hold?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from consents.guards import abroad, contents, grounds
from consents.guards.abroad import Clearance
from consents.guards.facts import Facts
from consents.guards.persons import person_stands
from consents.models import ConsentEntry, ThirdPartyProvision
from consents.permissions import RECORD_PROVISION
from consents.services.evidence import Standings, gather, standings
from consents.services.links import with_link
from consents.services.proposal import Proposal
from consents.states import KEEP_MONTHS, ForeignBasis, Ground, Manner, Standing, section_of
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.calendars.arithmetic import add_months
from privacyportal.clocks import river as clocks
from privacyportal.clocks.river.thresholds import value_on
from privacyportal.references import registry
from privacyportal.references.models import Reference


@deed(right=RECORD_PROVISION, words=_("recording of a provision"))
def record_provision(*, proposal: Proposal, by: Actor, at: datetime) -> ThirdPartyProvision:
    """Record a provision of personal data to a third party on a ground of section 10, and of section 11 if abroad.

    The portal finds the deciding consent and the ground of section 11 itself.

    :raises Refused: with everything that the ground lacks on the day of the provision.
    """
    known = standings(proposal)
    given = gather(proposal, known, by=by, at=at)
    clearance = abroad.clear(given)
    person = proposal.data_subject
    erased = person_stands(is_erased=person is not None and person.erasure_id is not None)
    found = [erased, *contents.refusals(given), *grounds.refusals(given), clearance.refusal]
    refuse_if([with_link(refusal, proposal) for refusal in found if refusal], obj=person)
    provision = ThirdPartyProvision.objects.create(
        reference=registry.issue("PROVISION", at=at),
        **stated(proposal),
        consent=relied_on(given, known),
        foreign_basis=clearance.basis,
        foreign_ground_id=clearance.on_file,
        foreign_consent=known.foreign.entry if clearance.basis == ForeignBasis.CONSENT else None,
        country_system=proposal.country.system_on(proposal.provided_on) if proposal.country else None,
        keep_until_on=keep_until(proposal, clearance, tokyo_day(at)),
        recorded_at=at,
        recorded_by=by.account,
    )
    provision.categories.add(*proposal.categories)
    # The one before it of its kind has this one to stand for it now.
    clocks.refresh_many(references=[provision.reference, *_before(provision)], at=at)
    record(provision, proposal, by, at)
    return provision


def _before(provision: ThirdPartyProvision) -> list[Reference]:
    rows = ThirdPartyProvision.objects.of_kind(provision).exclude(pk=provision.pk)
    found = rows.select_related("reference").order_by("-provided_on", "-pk").first()
    return [found.reference] if found else []


def relied_on(given: Facts, known: Standings) -> ConsentEntry | None:
    """Return the consent that the record names: under a) the one that decides, else the one that section 7 needs."""
    found: tuple[Standing[ConsentEntry], ...] = (known.consent, known.foreign)
    if given.ground != Ground.CONSENT:
        found = (known.use, *found) if contents.needs_consent(given) else ()
    return next((standing.entry for standing in found if standing.holds), None)


def keep_until(proposal: Proposal, clearance: Clearance, made_on: date) -> date | None:
    """Return the last day on which the record must be kept, None where the law wants no record (Article 29).

    From the making of the record, or from the last provision where one record serves many or a contract stands in for
    it (Enforcement Rules 21), the first day not counted: the same day of the month, or the month's last day (Civil Code
    143). Provision by consent needs a record, and abroad by consent whatever the ground; individual numbers leave under
    another Act, which wants none.
    """
    by_consent = proposal.ground == Ground.CONSENT or clearance.basis == ForeignBasis.CONSENT
    counts_from = made_on if proposal.manner == Manner.EACH else proposal.provided_on
    return add_months(counts_from, int(value_on(KEEP_MONTHS[proposal.manner], made_on))) if by_consent else None


def stated(proposal: Proposal) -> dict[str, object]:
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
        "number_item": proposal.number_item,
        "manner": proposal.manner,
        "statute": proposal.statute,
        "document_number": proposal.document_number,
        "facts": proposal.facts,
        "consent_difficulty": proposal.consent_difficulty,
        "sensitive_exception": proposal.sensitive_exception,
        "sensitive_reason": proposal.sensitive_reason,
        "is_japanese_law": proposal.is_japanese_law,
        "provided_on": proposal.provided_on,
    }


def record(provision: ThirdPartyProvision, proposal: Proposal, by: Actor, at: datetime) -> None:
    """Record the provision on itself and on the person."""
    section = section_of(provision.ground)
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
