"""When does a consent end, and who must hear of it?"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from consents.lapses import ended_at, has_later, lapses_on, next_of_kind
from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import KEEP_MONTHS, Decision, Manner
from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks.plan import Certainty, Duty, Facts, Measure, Subject, Support, declare, register, rests
from vendors.clocks import morning

RECORD, NEXT_ENTRY = "consents.provision_record", "consents.continued_record"
SUPPORT = "consents.support_lapse"


def expiry(entry: ConsentEntry) -> Facts | None:
    """Return the end of a given consent; it is met by a newer consent and ends without result by any other decision.

    The last day in force is frozen: it stood in what the person was told.
    """
    if entry.decision != Decision.GIVEN or entry.expires_on is None:
        return None
    later = successor(entry)
    renewed = later is not None and later.decision == Decision.GIVEN
    return Facts(
        started_at=entry.decided_at,
        fixed_on=entry.expires_on,
        stopped_at=later.decided_at if later is not None and renewed else None,
        cancelled=later is not None and not renewed,
    )


def successor(entry: ConsentEntry) -> ConsentEntry | None:
    """Return the person's next decision on the same purpose, scope and recipient, from the prefetched entries."""
    same = (entry.purpose_id, entry.scope, entry.recipient)
    later = [
        other
        for other in entry.data_subject.consent_entries.all()
        if (other.purpose_id, other.scope, other.recipient) == same
        and (other.decided_at, other.pk) > (entry.decided_at, entry.pk)
    ]
    return min(later, key=lambda other: (other.decided_at, other.pk), default=None)


def recorder(entry: ConsentEntry) -> User | None:
    """Return who recorded the consent and so asks for a new one."""
    return entry.recorded_by


register(
    Subject(
        prefix="CONSENT",
        owner=recorder,
        department=lambda entry: entry.recorded_by.department if entry.recorded_by else None,
        related=("recorded_by__department", "data_subject"),
        prefetch=("data_subject__consent_entries",),
    ),
    duties=[
        Duty(
            code="consents.expiry",
            starts=_("consent given"),
            label=_("End of a consent"),
            ask=_("Ask for a new consent"),
            routine=True,
            facts=expiry,
        )
    ],
)


def record_facts(provision: ThirdPartyProvision) -> Facts | None:
    """Return how soon the record was made that Article 29 wants; what law wants no record of has no such duty."""
    if provision.keep_until_on is None:
        return None
    return Facts(started_at=morning(provision.provided_on), stopped_at=provision.recorded_at)


def next_entry_facts(provision: ThirdPartyProvision) -> Facts | None:
    """Return by when one record of continued provision gets its next entry (Enforcement Rules 19(2), proviso).

    Nothing tells the portal that data went out again; so it is asked, from the newest entry on, until another is made
    or the end of the provision is written down. A contract that stands in for the record has no entries.
    """
    if provision.keep_until_on is None or provision.manner != Manner.BATCH:
        return None
    later = next_of_kind(provision)
    made = [moment for moment in (later.recorded_at if later else None, ended_at(provision)) if moment is not None]
    return Facts(started_at=morning(provision.provided_on), stopped_at=min(made, default=None))


def support_facts(provision: ThirdPartyProvision) -> Facts | None:
    """Return what is to be seen to once what a provision rests on holds no longer.

    The newest provision of its kind to the recipient stands for those before it; one on another support takes its
    place. Writing down how it ended meets the task.
    """
    day = lapses_on(provision)
    if day is None:
        return None
    seen_to_at = ended_at(provision)
    lapsed_at = morning(max(day, provision.provided_on))
    is_ahead = seen_to_at is not None and seen_to_at < lapsed_at
    return Facts(
        started_at=lapsed_at,
        stopped_at=None if is_ahead else seen_to_at,
        cancelled=is_ahead or has_later(provision),
    )


