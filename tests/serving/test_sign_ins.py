"""Is somebody who signs in while too many do told so, and does nobody else notice?"""

import pytest
from django.conf import LazySettings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from privacyportal.middleware import CrowdedSignInMiddleware, FrontAddressMiddleware


def test_beyond_the_places_a_sign_in_is_answered_503_and_a_page_is_not(settings: LazySettings) -> None:
    settings.PORTAL_SIGN_INS_AT_ONCE = 2
    factory, answers = RequestFactory(), []

    def within(request: HttpRequest) -> HttpResponse:
        """While one signs in, the next comes."""
        if request.method == "POST":
            answers.append(door(factory.post("/admin/login/")))
        return HttpResponse()

    door = CrowdedSignInMiddleware(within)
    answers.append(door(factory.post("/admin/login/")))
    assert [answer.status_code for answer in answers] == [503, 200, 200]
    assert answers[0].headers["Retry-After"] == "5"
    assert door(factory.get("/admin/login/")).status_code == 200
    answers.clear()
    door(factory.post("/admin/login/"))
    assert [answer.status_code for answer in answers] == [503, 200]


def test_behind_the_front_its_word_is_the_address(settings: LazySettings) -> None:
    settings.PORTAL_FRONT_DIR = "/somewhere"
    seen = []
    door = FrontAddressMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]) or HttpResponse())
    door(RequestFactory().get("/", REMOTE_ADDR="", HTTP_X_REAL_IP="203.0.113.9"))
    assert seen == ["203.0.113.9"]


def test_without_the_front_nobody_is_believed(settings: LazySettings) -> None:
    settings.PORTAL_FRONT_DIR = ""
    with pytest.raises(MiddlewareNotUsed):
        FrontAddressMiddleware(lambda request: HttpResponse())
