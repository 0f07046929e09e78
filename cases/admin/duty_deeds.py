"""Which buttons do promises, leaks and the disposal of identity documents bring to a case?"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.buttons import button, is_open, only_own
from cases.clocks.ending import leak_of
from cases.forms import duties
from cases.models import Case, LeakReport, PromiseExtension
from cases.states import ENDED, Kind
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ReasonForm
from privacyportal.backoffice.refusals import Refusal

INCIDENT_DESK = "INCIDENT"
Decision = PromiseExtension.Decision


class Filed(TypedDict):
    """What is typed of a report to the authority."""

    reported_at: datetime
    reported_to: str
    receipt_number: str


def approve(
    *, obj: Case, by: Actor, at: datetime, extension: PromiseExtension, reason: str, **_read: object
) -> PromiseExtension:
    """Approve the extension that was shown."""
    return services.approve_extension(case=obj, extension=extension, reason=reason, by=by, at=at)


def refuse(
    *, obj: Case, by: Actor, at: datetime, extension: PromiseExtension, reason: str, **_read: object
) -> PromiseExtension:
    """Refuse the extension that was shown."""
    return services.refuse_extension(case=obj, extension=extension, reason=reason, by=by, at=at)


def first_report(*, obj: Case, by: Actor, at: datetime, **typed: Unpack[Filed]) -> LeakReport:
    """Record the preliminary report."""
    return services.record_leak_report(case=obj, which="first", by=by, at=at, **typed)


def further_report(*, obj: Case, by: Actor, at: datetime, **typed: Unpack[Filed]) -> LeakReport:
    """Record a report between the preliminary and the final one."""
    return services.record_leak_report(case=obj, which="further", by=by, at=at, **typed)


def final_report(*, obj: Case, by: Actor, at: datetime, **typed: Unpack[Filed]) -> LeakReport:
    """Record the final report."""
    return services.record_leak_report(case=obj, which="final", by=by, at=at, **typed)


def _promised(case: Case, user: User) -> bool:
    return case.is_open and any(row.kept_at is None for row in case.promises.all())


def _extendable(case: Case, user: User) -> bool:
    return _promised(case, user) and not any(_under_way(case, decision) for decision in ("pending", "approved"))


def _to_decide(case: Case, user: User) -> bool:
    return case.is_open and bool(_under_way(case, Decision.PENDING))


def _own_extensions(case: Case, by: Actor) -> Sequence[Refusal | None]:
    return only_own((row.asked_by for row in _under_way(case, Decision.PENDING)), by)


def _to_tell(case: Case, user: User) -> bool:
    return case.is_open and bool(_under_way(case, Decision.APPROVED))


def _under_way(case: Case, decision: str) -> list[PromiseExtension]:
    rows = (row for promise in case.promises.all() for row in promise.extensions.all())
    return [row for row in rows if row.decision == decision and row.told_at is None]


def _has_leak(case: Case, user: User) -> bool:
    return case.leak_suspected and (leak_of(case) is not None or case.desk.code == INCIDENT_DESK)


def _first_due(case: Case, user: User) -> bool:
    leak = leak_of(case)
    return leak is not None and _reportable(case) and leak.first_reported_at is None


def _final_due(case: Case, user: User) -> bool:
    return _reportable(case)


def _further_possible(case: Case, user: User) -> bool:
    leak = leak_of(case)
    return leak is not None and _reportable(case) and leak.first_reported_at is not None


def _reportable(case: Case) -> bool:
    leak = leak_of(case)
    return leak is not None and leak.waived_at is None and leak.final_reported_at is None


def _can_dispose(case: Case, user: User) -> bool:
    return case.kind == Kind.DISCLOSURE and case.status in ENDED and bool(case.identity_checks.all())


ACTIONS = (
    button(
        "promise",
        _("Record a promise"),
        services.record_promise,
        is_open,
        duties.PromiseForm,
        help_text=_("Enter the letter or call that promised the date. From then on no rule moves it."),
    ),
    button("keep_promise", _("Record a promise kept"), services.keep_promise, _promised, duties.KeptForm),
    button(
        "ask_extension",
        _("Ask for an extension"),
        services.ask_extension,
        _extendable,
        duties.AskExtensionForm,
        help_text=_("A second person decides; the date moves when the person was told."),
    ),
    button(
        "approve_extension",
        _("Approve the extension"),
        services.approve_extension,
        _to_decide,
        duties.DecideExtensionForm,
        run=approve,
        obstacles=_own_extensions,
        tone="primary",
    ),
    button(
        "refuse_extension",
        _("Refuse the extension"),
        services.refuse_extension,
        _to_decide,
        duties.DecideExtensionForm,
        run=refuse,
        obstacles=_own_extensions,
    ),
    button(
        "tell_extension",
        _("Record the extension told"),
        services.tell_extension,
        _to_tell,
        duties.TellExtensionForm,
        tone="primary",
        help_text=_("Enter the letter that told the person: the promised date moves now."),
    ),
    button("leak_facts", _("Facts of the leak"), services.record_leak_facts, _has_leak, duties.LeakFactsForm),
    button(
        "leak_first",
        _("Record the preliminary report"),
        services.record_leak_report,
        _first_due,
        duties.LeakReportForm,
        run=first_report,
        tone="primary",
    ),
    button(
        "leak_further",
        _("Record a further report"),
        services.record_leak_report,
        _further_possible,
        duties.LeakReportForm,
        run=further_report,
    ),
    button(
        "leak_final",
        _("Record the final report"),
        services.record_leak_report,
        _final_due,
        duties.LeakReportForm,
        run=final_report,
        tone="primary",
    ),
    button(
        "leak_waive",
        _("Not reportable"),
        services.waive_leak_report,
        _final_due,
        ReasonForm,
        tone="danger",
        help_text=_("Both reports are then no longer due."),
    ),
    button(
        "dispose",
        _("Record the disposal of identity documents"),
        services.dispose_identity,
        _can_dispose,
        duties.DisposalForm,
    ),
)
FRONT = frozenset(
    {"keep_promise", "approve_extension", "refuse_extension", "tell_extension", "leak_first", "leak_final", "dispose"}
)
