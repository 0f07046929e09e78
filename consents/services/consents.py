"""How is a person's decision recorded?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from consents.guards.consents import Statement, refusals
from consents.guards.persons import person_stands
from consents.models import ConsentEntry, DataSubject
from consents.permissions import RECORD_CONSENT
from consents.querysets import ConsentEntryQuerySet
from consents.states import Standing
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.clocks import river as clocks
from privacyportal.policies.models import ConsentWording, PurposeOfUse
from privacyportal.policies.states import PurposeKind
from privacyportal.references import registry
from privacyportal.references.models import Reference


@deed(right=RECORD_CONSENT, on="data_subject", words=_("recording of a consent"))
def record_consent(
    *,
    data_subject: DataSubject,
    wording: ConsentWording,
    decision: str,
    channel: str,
    decided_at: datetime,
    expires_on: date | None = None,
    purpose: PurposeOfUse | None = None,
    note: str = "",
    suppress: str = "",
    by: Actor,
    at: datetime,
) -> ConsentEntry:
    """Add one decision of a person on a wording; purpose, scope and recipient are those of the wording shown.

    `expires_on` is the last Tokyo day on which a given consent holds. `purpose`, where given, must be the wording's.
    `suppress` is a word (`imported`) when reminders already past are to mail nobody.

    :raises Refused: wording not in force on the day (sections 3, 10a) or 11③), nothing to withdraw, individual numbers.
    """
    person = DataSubject.objects.select_for_update().get(pk=data_subject.pk)
    said = statement(wording, decision, decided_at, expires_on, purpose)
    before = standing_before(person, wording, said).state
    erased = person_stands(is_erased=person.erasure_id is not None)
    refuse_if([erased, *refusals(said, before=before, at=at)], obj=person)
    entry = ConsentEntry.objects.create(
        reference=registry.issue("CONSENT", at=at),
        data_subject=person,
        **stated(wording, said),
        channel=channel,
        note=note,
        recorded_at=at,
        recorded_by=by.account,
    )
    clocks.refresh_many(references=ends_watched([person]), at=at, suppress=suppress)
    record(entry, said, by, at)
    return entry


def statement(
    wording: ConsentWording, decision: str, decided_at: datetime, expires_on: date | None, purpose: PurposeOfUse | None
) -> Statement:
    """Return what the person said, as plain values for the guards; `purpose` is the one named, if one was."""
    day = tokyo_day(decided_at)
    return Statement(
        wording=str(wording),
        scope=wording.scope,
        purpose=wording.purpose.code,
        decision=decision,
        decided_at=decided_at,
        expires_on=expires_on,
        is_for_numbers=wording.purpose.kind == PurposeKind.INDIVIDUAL_NUMBER,
        shown_then=wording.was_shown_on(day),
        same_purpose=purpose is None or purpose == wording.purpose,
    )


def stated(wording: ConsentWording, said: Statement) -> dict[str, object]:
    """Return the fields that follow from the wording and the decision."""
    return {
        "purpose": wording.purpose,
        "wording": wording,
        "scope": wording.scope,
        "recipient": wording.recipient,
        "decision": said.decision,
        "decided_at": said.decided_at,
        "decided_on": said.decided_on,
        "expires_on": said.expires_on,
    }


def standing_before(person: DataSubject, wording: ConsentWording, said: Statement) -> Standing[ConsentEntry]:
    """Return what held just before the decision."""
    earlier: ConsentEntryQuerySet = ConsentEntry.objects.filter(data_subject=person, decided_at__lte=said.decided_at)
    return earlier.standing_on(
        said.decided_on, purpose=wording.purpose, scope=wording.scope, recipient=wording.recipient
    )


def ends_watched(persons: Iterable[DataSubject]) -> list[Reference]:
    """Return the numbers of these persons' entries that a new decision bears on.

    Those that have an end, which it may meet or take away; and consents that it follows, with whatever rests on them.
    """
    entries = ConsentEntry.objects.filter(data_subject__in=persons).ending_or_followed()
    return [entry.reference for entry in entries.select_related("reference")]


def changes_of(entry: ConsentEntry) -> dict[str, object]:
    """Return what the trail says of a decision, on the entry."""
    return {
        "person": str(entry.data_subject.reference),
        "decision": f"consent_{entry.decision}",
        "purpose": entry.purpose.code,
        "scope": f"consent_to_{entry.scope}",
        "wording": str(entry.wording),
        "decided_on": entry.decided_on,
        "expires_on": entry.expires_on,
    }


def record(entry: ConsentEntry, said: Statement, by: Actor, at: datetime) -> None:
    """Record the decision on the entry and on the person."""
    changes = changes_of(entry)
    deeds = [
        trail.Entry(action="consents.consent_recorded", obj=entry, changes=changes, section=said.section),
        trail.Entry(
            action="consents.consent_recorded",
            obj=entry.data_subject,
            changes={**changes, "person": str(entry.reference)},
            section=said.section,
        ),
    ]
    trail.record_many(deeds, by=by, at=at)