register(
    Subject(
        prefix="PROVISION",
        owner=lambda provision: provision.recorded_by,
        department=lambda provision: provision.recorded_by.department if provision.recorded_by else None,
        related=(
            "recorded_by__department",
            "ending",
            "consent__data_subject",
            "foreign_consent__data_subject",
            "entrustment__vendor__reference",
            "arrangement",
            "foreign_ground__vendor__country",
            "foreign_ground__partner__country",
            "country",
        ),
        prefetch=(
            "consent__data_subject__consent_entries",
            "foreign_consent__data_subject__consent_entries",
            "entrustment__vendor__reference__vendor_standings",
            "foreign_ground__vendor__country__designations",
            "foreign_ground__partner__country__designations",
            "foreign_ground__vendor__foreign_grounds",
            "foreign_ground__partner__foreign_grounds",
            "country__designations",
        ),
    ),
    duties=[
        Duty(
            code=RECORD,
            starts=_("day of the provision"),
            label=_("Making of the record of a provision"),
            ask=_("Make the record of the provision"),
            facts=record_facts,
        ),
        Duty(
            code=NEXT_ENTRY,
            starts=_("newest provision in the collective record"),
            label=_("Next entry in a collective record of provisions"),
            ask=_("Record what has been provided since, or the end of the provision"),
            facts=next_entry_facts,
        ),
        Duty(
            code=SUPPORT,
            starts=_("first day on which consent, contract, joint use or ground abroad holds no longer"),
            label=_("Provision without its support"),
            ask=_("Stop the provision, or put it on another ground"),
            facts=support_facts,
        ),
    ],
)
PATHS = (
    ("CONSENT", "consent__reference"),
    ("CONSENT", "foreign_consent__reference"),
    ("VENDOR", "entrustment__vendor__reference"),
    ("ENTRUST", "entrustment__reference"),
    ("JOINTUSE", "arrangement__reference"),
    ("JOINTUSE", "arrangement__superseded_by__reference"),
    ("GROUND", "foreign_ground__vendor__foreign_grounds__reference"),
    ("GROUND", "foreign_ground__partner__foreign_grounds__reference"),
    ("COUNTRY", "country"),
)
rests(
    *(
        Support(
            supporter=supporter,
            dependent="PROVISION",
            path=path,
            duty=SUPPORT,
            listed="consents_thirdpartyprovision",
            narrowed={"support": "lapsed"},
        )
        for supporter, path in PATHS
    ),
    # The officer settles one item for a purpose that is over, however many consents rest on it.
    Support(
        supporter="PURPOSE",
        dependent="CONSENT",
        path="purpose",
        duty="policies.review_item",
        listed="consents_consententry",
        narrowed={"standing": "purpose_over"},
    ),
)


def last_kept_on() -> date | None:
    """Return the day of the newest record whose end of keeping has been counted."""
    made = ThirdPartyProvision.objects.exclude(keep_until_on=None).order_by("-recorded_at")
    last = made.values_list("recorded_at", flat=True).first()
    return tokyo_day(last) if last else None


declare(
    Measure(
        code=KEEP_MONTHS[Manner.BATCH],
        label=_("Months for which one record of continued provision is kept, from its last provision"),
        unit=_("months"),
        value=Decimal(36),
        certainty=Certainty.HARD,
        source="個人情報保護法施行規則第21条第2号・第25条第2号（最後の提供の日から3年）",
        least=Decimal(36),
        newest_use=last_kept_on,
    ),
    Measure(
        code=KEEP_MONTHS[Manner.DOCUMENT],
        label=_("Months for which a contract that stands in for the record is kept, from its last provision"),
        unit=_("months"),
        value=Decimal(12),
        certainty=Certainty.HARD,
        source="個人情報保護法施行規則第21条第1号・第25条第1号（最後の提供の日から1年）",
        least=Decimal(12),
        newest_use=last_kept_on,
    ),
    Measure(
        code=KEEP_MONTHS[Manner.EACH],
        label=_("Months for which a record of a provision is kept, from its making"),
        unit=_("months"),
        value=Decimal(36),
        certainty=Certainty.HARD,
        source="個人情報保護法施行規則第21条第3号・第25条第3号（作成の日から3年）",
        least=Decimal(36),
        newest_use=last_kept_on,
    ),
)
