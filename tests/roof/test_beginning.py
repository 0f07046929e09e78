"""A new portal lists what is missing on the administrator's first page, and the list ends when nothing is."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from privacyportal.accounts.models import Department, Desk, User
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.dates import TOKYO
from privacyportal.backups.services import TAKEN
from privacyportal.calendars import alarms
from privacyportal.calendars import services as calendars
from privacyportal.calendars.models import BusinessCalendar
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.policies import services as policies
from privacyportal.roof.pages.health import beginning, looking
from tests.factories.notifications import make_messages
from tests.factories.policies import load

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=TOKYO)
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def at_noon(db: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def fresh(honda: User) -> User:
    """The administrator of an installation in which nothing but the set-up has been done."""
    call_command("setup_portal", verbosity=0)
    return honda


def codes(user: User) -> list[str]:
    board = beginning.to_do(user, NOON)
    return [] if board is None else [line.check.code for line in board.context["lines"]]


def test_the_list_names_what_is_missing_in_the_order_of_the_work(fresh: User, as_user: SignIn) -> None:
    found = codes(fresh)
    wanted = [
        "people.deciders", "people.officers", "mail.proven", "people.heads", "desks.empty", "calendars.confirmed",
        "policy.in_force", "backup.old",
    ]  # fmt: skip
    assert [code for code in found if code in wanted] == wanted
    page = as_user(fresh).get("/admin/").content.decode()
    assert "利用開始までに必要な設定" in page
    assert "/admin/accounts/desk/" in page


def test_each_line_says_who_may_do_it(fresh: User) -> None:
    board = beginning.to_do(fresh, NOON)
    assert board is not None
    who = {line.check.code: (str(line.who), line.is_yours) for line in board.context["lines"]}
    assert who["policy.in_force"] == ("コンプライアンス担当者", False)
    assert who["people.heads"] == ("システム管理者", True)


def test_the_list_is_made_of_what_doctor_looks_at() -> None:
    assert [one.look.__name__ for one in beginning.BEGINNINGS if one.look not in looking.STORED] == []


def test_a_sent_mail_and_a_backup_take_their_lines_away(fresh: User, aoki: User) -> None:
    [message] = make_messages([aoki])
    assert "mail.proven" in codes(fresh)
    Message.objects.filter(pk=message.pk).update(status=Status.SENT, sent_at=NOON)
    trail.record(action=TAKEN, by=PORTAL, at=NOON)
    assert {"mail.proven", "backup.old"} & set(codes(fresh)) == set()


@pytest.fixture
def second(make_user: Callable[..., User]) -> User:
    """A second administrator."""
    return make_user("mori", "森", "葵", "administrator")


def confirm_calendars(first: User, second: User) -> None:
    """From November on the next year's holidays count as well."""
    for calendar in BusinessCalendar.objects.filter(alarms.is_used()):
        draft = calendars.draft(calendar=calendar, source="自社の休業日を確認", by=first, at=NOON)
        calendars.confirm_year(version=draft, year=NOON.year + 1, source="官報", by=first, at=NOON)
        calendars.publish(version=draft, by=second, at=NOON)


def put_policy_in_force(first: User, second: User) -> None:
    version = policies.propose_version(
        version=load(at=NOON), valid_from=NOON.date(), change_reason="初版", by=first, at=NOON
    )
    policies.publish_version(version=version, by=second, at=NOON)


def test_a_calendar_counts_once_people_have_put_one_in_force(fresh: User, second: User) -> None:
    assert "calendars.confirmed" in codes(fresh)
    confirm_calendars(fresh, second)
    assert "calendars.confirmed" not in codes(fresh)


def test_the_policy_counts_from_its_day_on(fresh: User, baba: User, endo: User) -> None:
    load(at=NOON)
    assert "policy.in_force" in codes(fresh)
    put_policy_in_force(baba, endo)
    assert "policy.in_force" not in codes(fresh)


def test_the_list_ends_when_everything_is_done(
    fresh: User, second: User, aoki: User, baba: User, endo: User, kudo: User, settings: Any, as_user: SignIn
) -> None:
    code = settings.PORTAL_COMPLIANCE_DEPARTMENT
    Department.objects.get_or_create(code=code, defaults={"name": "コンプライアンス部"})
    Department.objects.update(head=kudo)
    for desk in Desk.objects.filter(kind__in=Desk.OURS):
        desk.members.add(aoki)
    confirm_calendars(fresh, second)
    put_policy_in_force(baba, endo)
    [message] = make_messages([aoki])
    Message.objects.filter(pk=message.pk).update(status=Status.SENT, sent_at=NOON)
    trail.record(action=TAKEN, by=PORTAL, at=NOON)
    assert codes(fresh) == []
    assert "利用開始までに必要な設定" not in as_user(fresh).get("/admin/").content.decode()
