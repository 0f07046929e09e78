"""Do the figures for monitoring tell how the portal is, at one price, to whoever brings the token, and of nobody?"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from privacyportal.accounts.models import SignInCount, User
from privacyportal.clocks.models import Clock, Level, SweepRun
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from tests.factories.cases import MONDAY, open_case
from tests.factories.notifications import QUEUED_AT, make_messages

TOKEN = "a-token-of-thirty-two-random-signs"
NOW = QUEUED_AT + timedelta(days=2)

type Figures = dict[str, float]
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _with_token(db: None, settings: Settings) -> Iterator[None]:
    settings.PORTAL_METRICS_TOKEN = TOKEN
    with time_machine.travel(NOW, tick=False):
        yield


def answer(token: str = f"Bearer {TOKEN}") -> HttpResponse:
    return Client().get("/metrics", headers={"Authorization": token})


def figures() -> Figures:
    """Every figure as the client library of Prometheus reads it."""
    text = answer().content.decode()
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("token", ["", TOKEN, "Bearer ", "Bearer another", f"bearer {TOKEN}", "Bearer 山田"])
def test_without_the_token_there_is_no_such_page(token: str) -> None:
    assert answer(token).status_code == 404


def test_without_a_token_of_the_installation_nothing_opens_it(settings: Settings, as_user: SignIn, honda: User) -> None:
    settings.PORTAL_METRICS_TOKEN = ""
    assert [answer(token).status_code for token in ("", "Bearer ", f"Bearer {TOKEN}")] == [404, 404, 404]
    assert as_user(honda).get("/metrics").status_code == 404


def test_a_new_portal_has_never_been_swept_and_owes_nothing() -> None:
    found = figures()
    assert found.pop("portal_sweep_age_seconds") == float("inf")
    assert found.pop("portal_database_up") == 1
    assert {name: value for name, value in found.items() if value} == {}
    assert {"portal_mails[unknown]", "portal_mails[failed]", "portal_clocks[paused]", "portal_clocks[running]"} <= set(
        found
    )


@pytest.mark.postgresql
def test_each_figure_is_what_the_database_holds(baba: User, doi: User) -> None:
    SweepRun.objects.create(at=NOW, started_at=NOW, ended_at=NOW - timedelta(seconds=90))
    sent, unknown, failed, old, waiting = (make_messages([baba], f"tests:{number}")[0] for number in range(5))
    Message.objects.filter(pk=sent.pk).update(status=Status.SENT, sent_at=NOW)
    for mail, status in ((unknown, Status.UNKNOWN), (failed, Status.FAILED), (old, Status.FAILED)):
        Message.objects.filter(pk=mail.pk).update(status=status)
    Message.objects.filter(pk=old.pk).update(queued_at=NOW - timedelta(days=40))
    Message.objects.filter(pk=waiting.pk).update(queued_at=NOW - timedelta(minutes=5), release_at=None)
    for kind, key, held in (("name", "a", NOW + timedelta(minutes=1)), ("code", "b", NOW), ("address", "c", NOW)):
        SignInCount.objects.create(kind=kind, key=key, tries=4, began_at=NOW, held_until=held)
    found = figures()
    assert found["portal_sweep_age_seconds"] == 90
    assert {name: value for name, value in found.items() if name.startswith("portal_mails") and value} == {
        "portal_mails[waiting]": 1,
        "portal_mails[unknown]": 1,
        "portal_mails[failed]": 1,
    }
    assert found["portal_mail_waiting_seconds"] == 300
    assert (found["portal_sign_in_failures"], found["portal_sign_ins_held"]) == (8, 1)


@pytest.mark.postgresql
def test_deadlines_that_nobody_looks_at_are_told(baba: User) -> None:
    open_case(by=baba)
    due = Level.objects.to_come().filter(fire_at__lte=NOW).order_by("fire_at")
    first = due.first()
    assert first
    assert first.fire_at
    found = figures()
    assert found["portal_steps_due"] == due.count()
    assert found["portal_steps_late_seconds"] == (NOW - first.fire_at).total_seconds()
    assert found["portal_clocks[running]"] == Clock.objects.filter(state="running").count() > 0


def test_the_price_does_not_rise_and_nobody_is_named(baba: User, doi: User) -> None:
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            text = answer().content.decode()
        counts.append(len(captured))
        case = open_case(by=baba, at=MONDAY)
        make_messages([baba, doi], f"tests:{number}")
    assert counts == [7, 7]
    assert not any(word in text for word in (case.reference.number, baba.username, baba.email, "馬場"))
