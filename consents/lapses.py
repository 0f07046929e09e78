"""On which day did what a provision rests on stop holding: a consent, a contract, a joint use, a ground abroad?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist

from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import Decision, ForeignBasis
from vendors.lapses import contract_lapses_on, party_lapses_on, use_ends_on, work_lapses_on
from vendors.models import Country

DAY = timedelta(days=1)


def lapses_on(provision: ThirdPartyProvision) -> date | None:
    """Return the first day on which a provision would not have its support any more; None where no day is known."""
    return min(_ends(provision), default=None)


def ended_at(provision: ThirdPartyProvision) -> datetime | None:
    """Return when somebody wrote down that a provision goes on no more."""
    try:
        found: datetime = provision.ending.recorded_at
    except ObjectDoesNotExist:
        return None
    return found


def has_later(provision: ThirdPartyProvision) -> bool:
    """Return whether data of the same persons went to the recipient for the purpose once more since."""
    return ThirdPartyProvision.objects.of_kind(provision).after(provision).exists()


def next_of_kind(provision: ThirdPartyProvision) -> ThirdPartyProvision | None:
    """Return the provision by which data of the same persons next went to the recipient for the purpose."""
    later = ThirdPartyProvision.objects.of_kind(provision).after(provision).order_by("provided_on", "pk")
    return later.first()


def consent_lapses_on(entry: ConsentEntry) -> date | None:
    """Return the day on which a consent ends, counting later decisions of the person on the same."""
    same = (entry.purpose_id, entry.scope, entry.recipient)
    decisions = sorted(
        (row for row in entry.data_subject.consent_entries.all() if (row.purpose_id, row.scope, row.recipient) == same),
        key=lambda row: (row.decided_at, row.pk),
    )
    ended: date | None = None
    for row in decisions:
        if row.decision == Decision.GIVEN:
            ended = row.expires_on + DAY if row.expires_on else None
        else:
            ended = min(row.decided_on, ended or row.decided_on)
    return ended


def designation_ends_on(country: Country) -> date | None:
    """Return the first day on which the rules designate a country no longer."""
    ended = [row.valid_to for row in country.designations.all()]
    known = [day for day in ended if day is not None]
    return max(known) + DAY if known and len(known) == len(ended) else None


def _ends(provision: ThirdPartyProvision) -> Iterator[date]:
    found = [consent_lapses_on(entry) for entry in (provision.consent, provision.foreign_consent) if entry]
    if provision.entrustment is not None:
        found += [contract_lapses_on(provision.entrustment), work_lapses_on(provision.entrustment.vendor)]
    if provision.arrangement is not None:
        found.append(use_ends_on(provision.arrangement))
    if provision.foreign_ground is not None and provision.foreign_ground.party is not None:
        found.append(party_lapses_on(provision.foreign_ground.party))
    elif provision.foreign_basis == ForeignBasis.DESIGNATED:
        found.append(designation_ends_on(provision.country))
    yield from (day for day in found if day is not None)
