"""Which rows may no case have while other rows of it say no, whoever writes them? Sections 4, 5, 9, 12 and 13."""

from cases.states import NEEDS_GROUND
from privacyportal.audit.joining import Forbidden

CLOSES = "NEW.status = 'closed' AND OLD.status <> 'closed'"
REASONS = ", ".join(f"'{outcome.value}'" for outcome in NEEDS_GROUND)
TOLD = "cases_promiseextension x WHERE x.promise_id = NEW.promise_id AND x.told_at IS NOT NULL"


def _closes(name: str, condition: str) -> Forbidden:
    """Return what may not be so when a case is closed."""
    return Forbidden(table="cases_case", name=name, condition=f"{CLOSES} AND {condition}", events=("UPDATE",))


def _promised(what: str) -> str:
    """Return the day or time that holds of a promise: what the person was last told, else what was promised."""
    last = f"SELECT x.to_{what} FROM {TOLD} ORDER BY x.told_at DESC, x.id DESC LIMIT 1"  # noqa: S608  Ours.
    first = f"SELECT p.by_{what} FROM cases_casepromise p WHERE p.id = NEW.promise_id"  # noqa: S608  Ours.
    return f"(CASE WHEN EXISTS (SELECT 1 FROM {TOLD}) THEN ({last}) ELSE ({first}) END)"  # noqa: S608  Ours.


DAY, MOMENT = _promised("on"), _promised("at")
JOINS = (
    _closes(
        "case_closed_after_its_answers",
        "EXISTS (SELECT 1 FROM cases_referral r "
        "WHERE r.case_id = NEW.id AND r.direction = 'from_body' AND r.answered_at IS NULL)",
    ),
    _closes(
        "case_closed_after_the_leak_report",
        "EXISTS (SELECT 1 FROM cases_leakreport l WHERE l.case_id = NEW.id AND l.waived_at IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM cases_leakfiling f WHERE f.leak_id = l.id AND f.which = 'final'))",
    ),
    _closes(
        "case_closed_after_its_promises",
        "EXISTS (SELECT 1 FROM cases_casepromise p WHERE p.case_id = NEW.id AND p.kept_at IS NULL)",
    ),
    _closes(
        "case_closed_as_approved",
        "OLD.outcome <> '' AND NEW.outcome <> OLD.outcome AND EXISTS "
        "(SELECT 1 FROM cases_answerproposal a WHERE a.case_id = NEW.id AND a.decision = 'approved')",
    ),
    Forbidden(
        table="cases_identitycheck",
        name="identity_of_a_proved_representative",
        condition=(
            "NEW.is_confirmed AND NEW.authority_document = '' AND EXISTS (SELECT 1 FROM cases_caseparty p "
            "WHERE p.case_id = NEW.case_id AND p.role = 'representative')"
        ),
        events=("INSERT",),
    ),
    Forbidden(
        table="cases_identitydisposal",
        name="identity_disposal_leaves_no_file",
        condition=(
            "EXISTS (SELECT 1 FROM attachments_attachment a JOIN cases_case c ON c.reference_id = a.reference_id "
            "WHERE c.id = NEW.case_id AND a.erasure_id IS NULL AND (a.label = 'identity' OR a.restricted))"
        ),
        events=("INSERT",),
    ),
    Forbidden(
        table="cases_answerproposal",
        name="proposal_of_less_has_reasons",
        condition=f"NEW.ground = '' AND NEW.outcome IN ({REASONS})",
        events=("INSERT",),
    ),
    Forbidden(
        table="cases_referral",
        name="referral_explained_as_approved",
        condition=(
            "NEW.kind = 'explanation' AND NEW.answered_at IS NOT NULL AND OLD.answered_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM cases_explanation e WHERE e.referral_id = NEW.id AND e.decision = 'approved')"
        ),
        events=("UPDATE",),
    ),
    Forbidden(
        table="cases_promiseextension",
        name="extension_is_later",
        condition=(
            f"NEW.to_on < {DAY} OR (NEW.to_on = {DAY} "
            f"AND (NEW.to_at IS NULL OR {MOMENT} IS NULL OR NEW.to_at <= {MOMENT}))"
        ),
        events=("INSERT",),
    ),
)
