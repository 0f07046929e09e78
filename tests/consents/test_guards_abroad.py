"""Which ground of section 11 lets a provision go abroad, until which day, in which order? Without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from consents.guards import abroad
from consents.guards.abroad import Clearance
from consents.guards.facts import Consent, Contract, Facts, Item, OnFile, Purpose
from consents.states import ConsentState, ForeignBasis
from tests.oracles import assert_says

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
NAME, ADDRESS = Item(1, "氏名", "ordinary"), Item(2, "住所", "ordinary")
# On file, and in order on this one day only.
IN_ORDER = OnFile(
    5, valid_from=TODAY, valid_to=TODAY, stopped_on=None, implementation_good_until=TODAY, law_good_until=TODAY
)
UNCHECKED = replace(IN_ORDER, key=4, law_good_until=None)
INFORMED = Consent(ConsentState.GIVEN, covers=frozenset({1}), has_information=True)
GIVEN = Facts(
    ground="a",
    today=TODAY,
    provided_on=TODAY,
    purpose=Purpose(1, "三", "案内", is_published=True, is_for_numbers=False),
    items=(NAME,),
    country="US",
    country_name="米国",
)
CONTRACT = Contract(
    is_in_force=True, vendor_is_active=True, vendor_standing="", purposes=frozenset(), categories=frozenset()
)
EQUIVALENT = Clearance(ForeignBasis.EQUIVALENT, on_file=5)
EXEMPT, CONSENTED = Clearance(ForeignBasis.EXEMPT), Clearance(ForeignBasis.CONSENT)

# What is given, and on which ground it may go: the first that holds, in the order of the test.
CLEARED: list[tuple[dict[str, object], Clearance]] = [
    ({"country": "JP"}, Clearance()),
    ({"country": ""}, Clearance()),
    ({"ground": "n"}, Clearance()),
    ({"is_designated": True, "on_file": (IN_ORDER,), "ground": "d"}, Clearance(ForeignBasis.DESIGNATED)),
    ({"on_file": (UNCHECKED, IN_ORDER), "ground": "d"}, EQUIVALENT),
    ({"on_file": (UNCHECKED,), "ground": "d", "foreign_consent": INFORMED}, EXEMPT),
    ({"ground": "b", "is_japanese_law": True}, EXEMPT),
    ({"ground": "c", "is_japanese_law": True}, EXEMPT),
    ({"foreign_consent": INFORMED}, CONSENTED),
    ({"foreign_consent": INFORMED, "is_japanese_law": True}, CONSENTED),
    ({"foreign_consent": INFORMED, "ground": "b", "address": "東京都", "representative": "山田"}, CONSENTED),
    ({"foreign_consent": INFORMED, "was_designated": True}, CONSENTED),
    ({"foreign_consent": replace(INFORMED, covers=frozenset()), "items": (NAME, ADDRESS)}, CONSENTED),
]


@pytest.mark.parametrize(("changes", "expected"), CLEARED)
def test_the_first_ground_that_holds_clears_the_provision(changes: dict[str, object], expected: Clearance) -> None:
    assert abroad.clear(replace(GIVEN, **changes)) == expected


# What is given; the code, section and field of the refusal, and what it names.
REFUSED: list[tuple[dict[str, object], str, str, str, tuple[str, ...]]] = [
    (
        {"foreign_consent": replace(INFORMED, has_information=False)},
        "foreign_without_information",
        "11③",
        "country",
        (),
    ),
    (
        {"foreign_consent": INFORMED, "items": (NAME, ADDRESS)},
        "beyond_foreign_consent",
        "11③",
        "categories",
        ("住所",),
    ),
    ({"on_file": (UNCHECKED, UNCHECKED)}, "equivalent_not_in_order", "11②", "country", ("2026年11月16日",)),
    (
        {"was_designated": True, "partner": 3},
        "not_designated_then",
        "11①",
        "partner",
        ("米国", "2026年11月16日"),
    ),
    ({"contract": CONTRACT, "partner": 3}, "no_foreign_ground", "11③", "entrustment", ("米国", "記録なし")),
    (
        {"foreign_consent": Consent(ConsentState.WITHDRAWN)},
        "no_foreign_ground",
        "11③",
        "country",
        ("米国", "撤回"),
    ),
    ({"ground": "b"}, "foreign_law", "11③", "is_japanese_law", ("米国",)),
    ({"ground": "c"}, "foreign_law", "11③", "is_japanese_law", ("米国",)),
]


@pytest.mark.parametrize(("changes", "code", "section", "field", "names"), REFUSED)
def test_without_a_ground_the_nearest_is_told_with_its_section_and_way_out(
    changes: dict[str, object], code: str, section: str, field: str, names: tuple[str, ...]
) -> None:
    with override("ja"):
        cleared = abroad.clear(replace(GIVEN, **changes))
    assert (cleared.basis, cleared.on_file) == ("", None)
    assert_says(cleared.refusal, f"consents.{code}", section=section, field=field, names=names)


def test_a_consent_abroad_on_another_ground_wants_the_recipient_on_record() -> None:
    with override("ja"):
        cleared = abroad.clear(replace(GIVEN, ground="b", foreign_consent=INFORMED))
    assert cleared.basis == ForeignBasis.CONSENT
    assert_says(cleared.refusal, "consents.no_address", section="10b)", field="recipient_address")


LATE = "The equivalent-measures system on file does not hold on Mon 16 Nov 2026."
MEASURES = "The yearly check of the measures is missing for Mon 16 Nov 2026."
LAW = "The yearly check of the foreign law is missing for Mon 16 Nov 2026."
SHORT: list[tuple[dict[str, date | None], str]] = [
    ({}, ""),
    ({"valid_to": None}, ""),
    ({"valid_from": YESTERDAY, "valid_to": TOMORROW, "stopped_on": TOMORROW}, ""),
    ({"valid_from": TOMORROW, "valid_to": TOMORROW}, LATE),
    ({"valid_from": YESTERDAY, "valid_to": YESTERDAY}, LATE),
    ({"stopped_on": TODAY}, "Provision to this recipient was stopped on Mon 16 Nov 2026."),
    ({"stopped_on": YESTERDAY}, "Provision to this recipient was stopped on Sun 15 Nov 2026."),
    ({"implementation_good_until": None}, MEASURES),
    ({"implementation_good_until": YESTERDAY}, MEASURES),
    ({"law_good_until": None}, LAW),
    ({"law_good_until": YESTERDAY}, LAW),
]


@pytest.mark.parametrize(("changes", "expected"), SHORT)
def test_what_keeps_a_ground_on_file_from_holding_is_told_to_the_day(
    changes: dict[str, date | None], expected: str
) -> None:
    with override("en"):
        assert abroad.shortcoming(replace(IN_ORDER, **changes), TODAY) == expected


@pytest.mark.parametrize("changes", [changes for changes, expected in SHORT if expected])
def test_what_keeps_a_ground_from_holding_is_told_in_japanese(changes: dict[str, date | None]) -> None:
    with override("ja"):
        refusal = abroad.nearest(replace(GIVEN, on_file=(replace(IN_ORDER, **changes),)))
    assert_says(refusal, "consents.equivalent_not_in_order", section="11②", field="country", names=("2026年11月1",))
