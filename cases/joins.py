"""Which rows may no case have while other rows of it say no, whoever writes them? Sections 4, 5, 9, 12 and 13."""

from cases.states import NEEDS_GROUND
from privacyportal.audit.joining import Forbidden

CLOSES = "NEW.status IN ('closed', 'duplicate') AND OLD.status <> NEW.status"
REASONS = ", ".join(f"'{outcome.value}'" for outcome in NEEDS_GROUND)
TOLD = "cases_promiseextension x WHERE x.promise_id = NEW.promise_id AND x.told_at IS NOT NULL"


def _closes(name: str, condition: str) -> Forbidden:
    """Return what may not be so when a case is closed."""
    return Forbidden(table="cases_case", name=name, condition=f"{CLOSES} AND {condition}", events=("UPDATE",))


def _duplicates(name: str, condition: str) -> Forbidden:
    """Return what may not be so of the case under whose number a duplicate is answered."""
    other = f"SELECT 1 FROM cases_case o WHERE o.id = NEW.duplicate_of_id AND {condition}"  # noqa: S608  Ours.
    becomes = "NEW.status = 'duplicate' AND OLD.status <> 'duplicate'"
    return Forbidden(table="cases_case", name=name, condition=f"{becomes} AND EXISTS ({other})", events=("UPDATE",))


def _promised(what: str) -> str:
    """Return the day or time that holds of a promise: what the person was last told, else what was promised."""
    last = f"SELECT x.to_{what} FROM {TOLD} ORDER BY x.told_at DESC, x.id DESC LIMIT 1"  # noqa: S608  Ours.
    first = f"SELECT p.by_{what} FROM cases_casepromise p WHERE p.id = NEW.promise_id"  # noqa: S608  Ours.
    return f"(CASE WHEN EXISTS (SELECT 1 FROM {TOLD}) THEN ({last}) ELSE ({first}) END)"  # noqa: S608  Ours.


# What was answered, ended or checked elsewhere comes in as history, until somebody works on it here.
OF_HISTORY = (
    "(NEW.brought_as_history AND NOT EXISTS "
    "(SELECT 1 FROM cases_casestep s WHERE s.case_id = NEW.id AND s.action <> 'import'))"
)
ANSWERED = "('approved', 'answered', 'closed')"
# The answer that stands: the last one drafted, decided on since the case was last taken up.
STANDING_ANSWER = (
    "FROM cases_answerproposal a WHERE a.case_id = NEW.id AND a.decision = 'approved' "
    "AND NOT EXISTS (SELECT 1 FROM cases_answerproposal b WHERE b.case_id = NEW.id AND b.id > a.id) "
    "AND NOT EXISTS (SELECT 1 FROM cases_reopening r WHERE r.case_id = NEW.id AND r.reopened_at > a.decided_at)"
)
LAST_STEP = (
    "SELECT 1 FROM cases_casestep s WHERE s.case_id = NEW.id AND s.action = 'withdraw' AND s.from_status = OLD.status "
    "AND NOT EXISTS (SELECT 1 FROM cases_casestep t WHERE t.case_id = NEW.id AND t.id > s.id)"
)


def _becomes(name: str, condition: str) -> Forbidden:
    """Return what a case may not become where the record of it is missing."""
    return Forbidden(table="cases_case", name=name, condition=condition, events=("UPDATE",))


