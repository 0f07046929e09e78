"""Does one object name a step, is a record read locked before it is written, and is every text of a deed asked?"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from privacyportal.accounts.models import Department, User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.backoffice.rights import right
from privacyportal.backoffice.steps import Step, table
from privacyportal.backoffice.texts import texts_in
from privacyportal.backoffice.writing import locked, move, write
from tests.factories.vendors import VendorFactory

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
# 12 digits whose last is the check digit of an individual number; nobody's.
NUMBER = "1234-5678-9018"
GO = Step(
    name="go", words="go", sources=("candidate",), target="terminated", right=right("vendors.change_vendor"), needs=""
)


@dataclass(frozen=True)
class Said:
    """What is said about one thing."""

    note: str


def test_a_table_holds_each_step_once() -> None:
    assert table([GO])["go"] is GO
    with pytest.raises(TypeError):
        table([GO, GO])


def test_what_was_read_is_what_is_stored_and_written(planning: Department) -> None:
    seen = Department.objects.get(pk=planning.pk)
    Department.objects.filter(pk=planning.pk).update(name_en="Planning")
    written = write(locked(seen), name="企画部")
    assert (written.name_en, written.name) == ("Planning", "企画部")
    planning.refresh_from_db()
    assert (planning.name_en, planning.name) == ("Planning", "企画部")


def test_of_two_who_move_a_record_one_is_told_so(db: None) -> None:
    vendor = VendorFactory()
    other = type(vendor).objects.get(pk=vendor.pk)
    move(vendor, GO, terminated_at=NOW)
    assert (vendor.status, vendor.terminated_at) == ("terminated", NOW)
    with pytest.raises(Conflict):
        move(other, GO, terminated_at=NOW)


def test_texts_are_found_wherever_they_stand() -> None:
    given = {"name": "a", "rest": {"A-01": Said("b")}, "count": 3, "code": "c"}
    assert texts_in(given, besides=("code",)) == {"name": "a", "note": "b"}


@pytest.mark.parametrize("given", [{"reason": NUMBER}, {"replies": {"A-01": Said(NUMBER)}}])
def test_no_text_of_a_deed_holds_an_individual_number(baba: User, given: dict[str, object]) -> None:
    done: list[str] = []

    def service(*, by: Actor, at: datetime, telephone: str = "", reason: str = "", replies: object = None) -> None:
        done.append(telephone)

    try_it = Deed(service, right=GO.right, on="", words="a test's", by_portal=False, numbers=("telephone",))
    try_it(by=baba, at=NOW, telephone=NUMBER)
    with pytest.raises(Refused) as refused:
        try_it(by=baba, at=NOW, **given)
    assert [(refusal.code, refusal.section) for refusal in refused.value.refusals] == [
        ("backoffice.individual_number", "3")
    ]
    assert done == [NUMBER]


def test_texts_of_a_list_and_of_a_record_to_come_are_found_and_what_is_named_is_passed_over(db: None) -> None:
    listed = {"words": ["a", ("b", "c")], "said": [Said("d")], "made": [VendorFactory.build(name="e")]}
    found = texts_in({**listed, "rows": [Said("f")]}, besides=("rows",))
    assert {"a", "b", "c", "d", "e"} <= set(found.values())
    assert "f" not in found.values()
    assert found["said_0_note"] == "d"


@pytest.mark.parametrize("given", [[NUMBER], [Said(NUMBER)], [{"note": NUMBER}], {NUMBER}, ((1, {"a": [NUMBER]}),)])
def test_no_text_in_a_list_of_a_deed_holds_an_individual_number(baba: User, given: object) -> None:
    def service(*, by: Actor, at: datetime, many: object = None) -> None:
        done.append(many)

    done: list[object] = []
    words = {"right": GO.right, "on": "", "words": "a test's", "by_portal": False, "numbers": ()}
    with pytest.raises(Refused):
        Deed(service, **words)(by=baba, at=NOW, many=given)
    assert done == []
    Deed(service, **words, asked=("many",))(by=baba, at=NOW, many=given)
    assert done == [given]
