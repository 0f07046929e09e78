"""Do the boxes of an address (a list's days, the day of a page) find what they say, and ask where it is not clear?"""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import tokyo_day
from tests.world import World

type SignIn = Callable[[User], Client]


def test_a_filter_for_days_finds_the_rows_of_tokyos_days(world: World, baba: User, as_user: SignIn) -> None:
    client, today = as_user(baba), tokyo_day(timezone.now())
    place = reverse("admin:consents_consententry_changelist")

    def found(**asked: str) -> int:
        return client.get(place, asked).context["cl"].result_count

    every = found()
    days = list(ConsentEntry.objects.values_list("decided_on", flat=True))
    assert found(decided_on__from=str(min(days)), decided_on__until=str(max(days))) == every > 0
    assert found(decided_on__from=str(max(days) + timedelta(days=1))) == 0
    assert found(decided_on__until=str(min(days) - timedelta(days=1))) == 0
    assert found(decided_on__until="08/11/02") == 0
    page = client.get(place, {"decided_on__from": "昨日", "q": ""}).content.decode()
    assert "data-portal-reads" in page
    assert str(today.year) in page


def test_the_pages_of_one_day_read_ask_and_keep(world: World, baba: User, as_user: SignIn) -> None:
    client, today = as_user(baba), tokyo_day(timezone.now())
    person = DataSubject.objects.order_by("pk").first()
    assert person is not None
    pages = {
        reverse("outlook"): ("day", today + timedelta(days=1), "明日"),
        reverse("admin:consents_datasubject_matrix", args=[person.pk]): ("on", today - timedelta(days=1), "きのう"),
    }
    for place, (name, day, counted) in pages.items():
        for writing in (counted, f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d")):
            assert client.get(place, {name: writing}).context["day"] == day
        for writing in ("08/11/02", "2026-02-30", "<いつか>"):
            answer = client.get(place, {name: writing})
            assert answer.context["day"] is None
            assert answer.context["asked"].box.value() == writing
            assert answer.context["asked"].box.errors
        assert client.get(place, {name: " "}).context["day"] == today
    assert client.get(reverse("outlook"), {"day": "2020-01-01"}).context["asked"].box.errors
