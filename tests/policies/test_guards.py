"""What forbids a change of purposes, categories, wordings and the policy, at its exact edge? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies import guards
from tests.oracles import assert_says

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)

type Guard = Callable[[], Refusal | None]

begins = partial(guards.not_retroactive, today=TODAY, section="3", replaces=True)

# The guard, the code of its refusal without the app's name, the section, the form's field, what it names.
FORBIDDEN: list[tuple[Guard, str, str, str, tuple[str, ...]]] = [
    (partial(begins, TODAY - DAY), "retroactive", "3", "valid_from", ("2026年11月16日",)),
    (partial(begins, None), "retroactive", "3", "valid_from", ()),
    (partial(guards.announced, " \n"), "purpose_not_announced", "3", "announcement", ()),
    (partial(guards.affair_of_law, "individual_number", "番号法"), "affair_without_article", "3", "change_reason", ()),
    (partial(guards.within_the_law, "ordinary", "special_care"), "sensitivity_of_law", "7", "sensitivity", ("要配慮",)),
    (partial(guards.names_recipients, True, "", "甲社"), "recipient_not_named", "10a)", "recipients", ()),
    (partial(guards.names_recipients, True, "company", " \n"), "recipient_not_named", "10a)", "recipient", ()),
    (
        partial(guards.purpose_published, False, "三", TODAY),
        "wording_for_no_purpose",
        "3",
        "purpose",
        ("三", "2026年11月16日"),
    ),
    (partial(guards.code_free, True), "code_taken", "", "code", ()),
    (partial(guards.code_free, True, "number"), "code_taken", "", "number", ()),
    (partial(guards.first_day_known, None), "no_first_day", "14", "", ()),
    (partial(guards.in_effect, False), "not_in_effect", "14", "", ()),
    (partial(guards.reviewed_by_now, TODAY + DAY, TODAY), "review_ahead", "", "reviewed_on", ()),
    (partial(guards.own_section, False), "section_of_other_version", "", "section", ()),
    (partial(guards.says_what_came_of_it, " \n"), "no_outcome", "14", "outcome", ()),
    (partial(guards.informs_of_country, True, " \n"), "no_foreign_information", "11③", "foreign_information", ()),
    (partial(guards.still_open, False), "item_settled", "14", "", ()),
    (partial(guards.trained_by_now, TODAY + DAY, TODAY), "training_ahead", "5", "taken_on", ()),
    (partial(guards.course_named, " \n"), "training_unnamed", "5", "course", ()),
]
ALLOWED: list[Guard] = [
    partial(begins, TODAY),
    partial(begins, TODAY - DAY, replaces=False),
    partial(begins, None, replaces=False),
    partial(guards.announced, "ウェブサイト"),
    partial(guards.affair_of_law, "individual_number", "番号法第9条第3項"),
    partial(guards.affair_of_law, "general", "見直し"),
    partial(guards.within_the_law, "special_care", "special_care"),
    partial(guards.within_the_law, "ordinary", ""),
    partial(guards.names_recipients, True, "company", "甲社"),
    partial(guards.names_recipients, False, "", ""),
    partial(guards.purpose_published, True, "三", TODAY),
    partial(guards.code_free, False),
    partial(guards.first_day_known, TODAY),
    partial(guards.in_effect, True),
    partial(guards.reviewed_by_now, TODAY, TODAY),
    partial(guards.own_section, True),
    partial(guards.says_what_came_of_it, "改定"),
    partial(guards.informs_of_country, True, "米国の制度"),
    partial(guards.informs_of_country, False, ""),
    partial(guards.still_open, True),
    partial(guards.trained_by_now, TODAY, TODAY),
    partial(guards.course_named, "基礎"),
]


@pytest.mark.parametrize(("guard", "code", "section", "field", "names"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, section: str, field: str, names: tuple[str, ...]
) -> None:
    with override("ja"):
        assert_says(guard(), f"policies.{code}", section=section, field=field, names=names)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None
