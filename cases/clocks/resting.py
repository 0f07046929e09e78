"""What if what a case rests on lapses while it is open: a consent, the vendor's work, a joint use?"""

from collections.abc import Iterator
from datetime import date

from cases.models import Case
from cases.states import ENDED
from consents.lapses import consent_lapses_on
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks.plan import Facts, Support, rests
from vendors.clocks import morning
from vendors.lapses import use_ends_on, work_lapses_on

SUPPORT = "cases.support_lapse"


def support_facts(case: Case) -> Facts | None:
    """Return what is to be looked at once what the case rests on holds no longer: who answers now, what follows.

    What was over before the case came in was known when it was taken. A note written since meets the task.
    """
    day = min((day for day in _ends(case) if day > tokyo_day(case.received_at)), default=None)
    if day is None:
        return None
    lapsed_at = morning(day)
    noted = min((note.written_at for note in case.notes.all() if note.written_at >= lapsed_at), default=None)
    return Facts(started_at=lapsed_at, stopped_at=noted, cancelled=noted is None and case.status in ENDED)


def _ends(case: Case) -> Iterator[date]:
    found = (
        consent_lapses_on(case.consent) if case.consent else None,
        work_lapses_on(case.vendor) if case.vendor else None,
        use_ends_on(case.arrangement) if case.arrangement else None,
    )
    yield from (day for day in found if day is not None)


rests(
    *(
        Support(
            supporter=supporter,
            dependent="CASE",
            path=path,
            duty=SUPPORT,
            listed="cases_case",
            narrowed={"show": "unsupported"},
        )
        for supporter, path in (
            ("CONSENT", "consent__reference"),
            ("VENDOR", "vendor__reference"),
            ("JOINTUSE", "arrangement__reference"),
            ("JOINTUSE", "arrangement__superseded_by__reference"),
        )
    )
)
