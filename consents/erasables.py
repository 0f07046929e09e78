"""What of the register of consents and provisions can be erased, and when does nothing rest on it any more?"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consents.models import ConsentEntry, DataSubject, ProvisionEnding, ThirdPartyProvision
from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import table_day, tokyo_day
from privacyportal.erasure import registry
from privacyportal.erasure.registry import Erasable
from privacyportal.erasure.rules import Rule
from privacyportal.references.models import Reference

# What must not be kept, or was never meant to be, need not wait for the end of a record's keeping.
AT_ONCE = (Rule.FORBIDDEN, Rule.MISTAKEN)


def _entries(reference: Reference) -> Iterable[tuple[ConsentEntry, str]]:
    rows = ConsentEntry.objects.filter(reference=reference, erasure=None).exclude(note="")
    return [(row, table_day(row.decided_on)) for row in rows]


def _provisions(reference: Reference) -> Iterable[tuple[ThirdPartyProvision, str]]:
    rows = ThirdPartyProvision.objects.filter(reference=reference, erasure=None)
    return [(row, table_day(row.provided_on)) for row in _with_words(rows)]


def _with_words(rows: QuerySet[ThirdPartyProvision]) -> QuerySet[ThirdPartyProvision]:
    none = dict.fromkeys(ThirdPartyProvision.content, "")
    return rows.exclude(Q(**none))


def _endings(reference: Reference) -> Iterable[tuple[ProvisionEnding, str]]:
    rows = ProvisionEnding.objects.filter(provision__reference=reference, erasure=None)
    return [(row, table_day(row.ended_on)) for row in rows.select_related("provision__reference")]


def _persons(reference: Reference) -> Iterable[tuple[DataSubject, str]]:
    rows = DataSubject.objects.filter(reference=reference, erasure=None)
    return [(row, "") for row in rows.select_related("reference")]


def _nothing_rests_on(person: DataSubject, rule: str) -> bool:
    """Refuse while a consent holds, or a record must name the person (Articles 29, 30; Enforcement Rules 20, 21)."""
    today = tokyo_day(timezone.now())
    entries = ConsentEntry.objects.filter(data_subject=person)
    named = Q(data_subject=person) | Q(consent__in=entries) | Q(foreign_consent__in=entries)
    is_kept = ThirdPartyProvision.objects.to_keep_on(today).filter(named).exists()
    return not is_kept and not entries.in_force_on(today).exists()


def _person_readable(user: User, person: DataSubject) -> bool:
    return DataSubject.objects.visible_to(user).filter(pk=person.pk).exists()


def _keeping_is_over(provision: ThirdPartyProvision, rule: str) -> bool:
    """What a record must hold is kept as long as the record (Article 29; Enforcement Rules 20, 21)."""
    last = ThirdPartyProvision.objects.kept_until_of(provision)
    return rule in AT_ONCE or last is None or last < tokyo_day(timezone.now())


def _keeping_of_its_provision_is_over(ending: ProvisionEnding, rule: str) -> bool:
    return _keeping_is_over(ending.provision, rule)


def _entry_readable(user: User, entry: ConsentEntry) -> bool:
    return ConsentEntry.objects.visible_to(user).filter(pk=entry.pk).exists()


def _provision_readable(user: User, provision: ThirdPartyProvision) -> bool:
    return ThirdPartyProvision.objects.visible_to(user).filter(pk=provision.pk).exists()


def _ending_readable(user: User, ending: ProvisionEnding) -> bool:
    return _provision_readable(user, ending.provision)


RECORD_KEPT = _("The record must be kept until its keeping period ends (Article 29; Enforcement Rules, Article 21).")
WAIT = _("Wait until that day.")

registry.register(
    Erasable(
        model="consents.DataSubject",
        words=_("name, customer number and addresses of the person"),
        reference=lambda person: person.reference,
        rows=_persons,
        settled=_nothing_rests_on,
        needed=_(
            "A consent in force, an open case, or a record of provision within its keeping period rests on the person "
            "(Article 29; Enforcement Rules, Articles 20 and 21)."
        ),
        first=_("Record the withdrawal, close the case, or wait until the record need not be kept."),
        readable=_person_readable,
    ),
    Erasable(
        model="consents.ConsentEntry",
        words=_("note on the consent"),
        reference=lambda entry: entry.reference,
        rows=_entries,
        readable=_entry_readable,
    ),
    Erasable(
        model="consents.ThirdPartyProvision",
        words=_("whose data, facts and reasons of the provision"),
        reference=lambda provision: provision.reference,
        rows=_provisions,
        settled=_keeping_is_over,
        needed=RECORD_KEPT,
        first=WAIT,
        readable=_provision_readable,
    ),
    Erasable(
        model="consents.ProvisionEnding",
        words=_("what was done at the end of the provision"),
        reference=lambda ending: ending.provision.reference,
        rows=_endings,
        settled=_keeping_of_its_provision_is_over,
        needed=RECORD_KEPT,
        first=WAIT,
        readable=_ending_readable,
    ),
)
