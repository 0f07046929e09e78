"""What does supervision forbid, at its exact edge, and what does the refusal say? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal
from privacyportal.checklists import guards
from tests.oracles import assert_says

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
type Guard = Callable[[], Refusal | None]

# The guard, the code of its refusal without the app's name, the form's field, what its Japanese names.
FORBIDDEN: list[tuple[Guard, str, str, str]] = [
    (partial(guards.all_answered, ["A-01", "A-02"]), "unanswered", "", "A-01、A-02"),
    (partial(guards.exclusions_explained, ["A-01", "A-02"]), "unexplained_exclusion", "", "A-01、A-02"),
    (partial(guards.second_person, is_same=True), "four_eyes", "", ""),
    (partial(guards.verified_by_another, is_same=True), "action_four_eyes", "", ""),
    (partial(guards.verification_explained, " \n"), "verification_unexplained", "note", ""),
    (partial(guards.one_at_a_time, open_number="ASMT-2026-000001"), "already_open", "", "ASMT-2026-000001"),
    (partial(guards.checklist_in_force, is_in_force=False), "not_in_force", "", ""),
    (partial(guards.due_in_future, TODAY - DAY, TODAY), "due_in_past", "due_on", ""),
    (partial(guards.finding_open, is_open=False), "finding_closed", "", ""),
    (partial(guards.actions_verified, open_numbers=["ACT-1", "ACT-2"]), "actions_open", "", "ACT-1、ACT-2"),
]
ALLOWED: list[Guard] = [
    partial(guards.all_answered, []),
    partial(guards.exclusions_explained, []),
    partial(guards.second_person, is_same=False),
    partial(guards.verified_by_another, is_same=False),
    partial(guards.verification_explained, "棚卸結果を確認"),
    partial(guards.one_at_a_time, open_number=""),
    partial(guards.checklist_in_force, is_in_force=True),
    partial(guards.due_in_future, TODAY, TODAY),
    partial(guards.finding_open, is_open=True),
    partial(guards.actions_verified, open_numbers=[]),
]


@pytest.mark.parametrize(("guard", "code", "field", "named"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, field: str, named: str
) -> None:
    with override("ja"):
        refusal = guard()
        assert_says(refusal_without_names(refusal, named), f"checklists.{code}", section="6", field=field)
        assert refusal is not None
        assert named in str(refusal.missing)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None


def refusal_without_names(refusal: Refusal | None, named: str) -> Refusal | None:
    """The refusal as it reads without the codes and numbers that it names, which are no Japanese."""
    if refusal is None or not named:
        return refusal
    return Refusal(
        code=refusal.code,
        section=refusal.section,
        cannot=refusal.cannot,
        missing=str(refusal.missing).replace(named, ""),
        next_step=refusal.next_step,
        field=refusal.field,
        link=refusal.link,
        link_label=refusal.link_label,
    )
