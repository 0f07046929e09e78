"""Does the firm's provider let in whom it proves, as the person that it proves?"""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import ProviderLink, User
from privacyportal.audit.models import AuditEntry
from tests.accounts import provider as lies
from tests.accounts.going import at_provider, begin, linked, sign_in, signed_in
from tests.accounts.provider import CLIENT, Lying
from tests.accounts.test_second_step import is_in, with_generator

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


class TestSigningIn:
    """Whom the provider proves."""

    def test_it_is_off_until_an_issuer_is_named(self) -> None:
        browser = Client()
        names = ("provider_start", "provider_return")
        assert [browser.get(reverse(name)).status_code for name in names] == [404, 404]
        assert "sign-in/provider" not in browser.get(reverse("sign_in")).content.decode()

    def test_who_is_linked_gets_where_they_wanted_and_it_is_told(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        assert sign_in(browser)["Location"] == "/admin/work/"
        assert signed_in(browser) == "aoki"
        told = AuditEntry.objects.filter(action__in=("accounts.provider_passed", "accounts.signed_in"))
        assert [entry.action for entry in told.order_by("sequence")] == [
            "accounts.provider_passed",
            "accounts.signed_in",
        ]
        assert aoki.provider_links.get().last_used_at is not None
        assert "subject-1" not in str([entry.changes for entry in told])

    @pytest.mark.parametrize(
        ("language", "says"), [("ja", "社内アカウントでログイン"), ("en", "Sign in with the firm")]
    )
    def test_the_button_speaks_both_languages(self, provider: Lying, language: str, says: str) -> None:
        browser = Client()
        browser.cookies["django_language"] = language
        assert says in browser.get(f"{reverse('sign_in')}?next=/admin/work/").content.decode()

    def test_it_asks_with_state_nonce_and_s256(self, provider: Lying) -> None:
        address = begin(Client())
        assert address.startswith(f"{provider.issuer}/authorize?response_type=code&client_id={CLIENT}&")
        at_provider(address)
        asked = next(iter(provider.codes.values()))
        assert {"state", "nonce", "code_challenge", "redirect_uri"} <= set(asked)
        assert asked["code_challenge_method"] == "S256"
        assert min(len(asked["state"]), len(asked["nonce"]), len(asked["code_challenge"])) >= 43
        again = begin(Client())
        assert asked["state"] not in again
        assert asked["nonce"] not in again

    def test_the_way_back_comes_from_the_settings_and_not_from_the_request(
        self,
        provider: Lying,
        settings: LazySettings,
    ) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        settings.PORTAL_BASE_URL = "https://portal.example"
        assert "redirect_uri=https%3A%2F%2Fportal.example%2Fsign-in" in begin(Client(HTTP_HOST="evil.example"))

    def test_a_closed_account_stays_out(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        User.objects.filter(pk=aoki.pk).update(is_active=False)
        browser = Client()
        answer = sign_in(browser)
        assert (answer.status_code, signed_in(browser)) == (403, "")
        assert "利用停止" in answer.content.decode()
        assert AuditEntry.objects.get(action="backoffice.refused").changes["code"] == "accounts.account_closed"

    def test_it_grants_nothing_that_outlives_the_account(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        assert is_in(browser)
        User.objects.filter(pk=aoki.pk).update(epoch=aoki.epoch + 1)
        assert not is_in(browser)

    def test_who_signs_out_is_led_on_to_the_provider(self, aoki: User, provider: Lying, as_user: SignIn) -> None:
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        page = browser.post(reverse("admin:logout"))
        assert page.context["ends_at"].startswith(f"{provider.issuer}/end?client_id={CLIENT}&")
        assert page.context["ends_at"] in page.content.decode().replace("&amp;", "&")
        assert signed_in(browser) == ""
        assert as_user(aoki).post(reverse("admin:logout")).context["ends_at"] == ""

    def test_it_begins_only_with_a_client_and_over_https(self, settings: LazySettings) -> None:
        settings.PORTAL_OIDC_ISSUER = "http://login.firm.example"
        with pytest.raises(SystemCheckError, match=r"(?s)accounts\.E001.*accounts\.E002"):
            call_command("check")


class TestSecondStep:
    """What the provider has asked for counts here only where the installation says so."""

    def test_who_has_a_key_is_asked_for_it(self, aoki: User, provider: Lying) -> None:
        with_generator(linked(aoki, provider))
        provider.claims = {"amr": ["mfa"], "acr": "2"}
        browser = Client()
        assert sign_in(browser)["Location"] == reverse("second_step")
        assert not is_in(browser)

    def test_who_has_none_adds_one_where_it_is_required(
        self,
        aoki: User,
        provider: Lying,
        settings: LazySettings,
    ) -> None:
        settings.PORTAL_SECOND_FACTOR = True
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        assert not is_in(browser)
        assert browser.get(reverse("second_step"))["Location"] == reverse("add_key")

    @pytest.mark.parametrize(
        ("claims", "passes"),
        [
            ({"amr": ["pwd", "mfa"]}, True),
            ({"acr": "gold"}, True),
            ({"amr": ["pwd"]}, False),
            ({"amr": "mfa"}, False),
            ({"acr": "silver"}, False),
            ({}, False),
        ],
    )
    def test_the_providers_own_counts_where_it_is_trusted(
        self,
        aoki: User,
        provider: Lying,
        settings: LazySettings,
        claims: lies.Claims,
        passes: bool,
    ) -> None:
        settings.PORTAL_SECOND_FACTOR = True
        settings.PORTAL_OIDC_TRUSTED_AMR, settings.PORTAL_OIDC_TRUSTED_ACR = ["mfa", "hwk"], ["gold"]
        linked(aoki, provider)
        provider.claims = claims
        browser = Client()
        sign_in(browser)
        assert is_in(browser) is passes


class TestStrangers:
    """Somebody whom nobody here knows."""

    SASAKI = {"family_name": "佐々木", "given_name": "望", "email": "sasaki@portal.example", "email_verified": True}

    def test_they_get_an_account_without_any_right_and_administrators_hear_of_it(
        self,
        honda: User,
        provider: Lying,
    ) -> None:
        provider.claims = self.SASAKI
        browser = Client()
        sign_in(browser)
        user = User.objects.get(username="sasaki")
        assert signed_in(browser) == "sasaki"
        assert (user.get_full_name(), user.email) == ("佐々木 望", "sasaki@portal.example")
        assert (user.groups.count(), user.is_superuser, user.has_usable_password()) == (0, False, False)
        assert user.get_all_permissions() == set()
        assert [message.recipient for message in honda.messages.filter(kind="accounts.newcomer")] == [honda]
        again = Client()
        sign_in(again)
        assert (signed_in(again), User.objects.filter(username="sasaki").count()) == ("sasaki", 1)
        assert honda.messages.filter(kind="accounts.newcomer").count() == 1

    def test_none_is_made_where_the_installation_wants_none(self, provider: Lying, settings: LazySettings) -> None:
        settings.PORTAL_OIDC_NEW_ACCOUNTS = False
        provider.claims = self.SASAKI
        assert sign_in(Client()).status_code == 403
        assert not User.objects.filter(username="sasaki").exists()
        assert AuditEntry.objects.get(action="backoffice.refused").changes["code"] == "accounts.stranger"

    @pytest.mark.parametrize(
        "said",
        [
            {"email": "aoki@portal.example", "email_verified": True},
            {"preferred_username": "AOKI"},
            {"family_name": "青木", "given_name": "花子"},
        ],
        ids=["address", "sign-in name", "name"],
    )
    def test_neither_address_nor_name_makes_anybody_the_owner_of_an_account(
        self,
        aoki: User,
        provider: Lying,
        said: lies.Claims,
    ) -> None:
        provider.claims = {**self.SASAKI, **said}
        browser = Client()
        assert sign_in(browser).status_code == 403
        assert signed_in(browser) == ""
        assert not ProviderLink.objects.exists()
        assert not User.objects.filter(last_name="佐々木").exists()

    def test_an_address_that_the_provider_has_not_verified_is_not_taken(self, provider: Lying) -> None:
        provider.claims = {**self.SASAKI, "email_verified": "true"}
        sign_in(Client())
        assert User.objects.get(username="sasaki").email == ""

    @pytest.mark.parametrize(
        "said", [{"preferred_username": "a b<c>"}, {"preferred_username": ""}, {"family_name": "", "given_name": ""}]
    )
    def test_an_account_needs_names(self, provider: Lying, said: lies.Claims) -> None:
        provider.claims = {**self.SASAKI, **said}
        assert sign_in(Client()).status_code == 403
        assert not User.objects.exists()

    def test_another_claim_may_name_the_account(self, provider: Lying, settings: LazySettings) -> None:
        settings.PORTAL_OIDC_NAME_CLAIM = "upn"
        provider.claims = {**self.SASAKI, "upn": "s.sasaki"}
        browser = Client()
        sign_in(browser)
        assert signed_in(browser) == "s.sasaki"
