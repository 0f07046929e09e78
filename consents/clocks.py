"""When does a consent end, and who must hear of it?"""

from django.utils.translation import gettext_lazy as _

from consents.models import ConsentEntry
from consents.states import Decision
from privacyportal.accounts.models import User
from privacyportal.clocks.plan import Duty, Facts, Subject, register


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
            facts=expiry,
        )
    ],
)
