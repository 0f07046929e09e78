"""What is typed in full width is kept in half width, and an individual number is refused wherever it is typed."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from cases.models import Case, InternalNote
from privacyportal.accounts.models import User
from privacyportal.backoffice.individual_numbers import holds_individual_number
from tests.cases.test_journeys import ADD, CALL, press, register, said
from tests.factories.cases import MONDAY, open_case

pytestmark = pytest.mark.django_db
NUMBER = "1234 5678 9018"
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Everything happens on Monday 2026-11-16 at 10:00."""
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_telephone_reading_and_moment_may_be_typed_in_full_width(aoki: User, as_user: SignIn) -> None:
    typed = {
        "complainant_telephone": "０９０－１２３４ー５６７８",
        "complainant_kana": "ｻｻｷ ﾘｮｳｺ",
        "received_at": "２０２６－１１－１６Ｔ０９：３０",
    }
    case = register(as_user(aoki), **typed)
    party = case.parties.get()
    assert (party.telephone, party.kana) == ("090-1234-5678", "ササキ リョウコ")
    assert f"{case.received_at:%Y-%m-%d %H:%M}" == "2026-11-16 00:30"


def test_a_case_is_linked_by_its_number_in_full_width(aoki: User, as_user: SignIn) -> None:
    case, other = open_case(by=aoki), open_case(by=aoki)
    wide = str(other.reference).translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    press(as_user(aoki), case, "link", linked=wide, reason="同じ案内状")
    assert case.links.get().linked == other


@pytest.mark.parametrize("field", ["subject", "complainant_name", "complainant_address", "override_reason"])
def test_no_field_of_the_intake_takes_an_individual_number(aoki: User, as_user: SignIn, field: str) -> None:
    page = as_user(aoki).post(ADD, {**CALL, field: f"番号は{NUMBER}"})
    assert field in page.context["adminform"].form.errors
    assert "個人番号とみられる数字が含まれています" in page.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("name", "field", "more"),
    [
        ("withdraw", "reason", said("2026-11-16 10:00")),
        ("withdraw", "text", said("2026-11-16 10:00") | {"reason": "申出人の意思"}),
        ("people", "complainant_address", {"complainant_name": "佐々木 涼子"}),
        ("note", "text", {}),
        ("link", "reason", {}),
    ],
)
def test_no_button_takes_one_either(aoki: User, as_user: SignIn, name: str, field: str, more: dict[str, str]) -> None:
    case = open_case(by=aoki)
    linked = {"linked": str(open_case(by=aoki).reference)} if name == "link" else {}
    page = press(as_user(aoki), case, name, **{**more, **linked, field: NUMBER})
    assert field in page.context["form"].errors
    case.refresh_from_db()
    assert case.is_open
    assert not InternalNote.objects.exists()


def test_a_number_is_found_behind_any_hyphen() -> None:
    assert all(holds_individual_number(f"1234{dash}5678{dash}9018") for dash in "-－ー−‐ ")
    assert not holds_individual_number("1234-5678-9012")


@pytest.mark.parametrize(
    "apart",
    ["", " ", "-", "  ", "\n", "\r\n", "\t", ".", "/", "・", "_", ":", " - ", "\u3000", "\u200b", "\u00ad", "～", ", "],
)
def test_an_individual_number_is_known_however_its_groups_are_set_apart(apart: str) -> None:
    assert holds_individual_number(f"番号は{apart.join(['1234', '5678', '9018'])}です")


@pytest.mark.parametrize("text", ["1234 5678 9019", "1234 abcd 5678 9018", "91234 5678 9018", "1234    5678    9018"])
def test_other_figures_are_no_individual_number(text: str) -> None:
    assert not holds_individual_number(text)
