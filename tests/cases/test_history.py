"""A case's history reads in the reader's words: no codes of ours, no machine's dates, no keys of the database."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from cases.models import Case
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import labels
from tests.cases.test_journeys import press, said
from tests.factories.cases import MONDAY, answered, open_case

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[A-Za-z_]{3,}")
KNOWN = re.compile(r"CASE-\d{4}-\d{6}")


def told(case: Case) -> str:
    """What the history says of everything that was done."""
    entries = AuditEntry.objects.filter(reference=str(case.reference)).order_by("sequence")
    return "\n".join(f"{labels.label(entry.action)} {labels.sentence(entry)}" for entry in entries)


@pytest.fixture
def busy(aoki: User, baba: User, as_user: Callable[[User], Client]) -> Case:
    """A case in which much was done by hand."""
    case, desk, office = open_case(by=aoki), as_user(aoki), as_user(baba)
    with time_machine.travel(MONDAY, tick=False):
        outgoing = {**said("2026-11-16T10:00"), "direction": "outgoing", "party": "person"}
        press(desk, case, "acknowledge", **said("2026-11-16T10:00"), promised_on="2026-11-30")
        press(desk, case, "correspondence", **outgoing)
        press(desk, case, "referred_from_jsda", kind="explanation", **said("2026-11-16T10:00", channel="letter"))
        press(desk, case, "wait_for_person", reason="person_choice", **said("2026-11-16T10:00"))
        press(office, case, "assign", handler=baba.pk, reason="不在のため")
        press(office, case, "reroute", desk=Desk.objects.get(code="GENERAL").pk, reason="別の窓口の担当")
        change = {"subject": "件名の訂正", "description": "", "desired_remedy": ""}
        office.post(f"/admin/cases/case/{case.pk}/change/", change)
    return case


def test_no_code_and_no_machine_date_is_left_in_japanese(busy: Case) -> None:
    history = told(busy)
    assert CODE.findall(KNOWN.sub("", history)) == []
    assert "T10:00" not in history
    assert "2026-11-16 10:00" in history


def test_it_names_handlers_desks_and_fields(busy: Case) -> None:
    history = told(busy)
    assert "担当者：青木 花子 → 馬場 恵" in history
    assert "事務システム企画部（窓口） → 総合窓口" in history
    assert "件名" in history
    assert "説明・資料提出の求め" in history


def test_a_word_that_another_register_uses_as_well_keeps_its_own_meaning(db: None) -> None:
    of_a_case = AuditEntry(action="cases.closed", model="cases.case", changes={"outcome": "partly"})
    of_a_sheet = AuditEntry(action="checklists.items_answered", changes={"PHY-01": "partly"})
    assert labels.sentence(of_a_case) == "結果：一部に理由あり"
    assert labels.sentence(of_a_sheet) == "PHY-01：一部適合"


def test_whatever_was_tried_has_a_name_and_a_refusal_shows_no_code(db: None) -> None:
    refused = {"deed": "cases.propose_answer", "code": "cases.identity_first", "missing": "本人確認"}
    assert labels.sentence(AuditEntry(action="backoffice.refused", changes=refused)) == "試みた操作：回答案の起案"


def test_it_reads_in_english_as_well(busy: Case, aoki: User, baba: User) -> None:
    case = answered(by=aoki, approver=baba)
    with translation.override("en"):
        # PostgreSQL keeps the parts of an entry in an order of its own.
        assert "date and time: 2026-11-16 10:00" in told(case)
        assert "by which means: letter" in told(case)
        assert "direction: outgoing" in told(busy)
