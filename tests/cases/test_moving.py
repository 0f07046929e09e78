"""Does a case move by its table alone, and only from the state in which it is stored?"""

from collections.abc import Iterator

import pytest
from django.db import transaction

from cases import services
from cases.models import Case, CaseStep
from cases.services import moving
from cases.states import Status, steps
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.refusals import Conflict
from tests.factories.cases import MONDAY, open_case, sent

pytestmark = pytest.mark.django_db


def test_a_move_is_made_once_and_recorded_with_where_from_and_where_to(aoki: User) -> None:
    case = open_case(by=aoki)
    before = case.status
    step = moving.move(case, steps.WITHDRAW, by=Staff(aoki), at=MONDAY, reason="申出人の意思", withdrawn_at=MONDAY)
    assert (step.from_status, step.to_status, step.at, step.by) == (before, Status.WITHDRAWN, MONDAY, aoki)
    assert (case.status, step.reason) == (Status.WITHDRAWN, "申出人の意思")


def test_who_read_the_case_before_another_moved_it_moves_nothing(aoki: User) -> None:
    case = open_case(by=aoki)
    stale = Case.objects.get(pk=case.pk)
    moving.move(case, steps.WITHDRAW, by=Staff(aoki), at=MONDAY, withdrawn_at=MONDAY)
    before = CaseStep.objects.count()
    with pytest.raises(Conflict), transaction.atomic():  # as a deed is, which takes the recorded step back
        moving.move(stale, steps.WITHDRAW, by=Staff(aoki), at=MONDAY, withdrawn_at=MONDAY, subject="上書き")
    stored = Case.objects.get(pk=case.pk)
    assert (stored.status, stored.subject) == (Status.WITHDRAWN, case.subject)
    assert CaseStep.objects.count() == before


@pytest.mark.parametrize("step", [steps.ANSWER, steps.REMIND], ids=["answer", "no move at all"])
def test_a_move_that_the_table_does_not_have_is_a_conflict(aoki: User, step: steps.StepByKind) -> None:
    case = open_case(by=aoki)
    with pytest.raises(Conflict):
        moving.move(case, step, by=Staff(aoki), at=MONDAY)
    assert Case.objects.get(pk=case.pk).status == case.status


def deeds_of_a_life(aoki: User, baba: User) -> Iterator[Case]:
    """What each deed on a complaint gives back, from its receipt to its end and beyond."""
    case = open_case(by=aoki)
    yield case
    yield (case := services.acknowledge(case=case, sent=sent(MONDAY), by=aoki, at=MONDAY))
    yield (case := services.investigate(case=case, by=aoki, at=MONDAY))
    waiting = services.wait_for_person(case=case, reason="person_documents", sent=sent(MONDAY), by=aoki, at=MONDAY)
    yield waiting
    yield (case := services.resume(case=waiting, sent=sent(MONDAY), by=aoki, at=MONDAY))
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    yield (case := services.send_back(case=case, reason="根拠を補う", by=baba, at=MONDAY))
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    yield (case := services.approve(case=case, by=baba, at=MONDAY))
    yield (case := services.record_answer(case=case, channel="letter", happened_at=MONDAY, by=aoki, at=MONDAY))
    yield (case := services.close(case=case, root_cause="誤送付", by=aoki, at=MONDAY))
    yield (case := services.reopen(case=case, kind="same_matter", reason="不服の申出", by=baba, at=MONDAY))
    received = MONDAY.replace(hour=9)
    yield services.correct_received(case=case, received_at=received, reason="支店に到着", by=aoki, at=MONDAY)
    yield services.withdraw(case=case, sent=sent(MONDAY), reason="申出人の意思", by=baba, at=MONDAY)


def test_each_deed_gives_the_case_back_as_it_is_stored(aoki: User, baba: User) -> None:
    for given_back in deeds_of_a_life(aoki, baba):
        stored = Case.objects.get(pk=given_back.pk)
        fields = Case._meta.concrete_fields
        assert {field.name: field.value_from_object(given_back) for field in fields} == {
            field.name: field.value_from_object(stored) for field in fields
        }
