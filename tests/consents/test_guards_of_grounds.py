"""What does each ground of section 10 need, exactly, and what does the refusal say without it? Without a database."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from consents.guards import grounds
from consents.guards.facts import Consent, Contract, Facts, Item, JointUse, Purpose
from consents.states import ConsentState, section_of
from tests.oracles import assert_says

TODAY = date(2026, 11, 16)
ON_THE_DAY = "2026年11月16日"
NAME, ADDRESS, NUMBER = (
    Item(1, "氏名", "ordinary"),
    Item(2, "住所", "ordinary"),
    Item(4, "個人番号", "individual_number"),
)
PURPOSE = Purpose(1, "三", "案内", is_published=True, is_for_numbers=False)
AFFAIR = Purpose(2, "甲", "税務", is_published=True, is_for_numbers=True)
CONTRACT = Contract(
    is_in_force=True,
    vendor_is_active=True,
    vendor_standing="停止中",
    purposes=frozenset({1, 2}),
    categories=frozenset({1, 4}),
)
JOINT_USE = JointUse(
    is_announced=True,
    is_in_force=True,
    purposes=frozenset({1}),
    categories=frozenset({1}),
    partners=frozenset({3}),
)
HOLDS = Consent(ConsentState.GIVEN)
# Whatever any of the grounds needs.
GIVEN = Facts(
    ground="a",
    today=TODAY,
    provided_on=TODAY,
    purpose=PURPOSE,
    items=(NAME,),
    has_person=True,
    name="取引先",
    address="東京都",
    representative="山田",
    country="JP",
    contract=CONTRACT,
    joint_use=JOINT_USE,
    partner=3,
    law_item="27-1-3",
    number_item="19-2",
    statute="所得税法第225条第1項",
    document_number="第7号",
    facts="事情",
    consent_difficulty="所在不明",
    consent=HOLDS,
    may_permit_by_law=True,
)
BY_NUMBER_ACT = replace(GIVEN, ground="n", items=(NAME, NUMBER), purpose=AFFAIR)

type Told = list[tuple[str, str, str]]

# The ground, what is otherwise; code, section and field of each refusal; what the refusals name.
LACKING: list[tuple[str, dict[str, object], Told, tuple[str, ...]]] = [
    ("a", {"has_vendor": True}, [("two_recipients", "10a)", "partner")], ()),
    ("e", {"has_vendor": True}, [("two_recipients", "10e)", "partner")], ()),
    ("a", {"name": ""}, [("recipient", "10a)", "recipient_name")], ()),
    ("b", {"country": ""}, [("country", "10b)", "country")], ()),
    ("a", {"has_person": False}, [("no_person", "10a)", "data_subject")], ()),
    ("a", {"names_another": True, "named_as": "甲社"}, [("another_named", "10a)", "named_as")], ("甲社",)),
    (
        "a",
        {"consent": Consent(ConsentState.EXPIRED)},
        [("no_consent", "10a)", "data_subject")],
        (ON_THE_DAY, "三", "失効"),
    ),
    # A consent to the provision abroad is none to one at home.
    ("a", {"consent": Consent(), "foreign_consent": HOLDS}, [("no_consent", "10a)", "data_subject")], ("記録なし",)),
    (
        "a",
        {"consent": Consent(), "foreign_consent": Consent(ConsentState.WITHDRAWN), "country": "US"},
        [("no_consent", "10a)", "data_subject")],
        (),
    ),
    (
        "a",
        {"items": (NAME, ADDRESS), "consent": replace(HOLDS, covers=frozenset({1}))},
        [("beyond_consent", "10a)", "categories")],
        ("住所",),
    ),
    (
        "a",
        {
            "consent": Consent(ConsentState.REFUSED),
            "foreign_consent": replace(HOLDS, covers=frozenset({2})),
            "country": "US",
        },
        [("beyond_consent", "10a)", "categories")],
        ("氏名",),
    ),
    ("a", {"address": ""}, [("no_address", "10a)", "recipient_address")], ()),
    (
        "a",
        {"address": "", "representative": ""},
        [("no_address", "10a)", "recipient_address"), ("no_representative", "10a)", "recipient_representative")],
        (),
    ),
    ("b", {"statute": "所得税法"}, [("no_article", "10b)", "statute")], ()),
    ("c", {"statute": ""}, [("no_article", "10c)", "statute")], ()),
    ("c", {"document_number": " \n"}, [("no_document", "10c)", "document_number")], ()),
    ("d", {"facts": " \n"}, [("no_necessity", "10d)", "facts")], ()),
    ("d", {"consent_difficulty": " \n"}, [("no_difficulty", "10d)", "consent_difficulty")], ()),
    (
        "d",
        {"facts": "", "consent_difficulty": ""},
        [("no_necessity", "10d)", "facts"), ("no_difficulty", "10d)", "consent_difficulty")],
        (),
    ),
    ("e", {"contract": None}, [("no_entrustment", "10e)", "entrustment")], ()),
    (
        "e",
        {"contract": replace(CONTRACT, is_in_force=False)},
        [("contract_not_in_force", "10e)", "entrustment")],
        (ON_THE_DAY,),
    ),
    (
        "e",
        {"contract": replace(CONTRACT, vendor_is_active=False)},
        [("vendor_not_active", "6", "entrustment")],
        (ON_THE_DAY, "停止中"),
    ),
    ("e", {"purpose": replace(PURPOSE, key=9)}, [("beyond_purpose", "10e)", "purpose")], ("三", "委託")),
    ("e", {"items": (NAME, ADDRESS)}, [("beyond_items", "10e)", "categories")], ("住所", "委託")),
    ("f", {"facts": " \n"}, [("no_deal", "10f)", "facts")], ()),
    ("f", {"document_number": " \n"}, [("no_document", "10f)", "document_number")], ()),
    ("g", {"joint_use": None}, [("no_arrangement", "10g)", "arrangement")], ()),
    (
        "g",
        {"joint_use": replace(JOINT_USE, is_announced=False, is_in_force=False)},
        [("not_announced", "8", "arrangement")],
        (ON_THE_DAY,),
    ),
    (
        "g",
        {"joint_use": replace(JOINT_USE, is_in_force=False)},
        [("arrangement_not_in_force", "10g)", "arrangement")],
        (ON_THE_DAY,),
    ),
    ("g", {"partner": None}, [("recipient", "10g)", "partner")], ()),
    ("g", {"partner": 4}, [("not_a_partner", "10g)", "partner")], ()),
    ("g", {"purpose": replace(PURPOSE, key=9)}, [("beyond_purpose", "10g)", "purpose")], ("三", "共同利用")),
    ("g", {"items": (NAME, ADDRESS)}, [("beyond_items", "10g)", "categories")], ("住所", "共同利用")),
    ("h", {"statute": ""}, [("no_article", "10h)", "statute")], ()),
    ("h", {"law_item": ""}, [("no_law_item", "10h)", "law_item")], ()),
    ("h", {"law_item": "27-1-2"}, [("no_law_item", "10h)", "law_item")], ()),
    ("h", {"facts": " \n"}, [("no_reason", "10h)", "facts")], ()),
    ("h", {"may_permit_by_law": False}, [("no_sign_off", "10h)", "ground")], ()),
    ("n", {"number_item": ""}, [("no_number_item", "3", "number_item")], ()),
    ("n", {"number_item": "19-1"}, [("no_number_item", "3", "number_item")], ()),
    ("n", {"number_item": "19-12"}, [("other_statute", "3", "statute")], ("所得税法第225条第1項", "振替機関")),
    ("n", {"statute": "個人情報保護法第27条第1項第1号"}, [("other_statute", "3", "statute")], ("個人情報保護法",)),
    ("n", {"items": (NAME,)}, [("no_number", "3", "categories")], ()),
    ("n", {"purpose": PURPOSE}, [("no_affair", "3", "purpose")], ("案内",)),
    ("n", {"purpose": replace(AFFAIR, is_published=False)}, [("no_affair", "3", "purpose")], ("税務",)),
    (
        "n",
        {"number_item": "19-6", "contract": None, "document_number": " \n"},
        [("no_entrustment", "10e)", "entrustment")],
        (),
    ),
    ("n", {"contract": replace(CONTRACT, vendor_is_active=False)}, [("vendor_not_active", "6", "entrustment")], ()),
]
COMPLETE: list[tuple[str, dict[str, object]]] = [
    *((ground, {}) for ground in "abcdefgh"),
    ("a", {"has_vendor": True, "partner": None}),
    ("a", {"consent": Consent(), "foreign_consent": HOLDS, "country": "US"}),
    ("a", {"items": (NAME, ADDRESS)}),
    ("b", {"statute": "Art. 5"}),
    ("e", {"name": "", "country": "", "partner": None}),
    ("g", {"name": "", "country": ""}),
    ("n", {}),
    ("n", {"statute": " "}),
    ("n", {"number_item": "19-12", "statute": "番号法第19条第12号"}),
    ("n", {"number_item": "19-6", "contract": None}),
    ("n", {"number_item": "19-2", "contract": None, "document_number": ""}),
    ("n", {"number_item": "19-6", "document_number": ""}),
]


def facts_of(ground: str, changes: dict[str, object]) -> Facts:
    """A provision on a ground, with everything that it needs but for what is changed."""
    return replace(BY_NUMBER_ACT if ground == "n" else replace(GIVEN, ground=ground), **changes)


@pytest.mark.parametrize(("ground", "changes", "expected", "names"), LACKING)
def test_what_a_ground_lacks_is_told_with_its_section_field_and_way_out(
    ground: str, changes: dict[str, object], expected: Told, names: tuple[str, ...]
) -> None:
    with override("ja"):
        found = grounds.refusals(facts_of(ground, changes))
    assert [(one.code, one.section, one.field) for one in found] == [
        (f"consents.{code}", section, field) for code, section, field in expected
    ]
    for one in found:
        assert_says(one, one.code, section=one.section, field=one.field, names=names)


@pytest.mark.parametrize(("ground", "changes"), COMPLETE)
def test_a_ground_that_lacks_nothing_lets_the_provision_be_recorded(ground: str, changes: dict[str, object]) -> None:
    assert grounds.refusals(facts_of(ground, changes)) == []


def test_a_wording_that_names_no_items_covers_them_all() -> None:
    assert HOLDS.leaves_out((NAME, ADDRESS)) == []
    assert replace(HOLDS, covers=frozenset({2})).leaves_out((NAME, ADDRESS)) == [NAME]


@pytest.mark.parametrize(("ground", "section"), [("a", "10a)"), ("h", "10h)"), ("n", "3")])
def test_individual_numbers_are_section_threes(ground: str, section: str) -> None:
    assert section_of(ground) == section
