"""When something goes wrong, the page says what, in Japanese, and what to do next."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from privacyportal import urls
from privacyportal.accounts.models import User

type SignIn = Callable[[User], Client]


class Broken(Exception):
    pass


def broken(request: object) -> None:
    raise Broken


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]


def test_a_page_that_is_not_there(honda: User, as_user: SignIn) -> None:
    answer = as_user(honda).get("/nothing/")
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.content.decode()
    assert 'href="/admin/"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/ref/%00/", "/admin/cases/case/?status__exact=%00", "/admin/work/?show=a%00"])
def test_an_address_that_no_database_can_look_up(baba: User, as_user: SignIn, address: str) -> None:
    answer = as_user(baba).get(address)
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_page_one_has_no_right_to(baba: User, as_user: SignIn) -> None:
    answer = as_user(baba).get("/admin/mailbox/")
    assert answer.status_code == 403
    assert "権限がありません" in answer.content.decode()


def test_a_form_without_its_token(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "画面の有効期限が切れています" in answer.content.decode()


def test_a_fault_of_ours(db: None, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert "処理中に問題が起きました" in answer.content.decode()
    assert "Broken" not in answer.content.decode()
