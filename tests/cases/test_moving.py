"""Does a case move by its table alone, and only from the state in which it is stored?"""

import pytest

from cases.models import Case, CaseStep
from cases.services import moving
from cases.states import Status, steps
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.refusals import Conflict
from tests.factories.cases import MONDAY, open_case

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
    with pytest.raises(Conflict):
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