# What only a second person or a check may bring about is on record before the case says it, whatever door it comes by.
DECIDED = (
    Forbidden(
        table="cases_case",
        name="case_begins_unanswered",
        condition=(
            f"NOT NEW.brought_as_history AND (NEW.status IN ('awaiting_approval', 'withdrawn', 'duplicate') "
            f"OR NEW.status IN {ANSWERED} OR NEW.identity_verified_at IS NOT NULL)"
        ),
        events=("INSERT",),
    ),
    _becomes(
        "case_answer_approved",
        f"NEW.status IN {ANSWERED} AND OLD.status NOT IN {ANSWERED} AND NOT {OF_HISTORY} "
        f"AND NOT EXISTS (SELECT 1 {STANDING_ANSWER})",
    ),
    _becomes(
        "case_answered_as_approved",
        "NEW.status IN ('answered', 'closed') AND OLD.status NOT IN ('answered', 'closed') "
        f"AND NOT {OF_HISTORY} AND EXISTS (SELECT 1 {STANDING_ANSWER} AND a.outcome <> NEW.outcome)",
    ),
    _becomes(
        "case_identity_checked",
        f"NEW.identity_verified_at IS NOT NULL AND OLD.identity_verified_at IS NULL AND NOT {OF_HISTORY} "  # noqa: S608
        "AND NOT EXISTS (SELECT 1 FROM cases_identitycheck i WHERE i.case_id = NEW.id AND i.is_confirmed)",
    ),
    _becomes(
        "case_worked_on_is_no_history",
        "NEW.brought_as_history AND NOT OLD.brought_as_history AND EXISTS "
        "(SELECT 1 FROM cases_casestep s WHERE s.case_id = NEW.id AND s.action <> 'import')",
    ),
    _becomes(
        "case_withdrawn_by_its_step",
        f"NEW.status = 'withdrawn' AND OLD.status IN ('awaiting_approval', 'approved') AND NOT EXISTS ({LAST_STEP})",
    ),
    Forbidden(
        table="cases_casestep",
        name="withdrawal_by_a_second_person",
        condition=(
            "NEW.action = 'withdraw' AND NEW.from_status IN ('awaiting_approval', 'approved') AND (NEW.by_id IS NULL "
            "OR NEW.by_id = (SELECT a.proposed_by_id FROM cases_answerproposal a WHERE a.case_id = NEW.case_id "
            "ORDER BY a.proposed_at DESC, a.id DESC LIMIT 1))"
        ),
        events=("INSERT",),
    ),
)
OF_A_PARTNER = "{row}.concerns IN ('seminar_co_host', 'group_own') AND {row}.partner_id IS NULL"
NO_PARTNER, HAD_NONE = OF_A_PARTNER.format(row="NEW"), OF_A_PARTNER.format(row="OLD")
UNNAMED = "{row}.role = 'representative' AND {row}.erasure_id IS NULL AND ({row}.name = '' OR {row}.authority = '')"
NO_NAME, HAD_NO_NAME = UNNAMED.format(row="NEW"), UNNAMED.format(row="OLD")
HISTORY_OF_PARTY = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.brought_as_history)"


def _written(table: str, name: str, condition: str, before: str = "") -> tuple[Forbidden, Forbidden]:
    """Return that no row is stored so, nor changed so from another state: older ones may have come to it before."""
    became = f"{condition} AND NOT ({before})" if before else condition
    return (
        Forbidden(table=table, name=f"{name}_at_first", condition=condition, events=("INSERT",)),
        Forbidden(table=table, name=name, condition=became, events=("UPDATE",)),
    )


KEPT = (
    *_written("cases_case", "case_names_its_partner", f"NOT NEW.brought_as_history AND {NO_PARTNER}", HAD_NONE),
    *_written(
        "cases_caseparty", "party_names_the_representative", f"{NO_NAME} AND NOT {HISTORY_OF_PARTY}", HAD_NO_NAME
    ),
    _becomes(
        "case_keeps_its_route_after_its_end",
        "OLD.status IN ('closed', 'withdrawn', 'duplicate') AND NEW.status = OLD.status "
        f"AND NEW.answering_desk_id <> OLD.answering_desk_id AND NOT {OF_HISTORY}",
    ),
    Forbidden(
        table="cases_casepromise",
        name="promise_for_after_its_letter",
        condition=(
            "EXISTS (SELECT 1 FROM cases_correspondence l WHERE l.id = NEW.made_in_id "
            "AND (NEW.by_on < DAY_IN_TOKYO(l.happened_at) OR NEW.by_at < l.happened_at))"
        ),
        events=("INSERT",),
    ),
)
DAY, MOMENT = _promised("on"), _promised("at")
BESIDE = (
    _duplicates("duplicate_of_its_kind", "o.kind <> NEW.kind"),
    _duplicates("duplicate_of_the_first", "o.received_at > NEW.received_at"),
    _duplicates("duplicate_of_an_answering_one", "o.status IN ('withdrawn', 'duplicate')"),
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
JOINS = (*BESIDE, *DECIDED, *KEPT)
