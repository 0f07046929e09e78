"""The version in effect is reviewed every year, and everybody who works here pledges to keep it every year."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client

from privacyportal.accounts import services as accounts
from privacyportal.accounts.models import Department, User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock, Notice
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.policies import services
from privacyportal.policies.models import PolicyVersion, StaffPledge, Training
from tests.factories.cases import MONDAY, tokyo
from tests.factories.people import officer, second
from tests.factories.policies import load, policy_text

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


def version(text: str = "", day: date = date(2026, 4, 1)) -> PolicyVersion:
    loaded = load(text or None, at=MONDAY)
    services.propose_version(version=loaded, valid_from=day, change_reason="改定", by=officer(), at=MONDAY)
    return services.publish_version(version=loaded, by=second(), at=MONDAY)


def test_the_version_in_effect_is_reviewed_every_year_and_a_retired_one_is_not(baba: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        kept = version()
        clock = Clock.objects.get(reference=kept.reference)
        assert (clock.duty, clock.due_on) == ("policies.review", date(2027, 4, 1))
        path = f"/admin/policies/policyversion/{kept.pk}/"
        typed = {"reviewed_on": "2026-11-16", "result": "変更の必要なし"}
        assert as_user(baba).post(f"{path}do/review/", typed).status_code == 302
        page = as_user(baba).get(f"{path}change/").content.decode()
    clock.refresh_from_db()
    assert (clock.due_on, clock.generation) == (date(2027, 11, 16), 2)
    assert "変更の必要なし" in page
    version(policy_text(change=("適切に", "厳正に")), date(2026, 12, 1))
    clock.refresh_from_db()
    assert clock.state == "cancelled"
    with pytest.raises(Refused):
        services.record_review(
            version=kept, reviewed_on=MONDAY.date(), result="", by=baba, at=tokyo("2026-12-01T09:00")
        )


def test_who_joins_is_asked_for_a_pledge_and_their_manager_hears_when_it_is_late(
    kudo: User, honda: User, planning: Department, as_user: SignIn
) -> None:
    kudo.department = planning
    kudo.save()
    person = accounts.create_user(
        username="mori", last_name="森", first_name="彩", department=planning, manager=kudo, roles=["vendor_owner"],
        by=PORTAL, at=MONDAY,
    )  # fmt: skip
    pledge = StaffPledge.objects.get(person=person)
    clock = Clock.objects.get(reference=pledge.reference, duty="policies.pledge")
    assert clock.due_on == date(2026, 12, 15)
    sweep(at=tokyo("2026-12-22T09:00"))
    told = Notice.objects.filter(clock=clock).exclude(outcome="superseded").order_by("fire_at", "pk")
    assert [(row.level, row.role) for row in told] == [("overdue", "owner"), ("escalate_manager", "manager")]
    with time_machine.travel(tokyo("2026-12-22T10:00"), tick=False):
        other, own = as_user(kudo), as_user(person)
        path = f"/admin/policies/staffpledge/{pledge.pk}/"
        assert other.get(f"{path}change/").status_code == 200
        assert other.post(f"{path}do/sign/").status_code == 403
        assert not pledge.signings.exists()
        own.post(f"{path}do/sign/")
    clock.refresh_from_db()
    assert (pledge.signings.count(), clock.due_on) == (1, date(2027, 12, 22))
    with pytest.raises(Refused):
        services.sign_pledge(pledge=pledge, by=kudo, at=MONDAY)
    accounts.deactivate_user(user=person, reason="退職", by=honda, at=tokyo("2026-12-25T10:00"))
    clock.refresh_from_db()
    assert clock.state == "cancelled"


def test_everybody_sees_their_own_pledge_only(goto: User, ueda: User, baba: User) -> None:
    services.bring_in_line(by=PORTAL, at=MONDAY)
    assert [row.person for row in StaffPledge.objects.visible_to(goto)] == [goto]
    assert StaffPledge.objects.visible_to(baba).count() == User.objects.filter(department__isnull=False).count()
    assert services.bring_in_line(by=PORTAL, at=MONDAY) == 0


def test_who_joins_is_trained_soon_and_then_every_year(
    planning: Department, baba: User, honda: User, as_user: SignIn
) -> None:
    person = accounts.create_user(
        username="mori",
        last_name="森",
        first_name="彩",
        department=planning,
        roles=["vendor_owner"],
        by=PORTAL,
        at=MONDAY,
    )
    pledge = StaffPledge.objects.get(person=person)
    clock = Clock.objects.get(reference=pledge.reference, duty="policies.training")
    assert (clock.state, clock.due_on) == ("running", date(2026, 12, 15))
    typed = {"course": "個人データの取扱い（基礎）", "taken_on": "2026-11-20", "score": "90"}
    path = f"/admin/policies/staffpledge/{pledge.pk}/"
    with time_machine.travel(tokyo("2026-11-24T10:00"), tick=False):
        assert as_user(person).post(f"{path}do/training/", typed).status_code == 403
        assert as_user(baba).post(f"{path}do/training/", typed).status_code == 302
        page = as_user(person).get(f"{path}change/").content.decode()
    assert "個人データの取扱い（基礎）" in page
    clock.refresh_from_db()
    assert (clock.generation, clock.due_on) == (2, date(2027, 11, 22))
    again = {"course": "個人データの取扱い（基礎）", "taken_on": date(2026, 11, 20)}
    with pytest.raises(Conflict):
        services.record_training(pledge=pledge, **again, by=baba, at=tokyo("2026-11-24T10:00"))
    with pytest.raises(Refused) as ahead:
        services.record_training(
            pledge=pledge, course="研修", taken_on=date(2026, 11, 25), by=baba, at=tokyo("2026-11-24T10:00")
        )
    assert [(one.code, one.section) for one in ahead.value.refusals] == [("policies.training_ahead", "5")]
    with pytest.raises(Refused) as unnamed:
        services.record_training(
            pledge=pledge, course=" ", taken_on=date(2026, 11, 24), by=baba, at=tokyo("2026-11-24T10:00")
        )
    assert [one.code for one in unnamed.value.refusals] == ["policies.training_unnamed"]
    accounts.deactivate_user(user=person, reason="退職", by=honda, at=tokyo("2026-12-25T10:00"))
    clock.refresh_from_db()
    assert clock.state == "cancelled"


def test_a_training_stands_still_and_none_is_stored_before_it_took_place(goto: User, baba: User) -> None:
    services.bring_in_line(by=PORTAL, at=MONDAY)
    pledge = StaffPledge.objects.get(person=goto)
    kept = services.record_training(pledge=pledge, course="研修", taken_on=MONDAY.date(), by=baba, at=MONDAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE policies_training SET course = 'x' WHERE id = %s", [kept.pk])
    with pytest.raises(Refused):
        Training.objects.create(pledge=pledge, course="研修", taken_on=date(2026, 11, 17), recorded_at=MONDAY)
