"""A deed on a case insists on its right itself, whichever door calls it, and tells who acted for whom."""

from datetime import date
from typing import Any

import pytest

from cases import services
from cases.models import Case, CaseStep
from cases.services import Party
from cases.services.declaring import NUMBERS, ROLES
from cases.states import STEPS, steps
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import NotPermitted, deeds
from privacyportal.backoffice.individual_numbers import none_in
from privacyportal.backoffice.refusals import Refused
from privacyportal.backoffice.texts import texts_in
from tests.factories.cases import MONDAY, answered, intake, investigated, open_case, sent

pytestmark = pytest.mark.django_db
NUMBER = "1234-5678-9018"


def test_every_step_is_named_once_and_the_table_is_the_list_of_them() -> None:
    names = [step.name for step in STEPS]
    assert len(names) == len(set(names))
    declared = {value.name for value in vars(steps).values() if isinstance(value, steps.StepByKind)}
    assert declared == set(names)


def test_every_deed_of_the_room_names_its_right_and_its_words() -> None:
    names = [name for name in services.__all__ if name[0].islower()]
    plain = {"plan_route", "preview_route", "identity_files"}
    assert [name for name in names if name not in plain and f"cases.{name}" not in deeds()] == []


@pytest.mark.parametrize(
    "name", ["investigate", "propose_answer", "add_note", "withdraw", "reroute", "waive_leak_report"]
)
def test_a_person_without_the_right_is_refused_by_the_deed_itself(name: str, doi: User, aoki: User) -> None:
    case = investigated(by=aoki)
    typed: dict[str, dict[str, Any]] = {
        "propose_answer": {"text": "回答", "outcome": "upheld"},
        "add_note": {"text": "メモ"},
        "withdraw": {"reason": "取下げ"},
        "reroute": {"desk": case.desk, "reason": "誤り"},
        "waive_leak_report": {"reason": "暗号化済み"},
    }
    with pytest.raises(NotPermitted):
        getattr(services, name)(case=case, by=doi, at=MONDAY, **typed.get(name, {}))
    assert AuditEntry.objects.filter(action="backoffice.refused", actor=doi).count() == 1


def test_a_case_that_a_handler_may_not_see_is_not_worked_on(chiba: User, aoki: User) -> None:
    case = investigated(by=aoki)
    with pytest.raises(NotPermitted):
        services.add_note(case=case, text="メモ", by=chiba, at=MONDAY)


def test_the_portal_by_itself_answers_nobody(aoki: User) -> None:
    case = investigated(by=aoki)
    with pytest.raises(NotPermitted):
        services.propose_answer(case=case, text="回答", outcome="upheld", by=PORTAL, at=MONDAY)


def test_a_case_is_taken_over_from_nobody_only(aoki: User, baba: User) -> None:
    case = open_case()
    assert services.take_over(case=case, by=aoki, at=MONDAY).handler == aoki
    with pytest.raises(Refused) as refused:
        services.take_over(case=case, by=baba, at=MONDAY)
    assert refused.value.refusals[0].code == "cases.taken"
    assert list(CaseStep.objects.filter(case=case, action="take").values_list("by__username", flat=True)) == ["aoki"]


def test_a_case_is_closed_with_the_outcome_that_was_approved(aoki: User, baba: User) -> None:
    case = answered(by=aoki, approver=baba)
    with pytest.raises(Refused) as refused:
        services.close(case=case, outcome="not_upheld", by=aoki, at=MONDAY)
    assert refused.value.refusals[0].code == "cases.outcome_not_approved"
    assert services.close(case=case, by=aoki, at=MONDAY).outcome == "upheld"


def test_an_individual_number_is_found_in_every_text_of_every_deed_however_deep() -> None:
    party = Party(name="佐々木", address=f"番号 {NUMBER}")
    given = {
        "intake": intake(subject=NUMBER, complainant=party, external_number=NUMBER),
        "sent": sent(MONDAY, NUMBER),
        "changes": {"description": NUMBER, "policy_section": 3},
        "reason": f"{NUMBER}です",
        "by_on": date(2026, 11, 27),
        "body_number": NUMBER,
    }
    found = {refusal.field for refusal in none_in(texts_in(given, besides=NUMBERS, apart=ROLES))}
    assert found == {"subject", "complainant_address", "text", "description", "reason"}


def test_texts_that_nobody_thought_of_are_looked_at_too(aoki: User, baba: User) -> None:
    case = answered(by=aoki, approver=baba)
    with pytest.raises(Refused) as refused:
        services.close(case=case, root_cause=NUMBER, by=aoki, at=MONDAY)
    assert [(one.code, one.field) for one in refused.value.refusals] == [("backoffice.individual_number", "root_cause")]
    assert Case.objects.get(pk=case.pk).status == "answered"
