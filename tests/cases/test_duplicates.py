"""A case that came in twice ends under the number of the one received first, and nothing owed is lost by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import services
from cases.models import Case, CaseLink
from cases.states import Kind, Status
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock
from tests.factories.cases import MONDAY, investigated, open_case, sent

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


def pair(aoki: User, **fields: object) -> tuple[Case, Case]:
    """A case and the same matter two hours later."""
    return investigated(by=aoki), open_case(at=LATER, received_at=LATER, **fields)


def refused(case: Case, original: Case, by: User, reason: str = "同じメール") -> list[str]:
    """The rules that say no."""
    with pytest.raises(Refused) as error:
        services.end_as_duplicate(case=case, original=original, reason=reason, by=by, at=LATER)
    return [one.code for one in error.value.refusals]


def test_it_ends_linked_with_its_clocks_and_the_first_goes_on(aoki: User) -> None:
    first, second = pair(aoki)
    services.end_as_duplicate(case=second, original=first, reason="同じメール", by=aoki, at=LATER)
    second.refresh_from_db()
    assert (second.status, second.duplicate_of, second.withdrawn_at) == (Status.DUPLICATE, first, LATER)
    states = set(Clock.objects.filter(reference=second.reference).values_list("state", flat=True))
    assert states == {"cancelled"}
    assert Clock.objects.filter(reference=first.reference, state="running").exists()
    link = CaseLink.objects.get()
    assert {link.case, link.linked} == {first, second}
    told = AuditEntry.objects.get(action="cases.ended_as_duplicate")
    assert (told.reference, told.changes["original"]) == (str(second.reference), str(first.reference))


def test_a_linked_pair_is_not_linked_again(aoki: User) -> None:
    first, second = pair(aoki)
    services.link_cases(case=first, linked=second, reason="同じ人", by=aoki, at=LATER)
    services.end_as_duplicate(case=second, original=first, reason="同じメール", by=aoki, at=LATER)
    assert CaseLink.objects.count() == 1


def test_the_one_received_first_stays(aoki: User) -> None:
    first, second = pair(aoki)
    assert refused(first, second, aoki) == ["cases.duplicate_received_first"]


def test_a_complaint_is_no_duplicate_of_a_request(aoki: User, baba: User) -> None:
    first, second = pair(aoki, kind=Kind.DISCLOSURE)
    assert "cases.duplicate_of_other_kind" in refused(second, first, baba)


def test_the_matter_is_answered_somewhere(aoki: User) -> None:
    first, second = pair(aoki)
    third = open_case(at=LATER, received_at=LATER)
    services.end_as_duplicate(case=second, original=first, reason="同じメール", by=aoki, at=LATER)
    assert refused(third, second, aoki) == ["cases.duplicate_of_ended"]


def test_a_reason_is_asked_for(aoki: User) -> None:
    first, second = pair(aoki)
    assert refused(second, first, aoki, reason=" ") == ["cases.reason_missing"]


def test_what_was_promised_under_its_number_keeps_it_open(aoki: User) -> None:
    first, second = pair(aoki)
    services.acknowledge(
        case=second, sent=sent(LATER), promised_on=timezone.localdate(LATER) + timedelta(days=9), by=aoki, at=LATER
    )
    assert refused(second, first, aoki) == ["cases.promise_open"]


def test_not_of_itself_and_not_once_an_answer_is_drafted(aoki: User) -> None:
    first, _second = pair(aoki)
    late = investigated(by=aoki)
    services.propose_answer(case=late, text="停止いたしました。", outcome="upheld", by=aoki, at=LATER)
    for case, original in ((first, first), (late, first)):
        with pytest.raises(Conflict):
            services.end_as_duplicate(case=case, original=original, reason="同じ", by=aoki, at=LATER)


def test_taken_up_again_it_is_no_duplicate_any_more(aoki: User, baba: User) -> None:
    first, second = pair(aoki)
    services.end_as_duplicate(case=second, original=first, reason="同じメール", by=aoki, at=LATER)
    services.reopen(case=second, kind="same_matter", reason="別の件だった", by=baba, at=LATER + timedelta(hours=1))
    second.refresh_from_db()
    assert (second.status, second.duplicate_of, second.withdrawn_at) == (Status.INVESTIGATING, None, None)


def test_no_table_keeps_a_duplicate_that_names_none_or_itself(aoki: User) -> None:
    first, second = pair(aoki)
    for of in (None, second.pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=second.pk).update(status=Status.DUPLICATE, withdrawn_at=LATER, duplicate_of=of)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=second.pk).update(duplicate_of=first.pk)


def test_the_database_refuses_what_the_deed_does(aoki: User) -> None:
    first, second = pair(aoki)
    other = open_case(kind=Kind.DISCLOSURE)
    gone = investigated(by=aoki)
    services.withdraw(case=gone, sent=sent(MONDAY, "もう結構です。"), reason="電話", by=aoki, at=MONDAY)
    for case, original in ((first, second), (second, other), (second, gone)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(
                status=Status.DUPLICATE, withdrawn_at=LATER, duplicate_of=original.pk
            )
