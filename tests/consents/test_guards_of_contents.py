"""Which items may be provided for which purpose, whatever the ground? Without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from consents.guards import contents
from consents.guards.facts import Consent, Facts, Item, Purpose
from consents.states import ConsentState
from tests.oracles import assert_says

TODAY = date(2026, 11, 16)
NAME, ILLNESS, CREED, NUMBER = (
    Item(1, "氏名", "ordinary"),
    Item(2, "病歴", "special_care"),
    Item(3, "信条", "sensitive"),
    Item(4, "個人番号", "individual_number"),
)
PURPOSE = Purpose(1, "三", "案内", is_published=True, is_for_numbers=False)
AFFAIR = replace(PURPOSE, is_for_numbers=True)
ENDED, HOLDS = Consent(ConsentState.EXPIRED), Consent(ConsentState.GIVEN)
GIVEN = Facts(ground="a", today=TODAY, provided_on=TODAY, purpose=PURPOSE, items=(NAME,), has_person=True)
LISTED: dict[str, object] = {"items": (NAME, ILLNESS), "sensitive_exception": "5-1", "sensitive_reason": "法令"}
WITH_CONSENT: dict[str, object] = {**LISTED, "sensitive_exception": "5-9"}

# What is otherwise; the code, section and field of the refusal, and what it names.
FORBIDDEN: list[tuple[dict[str, object], str, str, str, tuple[str, ...]]] = [
    ({"provided_on": TODAY + timedelta(days=1)}, "provided_ahead", "", "provided_on", ()),
    ({"has_person": False, "subjects": " \n"}, "whose_data", "10", "data_subject", ()),
    ({"items": ()}, "no_items", "10", "categories", ()),
    ({"purpose": AFFAIR}, "purpose_not_published", "3", "purpose", ("案内",)),
    (
        {"purpose": replace(PURPOSE, is_published=False)},
        "purpose_not_published",
        "3",
        "purpose",
        ("案内", "2026年11月16日"),
    ),
    ({"items": (NAME, NUMBER)}, "individual_number", "3", "categories", ("個人番号",)),
    ({**LISTED, "sensitive_exception": ""}, "sensitive_without_exception", "7", "sensitive_exception", ("病歴",)),
    ({**LISTED, "sensitive_exception": "6-1"}, "sensitive_without_exception", "7", "sensitive_exception", ("病歴",)),
    (
        {**LISTED, "items": (ILLNESS, CREED), "sensitive_exception": ""},
        "sensitive_without_exception",
        "7",
        "sensitive_exception",
        ("病歴、信条",),
    ),
    ({**LISTED, "sensitive_reason": " \n"}, "sensitive_without_reason", "7", "sensitive_reason", ("病歴",)),
    (
        WITH_CONSENT,
        "sensitive_without_consent",
        "7",
        "sensitive_exception",
        ("5-9", "2026年11月16日", "三"),
    ),
    (
        {**WITH_CONSENT, "sensitive_exception": "5-8", "use_consent": ENDED},
        "sensitive_without_consent",
        "7",
        "sensitive_exception",
        ("5-8",),
    ),
]
ALLOWED: list[dict[str, object]] = [
    {},
    {"provided_on": TODAY - timedelta(days=1)},
    {"has_person": False, "subjects": "顧客一同"},
    {"ground": "n", "items": (NUMBER,), "purpose": AFFAIR},
    LISTED,
    {**LISTED, "sensitive_exception": "5-7"},
    {**WITH_CONSENT, "use_consent": HOLDS},
    {**WITH_CONSENT, "consent": HOLDS},
    {**WITH_CONSENT, "foreign_consent": HOLDS},
    {"sensitive_exception": "5-9"},
]


@pytest.mark.parametrize(("changes", "code", "section", "field", "names"), FORBIDDEN)
def test_what_may_not_be_provided_is_told_with_its_rule_section_and_way_out(
    changes: dict[str, object], code: str, section: str, field: str, names: tuple[str, ...]
) -> None:
    with override("ja"):
        found = list(filter(None, contents.refusals(replace(GIVEN, **changes))))
    assert [refusal.code for refusal in found] == [f"consents.{code}"]
    assert_says(found[0], f"consents.{code}", section=section, field=field, names=names)


@pytest.mark.parametrize("changes", ALLOWED)
def test_what_may_be_provided_is_let_through(changes: dict[str, object]) -> None:
    assert contents.refusals(replace(GIVEN, **changes)) == [None] * 7


def test_a_purpose_of_the_affairs_and_one_not_published_are_told_apart() -> None:
    unpublished = replace(PURPOSE, is_published=False)
    with override("en"):
        texts = [contents.published_purpose(replace(GIVEN, purpose=one)) for one in (AFFAIR, unpublished)]
    assert [refusal and refusal.missing for refusal in texts] == [
        "案内 is an affair for individual numbers, not one of the published purposes of use.",
        "Purpose 案内 was not a published purpose on Mon 16 Nov 2026.",
    ]


@pytest.mark.parametrize(
    ("items", "exception", "expected"),
    [((ILLNESS,), "5-8", True), ((CREED,), "5-9", True), ((ILLNESS,), "5-7", False), ((NAME,), "5-8", False)],
)
def test_only_two_exceptions_need_the_persons_consent(items: tuple[Item, ...], exception: str, expected: bool) -> None:
    assert contents.needs_consent(replace(GIVEN, items=items, sensitive_exception=exception)) is expected
