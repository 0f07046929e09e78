"""What is forbidden in a case, at its exact edge, and what does the refusal say? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils.translation import override

from cases import guards
from cases.states import Concerns, Kind
from privacyportal.backoffice.refusals import Refusal
from tests.factories.cases import tokyo
from tests.oracles import assert_says

NOON = tokyo("2026-11-16T12:00")
MINUTE = timedelta(minutes=1)
TODAY, TOMORROW = date(2026, 11, 16), date(2026, 11, 17)

type Guard = Callable[[], Refusal | None]

ground = guards.ground_given
authority = guards.authority_proved
named = guards.representative_named
extended = partial(guards.extended_later, from_on=TODAY, from_at=NOON)
withdrawn = guards.withdrawn_by_second
elsewhere = partial(guards.happened_elsewhere, is_claimed=True, is_history=False)

# The guard, the code of its refusal without the room's name, the section that forbids it, the form's field.
FORBIDDEN: list[tuple[Guard, str, str, str]] = [
    (partial(guards.identity_first, kind=Kind.DISCLOSURE, is_verified=False), "identity_first", "9", ""),
    (partial(guards.second_person, is_person=True, is_author=True), "second_person", "", ""),
    (partial(guards.second_person, is_person=False, is_author=False), "second_person", "", ""),
    (partial(guards.decider_reads, may_read=False), "decider_may_not_read", "5", ""),
    (partial(guards.reason_given, " \n", what="取下げ"), "reason_missing", "", "reason"),
    (partial(guards.reason_given, "", what="取下げ", field="why"), "reason_missing", "", "why"),
    (partial(ground, kind=Kind.DISCLOSURE, outcome="not_disclosed", ground=" "), "ground_missing", "9", "ground"),
    (partial(ground, kind=Kind.COMPLAINT, outcome="not_upheld", ground=""), "ground_missing", "12", "ground"),
    (
        partial(guards.outcome_as_approved, outcome="upheld", approved="partly"),
        "outcome_not_approved",
        "",
        "outcome",
    ),
    (partial(guards.handler_sits_here, is_able=False), "handler_elsewhere", "", "handler"),
    (partial(guards.not_taken, is_taken=True), "taken", "", ""),
    (partial(guards.still_open, is_open=False), "ended", "", ""),
    (
        partial(guards.consent_before, consented_at=None, passed_at=NOON, section="10a)"),
        "consent_first",
        "10a)",
        "consented_at",
    ),
    (
        partial(guards.consent_before, consented_at=NOON + MINUTE, passed_at=NOON, section="10a)"),
        "consent_first",
        "10a)",
        "consented_at",
    ),
    (partial(guards.not_in_future, NOON + MINUTE, now=NOON, field="at"), "in_future", "", "at"),
    (partial(guards.not_before, NOON - MINUTE, earliest=NOON, field="at"), "out_of_order", "", "at"),
    (
        partial(guards.partner_named, concerns=Concerns.SEMINAR_CO_HOST, has_partner=False),
        "partner_missing",
        "8(iv)",
        "partner",
    ),
    (
        partial(guards.partner_named, concerns=Concerns.GROUP_OWN, has_partner=False),
        "partner_missing",
        "8(iv)",
        "partner",
    ),
    (
        partial(named, name=" ", authority="lawyer", is_representative=True),
        "representative_missing",
        "",
        "representative_name",
    ),
    (
        partial(named, name="高橋", authority="", is_representative=True),
        "representative_missing",
        "",
        "representative_authority",
    ),
    (
        partial(authority, has_representative=True, document=" ", is_confirmed=True),
        "authority_missing",
        "9",
        "authority_document",
    ),
    (
        partial(guards.explanation_approved, is_explanation=True, is_approved=False),
        "explanation_unapproved",
        "13",
        "",
    ),
    (partial(guards.is_explanation_asked, is_explanation=False), "no_explanation_asked", "13", "referral"),
    (partial(guards.referrals_answered, unanswered=1), "referral_unanswered", "13", ""),
    (
        partial(guards.day_after_request, answer_by_on=TODAY, asked_on=TOMORROW),
        "answer_day_before_request",
        "13",
        "answer_by_on",
    ),
    (
        partial(guards.promised_later, by_on=TODAY, by_at=None, than=NOON + timedelta(days=1)),
        "promise_in_past",
        "",
        "by_on",
    ),
    (
        partial(guards.promised_later, by_on=TODAY, by_at=NOON - MINUTE, than=NOON),
        "promise_in_past",
        "",
        "by_on",
    ),
    (partial(extended, to_on=TODAY, to_at=None), "extension_not_later", "", "to_on"),
    (partial(extended, to_on=TODAY, to_at=NOON), "extension_not_later", "", "to_on"),
    (
        partial(guards.extended_later, to_on=TODAY, to_at=NOON, from_on=TODAY, from_at=None),
        "extension_not_later",
        "",
        "to_on",
    ),
    (
        partial(extended, to_on=TODAY - timedelta(days=1), to_at=NOON + MINUTE),
        "extension_not_later",
        "",
        "to_on",
    ),
    (partial(guards.promises_kept, open_ones=1), "promise_open", "", ""),
    (partial(guards.leak_reported, is_owed=True), "leak_unreported", "5", ""),
    (partial(guards.addressee_given, " "), "addressee_missing", "5", "reported_to"),
    (
        partial(withdrawn, is_proposed=True, may_approve=False, is_author=False),
        "withdrawal_second_person",
        "12",
        "",
    ),
    (
        partial(withdrawn, is_proposed=True, may_approve=True, is_author=True),
        "withdrawal_second_person",
        "12",
        "",
    ),
    (partial(guards.other_checker, is_same=True), "checker_is_same", "4", "checked_by"),
    (partial(elsewhere, field="identity_verified_at"), "history_only", "9", "identity_verified_at"),
    (partial(elsewhere, field="closed_at"), "history_only", "12", "closed_at"),
]

# Those that lead somewhere: the button that a screen makes of it.
LEADS = {
    "identity_first",
    "explanation_unapproved",
    "referral_unanswered",
    "promise_open",
    "leak_unreported",
}

ALLOWED: list[Guard] = [
    partial(guards.identity_first, kind=Kind.COMPLAINT, is_verified=False),
    partial(guards.identity_first, kind=Kind.DISCLOSURE, is_verified=True),
    partial(guards.second_person, is_person=True, is_author=False),
    partial(guards.decider_reads, may_read=True),
    partial(guards.reason_given, "申出人の意思", what=""),
    partial(ground, kind=Kind.DISCLOSURE, outcome="not_disclosed", ground="法第33条第2項第2号"),
    partial(ground, kind=Kind.DISCLOSURE, outcome="disclosed", ground=""),
    partial(guards.outcome_fits, outcome="upheld", allowed=["upheld"]),
    partial(guards.outcome_as_approved, outcome="upheld", approved="upheld"),
    partial(guards.outcome_as_approved, outcome="", approved="upheld"),
    partial(guards.outcome_as_approved, outcome="upheld", approved=""),
    partial(guards.handler_sits_here, is_able=True),
    partial(guards.not_taken, is_taken=False),
    partial(guards.still_open, is_open=True),
    partial(guards.consent_before, consented_at=NOON, passed_at=NOON, section="10a)"),
    partial(guards.not_in_future, NOON, now=NOON, field="x"),
    partial(guards.not_before, NOON, earliest=NOON, field="x"),
    partial(guards.partner_named, concerns=Concerns.GROUP_OWN, has_partner=True),
    partial(guards.partner_named, concerns="", has_partner=False),
    partial(named, name="", authority="", is_representative=False),
    partial(named, name="高橋", authority="lawyer", is_representative=True),
    partial(authority, has_representative=True, document="", is_confirmed=False),
    partial(authority, has_representative=False, document="", is_confirmed=True),
    partial(authority, has_representative=True, document="委任状", is_confirmed=True),
    partial(guards.explanation_approved, is_explanation=False, is_approved=False),
    partial(guards.explanation_approved, is_explanation=True, is_approved=True),
    partial(guards.is_explanation_asked, is_explanation=True),
    partial(guards.referrals_answered, unanswered=0),
    partial(guards.day_after_request, answer_by_on=TODAY, asked_on=TODAY),
    partial(guards.promised_later, by_on=TODAY, by_at=None, than=NOON),
    partial(guards.promised_later, by_on=TODAY, by_at=NOON, than=NOON),
    partial(extended, to_on=TOMORROW, to_at=None),
    partial(extended, to_on=TODAY, to_at=NOON + MINUTE),
    partial(guards.promises_kept, open_ones=0),
    partial(guards.leak_reported, is_owed=False),
    partial(guards.addressee_given, "個人情報保護委員会"),
    partial(withdrawn, is_proposed=False, may_approve=False, is_author=True),
    partial(withdrawn, is_proposed=True, may_approve=True, is_author=False),
    partial(guards.other_checker, is_same=False),
    partial(guards.happened_elsewhere, is_claimed=False, is_history=False, field="closed_at"),
    partial(guards.happened_elsewhere, is_claimed=True, is_history=True, field="closed_at"),
]


@pytest.mark.parametrize(("guard", "code", "section", "field"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, section: str, field: str
) -> None:
    assert_says(guard(), f"cases.{code}", section=section, field=field, leads=code in LEADS)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None


def test_an_outcome_of_another_kind_and_a_state_without_its_date_only_say_what_to_do() -> None:
    wrong = guards.outcome_fits(outcome="disclosed", allowed=["upheld"])
    assert_says(wrong, "cases.outcome_of_other_kind", field="outcome", missing=False)
    undated = guards.dated(field="closed_at", state="終結")
    assert_says(undated, "cases.date_missing", field="closed_at", missing=False)
    assert "終結" in str(undated.cannot)


def test_a_missing_reason_names_what_it_is_missing_for() -> None:
    refusal = guards.reason_given("", what="取下げ")
    assert refusal is not None
    assert "取下げ" in str(refusal.cannot)


@pytest.mark.parametrize(
    ("kind", "outcome", "missing"),
    [
        (Kind.DISCLOSURE, "not_disclosed", "ご本人への理由の説明が未入力です（個人情報保護法第36条）。"),
        (Kind.COMPLAINT, "not_upheld", "申出人への理由の説明が未入力です。"),
    ],
)
def test_the_reasons_that_the_act_asks_for_are_told_by_their_article(kind: Kind, outcome: str, missing: str) -> None:
    refused = ground(kind=kind, outcome=outcome, ground="")
    with override("ja"):
        assert str(refused.missing) == missing
