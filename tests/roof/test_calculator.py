"""Can anyone at the desk count a limit, read why, and be told in words what was wrong?"""

from collections.abc import Callable

from django.test import Client

from privacyportal.accounts.models import User

PAGE = "/admin/calculator/"
ASKED = {"start": "2026-12-24T10:00", "amount": "10", "unit": "business_days", "calendar": "DESK"}


def test_the_answer_stands_above_each_day_that_counted_or_not(aoki: User, as_user: Callable[[User], Client]) -> None:
    browser = as_user(aoki)
    assert browser.get(PAGE).status_code == 200
    page = browser.get(PAGE, ASKED).content.decode()
    assert 'datetime="2027-01-12"' in page
    assert "成人の日" in page
    paused = {**ASKED, "from_1": "2026-12-28T12:00", "until_1": "2027-01-05T10:00"}
    assert 'datetime="2027-01-18"' in browser.get(PAGE, paused).content.decode()
    minutes = {**ASKED, "unit": "business_minutes", "amount": "480"}
    assert 'datetime="2026-12-25T10:00:00+09:00"' in browser.get(PAGE, minutes).content.decode()


def test_what_is_wrong_is_said_beside_the_form(aoki: User, goto: User, as_user: Callable[[User], Client]) -> None:
    browser = as_user(aoki)
    for wrong in (
        {"amount": "0"},
        {"amount": "x"},
        {"start": "x"},
        {"start": ""},
        {"unit": "hours"},
        {"calendar": "MOON"},
        {"from_1": "2026-12-28T12:00"},
        {"from_1": "2026-12-28T12:00", "until_1": "2026-12-27T12:00"},
        {"unit": "business_minutes", "day_one": "on"},
    ):
        response = browser.get(PAGE, {**ASKED, **wrong})
        assert response.status_code == 200
        assert "datetime=" not in response.content.decode(), wrong
    assert as_user(goto).get(PAGE).status_code == 403
