"""Can staff see who will be mailed on a day and why, and decide about it, within what they may see?"""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import ClockRule, Level, Notice, ReminderPreference
from privacyportal.clocks.plan import Facts, LevelCode, Outcome
from privacyportal.clocks.river.sweeping import sweep
from tests.factories.clocks import tokyo
from vendors.models import Vendor

RECEIVED = tokyo("2026-11-24T10:00")
SOON = tokyo("2026-12-03T09:00")
type SignIn = Callable[[User], Client]
type MakeCompany = Callable[..., Vendor]


@pytest.fixture
def running(company: MakeCompany, rule: ClockRule, head: User) -> Vendor:
    """A company whose owner is warned on 3 December."""
    vendor = company(Facts(started_at=RECEIVED))
    river.refresh(reference=vendor.reference, at=RECEIVED)
    return vendor


@pytest.fixture(autouse=True)
def first_of_december() -> Iterator[time_machine.Traveller]:
    """It is Tuesday morning, two days before the warning."""
    with time_machine.travel(tokyo("2026-12-01T10:00"), tick=False) as clock:
        yield clock


def page(client: Client, day: str) -> str:
    return client.get("/admin/outlook/", {"day": day}).content.decode()


def test_a_coming_day_names_who_is_mailed_about_what(running: Vendor, baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    text = page(client, "2026-12-03")
    assert "後藤 由美" in text
    assert running.reference.number in text
    assert running.reference.number not in page(client, "2026-12-04")


def test_a_person_sees_nothing_of_records_they_may_not_see(running: Vendor, ueda: User, as_user: SignIn) -> None:
    assert as_user(ueda).get("/admin/outlook/").status_code == 403
    level = Level.objects.first()
    assert as_user(ueda).get(f"/admin/clocks/level/{level.pk}/change/").status_code in {403, 404}


def test_a_step_is_held_and_dropped_on_its_page(
    running: Vendor, baba: User, as_user: SignIn, first_of_december: time_machine.Traveller
) -> None:
    client, level = as_user(baba), Level.objects.get(code=LevelCode.SOON)
    url = f"/admin/clocks/level/{level.pk}"
    client.post(f"{url}/do/hold/", {"reason": "電話で連絡済み"})
    assert "電話で連絡済み" in client.get(f"{url}/change/").content.decode()
    first_of_december.move_to(SOON)
    client = as_user(baba)
    sweep(at=SOON)
    assert running.reference.number in page(client, "2026-12-03")
    client.post(f"{url}/do/drop/", {"reason": "解決済みのため"})
    assert Notice.objects.get().outcome == Outcome.SUPPRESSED


def test_the_brake_is_released_with_a_reason_by_those_who_may(
    running: Vendor, baba: User, kudo: User, as_user: SignIn
) -> None:
    sweep(at=SOON)
    Notice.objects.update(outcome=Outcome.BRAKED)
    assert as_user(kudo).post("/admin/outlook/decide/", {"decision": "release", "reason": "x"}).status_code == 403
    client = as_user(baba)
    client.post("/admin/outlook/decide/", {"decision": "release", "reason": ""})
    assert Notice.objects.get().outcome == Outcome.BRAKED
    client.post("/admin/outlook/decide/", {"decision": "release", "reason": "内容を確認した"})
    assert Notice.objects.get().outcome == Outcome.PENDING


def test_everybody_chooses_how_they_are_reminded_within_what_the_firm_allows(goto: User, as_user: SignIn) -> None:
    client = as_user(goto)
    client.post("/admin/my/reminders/", {"warnings": "none"})
    assert not ReminderPreference.objects.exists()
    client.post("/admin/my/reminders/", {"warnings": "morning"})
    assert ReminderPreference.objects.get().warnings == "morning"


def test_the_page_costs_the_same_for_many_reminders_as_for_one(
    running: Vendor, company: MakeCompany, baba: User, as_user: SignIn, django_assert_max_num_queries: Callable
) -> None:
    client = as_user(baba)
    page(client, "2026-12-03")
    with django_assert_max_num_queries(60) as one:
        page(client, "2026-12-03")
    vendors = [company(Facts(started_at=RECEIVED)) for _n in range(20)]
    river.refresh_many(references=[vendor.reference for vendor in vendors], at=RECEIVED)
    with django_assert_max_num_queries(len(one)):
        page(client, "2026-12-03")
