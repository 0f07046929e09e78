"""Japanese unless the person chooses English, and the choice stays."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils.formats import localize

from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import long_day

type SignIn = Callable[[User], Client]


def test_the_login_page_speaks_japanese_whatever_the_browser_asks_for(db: None) -> None:
    page = Client().get("/admin/login/", headers={"accept-language": "en"}).content.decode()
    assert "個人情報管理ポータル" in page
    assert '<html lang="ja"' in page


def test_before_login_the_choice_is_kept_by_the_browser(db: None) -> None:
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": "/admin/login/"})
    assert answer.headers["Location"] == "/admin/login/"
    assert '<html lang="en"' in client.get("/admin/login/").content.decode()


def test_a_language_that_is_not_there_changes_nothing(db: None) -> None:
    client = Client()
    client.post("/language/", {"language": "xx"})
    assert '<html lang="ja"' in client.get("/admin/login/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_way_back_never_leads_elsewhere(db: None, elsewhere: str) -> None:
    answer = Client().post("/language/", {"language": "en", "next": elsewhere})
    assert answer.headers["Location"] == "/admin/"


def test_a_link_cannot_change_the_language(db: None) -> None:
    assert Client().get("/language/?language=en").status_code == 405


def test_who_is_signed_in_keeps_the_choice_with_the_account(honda: User, as_user: SignIn) -> None:
    as_user(honda).post("/language/", {"language": "en", "next": "/admin/"})
    page = as_user(honda).get("/admin/").content.decode()
    assert '<html lang="en"' in page
    assert "Administrator" in page


def test_days_that_django_writes_look_like_ours() -> None:
    day = datetime(2026, 11, 24, 17, 0)  # noqa: DTZ001  Written as it stands.
    assert localize(day.date()) == long_day(day.date()) == "2026年11月24日（火）"
    assert localize(day) == "2026年11月24日（火）17:00"
