"""The provider is away, slow, or says nonsense: a clear page, no thread held, and passwords go on."""

import time
from threading import Thread

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.accounts.provider import asking, documents
from privacyportal.accounts.provider.errors import ProviderAway, ProviderBusy
from tests.accounts.going import at_provider, begin, linked, sign_in, signed_in
from tests.accounts.provider import Lying
from tests.live import wait_for

pytestmark = pytest.mark.django_db
PASSWORD = "password-for-tests"
PATIENCE = 0.3  # seconds: what a page waits for the provider in these tests


@pytest.fixture
def silent(provider: Lying, settings: LazySettings) -> Lying:
    """A provider that says nothing."""
    settings.PORTAL_OIDC_SECONDS = PATIENCE
    provider.silent.set()
    return provider


def says_so(browser: Client, path: str) -> bool:
    """Whether a page says that the provider does not answer, and when to try again."""
    answer = browser.get(path)
    return answer.status_code == 503 and "Retry-After" in answer and "パスワード" in answer.content.decode()


def test_nobody_is_there(settings: LazySettings, provider: Lying) -> None:
    settings.PORTAL_OIDC_ISSUER = "http://127.0.0.1:9"  # the discard port: nothing listens
    assert says_so(Client(), reverse("provider_start"))


@pytest.mark.parametrize("trickling", [False, True])
def test_a_silent_or_trickling_provider_ends_by_the_clock(silent: Lying, trickling: bool) -> None:
    silent.trickling = trickling
    assert says_so(Client(), reverse("provider_start"))


def test_it_is_not_asked_again_for_a_moment(silent: Lying) -> None:
    assert says_so(Client(), reverse("provider_start"))
    asked = len(silent.asked)
    for _time in range(5):
        assert says_so(Client(), reverse("provider_start"))
    assert len(silent.asked) == asked


def test_passwords_go_on_and_the_page_leads_there(aoki: User, silent: Lying) -> None:
    browser = Client()
    assert reverse("sign_in") in browser.get(reverse("provider_start")).content.decode()
    form = {"username": "aoki", "password": PASSWORD, "next": "/admin/work/"}
    assert browser.post(reverse("sign_in"), form)["Location"] == "/admin/work/"


def test_it_falls_silent_between_the_way_there_and_back(aoki: User, provider: Lying, settings: LazySettings) -> None:
    linked(aoki, provider)
    browser = Client()
    back = at_provider(begin(browser))
    settings.PORTAL_OIDC_SECONDS = PATIENCE
    provider.silent.set()
    assert says_so(browser, back)
    assert signed_in(browser) == ""


def test_signing_out_works_without_it(aoki: User, provider: Lying, settings: LazySettings) -> None:
    linked(aoki, provider)
    browser = Client()
    sign_in(browser)
    documents.forget()
    settings.PORTAL_OIDC_SECONDS = PATIENCE
    provider.silent.set()
    page = browser.post(reverse("admin:logout"))
    assert (page.status_code, page.context["ends_at"], signed_in(browser)) == (200, "", "")
    assert page.context["by_provider"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://login.firm.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"token_endpoint": 7},
        {"padding": "x" * asking.LARGEST},
    ],
    ids=["another issuer", "no issuer", "no HTTPS", "a script", "no keys", "a number", "too large"],
)
def test_what_it_says_of_itself_is_nonsense(aoki: User, provider: Lying, metadata: dict[str, object]) -> None:
    linked(aoki, provider)
    provider.metadata = metadata
    browser = Client()
    address = reverse("provider_start")
    if browser.get(address).status_code == 302:  # the keys are asked for on the way back
        address = at_provider(begin(browser))
    assert says_so(browser, address)


@pytest.mark.parametrize("shown", [[{"kty": "RSA"}], [{"kty": "new"}], ["x"], [{"kty": "RSA", "use": "enc"}]])
def test_its_keys_are_none(aoki: User, provider: Lying, shown: list[dict[str, object]]) -> None:
    linked(aoki, provider)
    provider.shown = shown
    browser = Client()
    assert sign_in(browser).status_code in (400, 503)
    assert signed_in(browser) == ""


def test_no_more_pages_wait_than_there_are_places_and_nothing_is_used_up(
    aoki: User, provider: Lying, settings: LazySettings
) -> None:
    linked(aoki, provider)
    browser = Client()
    back = at_provider(begin(browser))
    for _place in range(settings.PORTAL_SIGN_INS_AT_ONCE):
        asking.line.places.acquire()
    with pytest.raises(ProviderBusy), asking.place():
        pass
    answer = browser.get(back)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    asking.line.places.release()
    assert browser.get(back)["Location"] == "/admin/work/"


def test_a_thread_that_hangs_at_the_provider_is_no_pages(silent: Lying) -> None:
    """Whoever asked has its answer while the asking still hangs; afterwards the line is free again."""
    silent.trickling = True
    with pytest.raises(ProviderAway):
        asking.fetch(f"{silent.issuer}/jwks")
    assert silent.silent.is_set()
    silent.silent.clear()
    asking.line.silent_until = 0
    told: list[object] = []
    asker = Thread(target=lambda: told.append(asking.fetch(f"{silent.issuer}/jwks")))
    asker.start()
    wait_for(lambda: bool(told), what="the provider's answer")
    asker.join()
    assert time.monotonic() > asking.line.silent_until
