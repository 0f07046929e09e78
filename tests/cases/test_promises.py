"""A promised date stands until an extension, approved by a second person, has been told to the person (T2)."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client

from cases import services
from cases.models import Case, CasePromise
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock
from privacyportal.notifications.models import Message
from tests.cases.test_journeys import press, said
from tests.factories.cases import MONDAY, answered, investigated, open_case, sent, tokyo

pytestmark = pytest.mark.django_db
LATER = tokyo("2026-11-24T10:00")
type SignIn = Callable[[User], Client]


def clock_of(case: Case) -> Clock:
    return Clock.objects.get(reference=case.reference, duty="cases.promise")


def promised(case: Case, day: date, by: User, what: str = "answer") -> CasePromise:
    words = sent(MONDAY, "27日までに回答します。")
    return services.record_promise(case=case, what=what, by_on=day, sent=words, by=by, at=MONDAY)


def test_a_promise_stands_whatever_pauses_rules_or_corrections_say(aoki: User) -> None:
    case = investigated(by=aoki)
    promise = promised(case, date(2026, 11, 27), aoki)
    assert (promise.made_in.text, promise.promised_by) == ("27日までに回答します。", aoki)
    asked = tokyo("2026-11-17T10:00")
    services.wait_for_person(case=case, reason="person_documents", sent=sent(asked), by=aoki, at=asked)
    earlier = tokyo("2026-11-10T10:00")
    services.correct_received(case=case, received_at=earlier, reason="支店に到着", by=aoki, at=asked)
    clock = clock_of(case)
    assert (clock.due_on, clock.state, clock.is_fixed, clock.generation) == (date(2026, 11, 27), "running", True, 1)


def test_only_an_extension_approved_and_told_moves_it(aoki: User, baba: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = investigated(by=aoki)
        services.assign_handler(case=case, handler=aoki, by=baba, at=MONDAY)
        promise = promised(case, date(2026, 11, 27), aoki)
        press(as_user(aoki), case, "ask_extension", promise=promise.pk, to_on="2026-12-04", reason="鑑定待ち")
        extension = promise.extensions.get()
        assert Message.objects.filter(kind="cases.extension_wanted", recipient=baba).exists()
        with pytest.raises(Refused) as refused:
            services.approve_extension(case=case, extension=extension, by=aoki, at=MONDAY)
        assert refused.value.refusals[0].code == "backoffice.not_permitted"
        with pytest.raises(Conflict):
            services.tell_extension(case=case, extension=extension, sent=sent(MONDAY), by=aoki, at=MONDAY)
        press(as_user(baba), case, "approve_extension", extension=extension.pk, reason="")
        assert clock_of(case).due_on == date(2026, 11, 27)
        words = said("2026-11-16T10:00", text="4日まで延長いたします。")
        press(as_user(aoki), case, "tell_extension", extension=extension.pk, **words)
        clock = clock_of(case)
        assert (clock.due_on, clock.generation) == (date(2026, 12, 4), 2)
        page = as_user(baba).get(f"/admin/cases/case/{case.pk}/change/").content.decode()
    assert "鑑定待ち" in page
    assert "2026-12-01" in page  # the rule's own day, as a remark


def test_whoever_asked_for_an_extension_does_not_approve_it_though_they_may_approve(baba: User) -> None:
    case = investigated(by=baba)
    promise = promised(case, date(2026, 11, 27), baba)
    extension = services.ask_extension(
        case=case, promise=promise, to_on=date(2026, 12, 4), reason="鑑定待ち", by=baba, at=MONDAY
    )
    with pytest.raises(Refused) as refused:
        services.approve_extension(case=case, extension=extension, by=baba, at=MONDAY)
    assert refused.value.refusals[0].code == "cases.second_person"


def test_a_promise_is_extended_later_only_and_not_into_the_past(aoki: User) -> None:
    case = investigated(by=aoki)
    promise = promised(case, date(2026, 11, 27), aoki)
    with pytest.raises(Refused) as refused:
        services.ask_extension(
            case=case, promise=promise, to_on=date(2026, 11, 26), reason="早める", by=aoki, at=MONDAY
        )
    assert refused.value.refusals[0].field == "to_on"
    with pytest.raises(Refused):
        promised(case, date(2026, 11, 13), aoki)


def test_the_answer_keeps_its_promise_and_an_open_promise_keeps_the_case_open(aoki: User, baba: User) -> None:
    case = investigated(by=aoki)
    promised(case, date(2026, 11, 27), aoki)
    services.propose_answer(case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=MONDAY)
    services.approve(case=case, by=baba, at=MONDAY)
    services.record_answer(case=case, channel="letter", happened_at=LATER, by=aoki, at=LATER)
    assert clock_of(case).state == "met"
    other = answered(by=aoki, approver=baba)
    documents = promised(other, date(2026, 11, 27), aoki, "documents")
    with pytest.raises(Refused) as refused:
        services.close(case=other, outcome="upheld", by=aoki, at=LATER)
    assert refused.value.refusals[0].code == "cases.promise_open"
    services.keep_promise(case=other, promise=documents, sent=sent(LATER), by=aoki, at=LATER)
    services.close(case=other, outcome="upheld", by=aoki, at=LATER)
    assert clock_of(other).state == "met"


def test_the_acknowledgement_may_promise_the_day_of_the_answer(aoki: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = open_case(by=aoki)
        press(as_user(aoki), case, "acknowledge", promised_on="2026-11-30", **said("2026-11-16T10:00"))
    assert clock_of(case).due_on == date(2026, 11, 30)
