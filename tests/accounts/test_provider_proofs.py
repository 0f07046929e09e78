"""Is nothing believed of what the provider says that it does not prove?"""

import time

import pytest
from django.test import Client
from django.urls import reverse

from privacyportal.accounts import limits
from privacyportal.accounts.models import User
from privacyportal.accounts.provider import documents
from tests.accounts import provider as lies
from tests.accounts.going import at_provider, begin, doubted, linked, sign_in, signed_in
from tests.accounts.provider import CLIENT, Lying

pytestmark = pytest.mark.django_db
MINUTE = 60
NOW = int(time.time())
# What is wrong with a token, how it is made, and which proof it fails.
LIES: dict[str, tuple[lies.Claims, str]] = {
    "another issuer": ({"iss": "https://evil.example"}, "iss"),
    "for another party": ({"aud": "another"}, "aud"),
    "for other parties": ({"aud": ["another", "third"]}, "aud"),
    "for several, without a word to whom": ({"aud": [CLIENT, "another"]}, "azp"),
    "given to another": ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
    "given to another though for us": ({"azp": "another"}, "azp"),
    "too late": ({"exp": NOW - 2 * MINUTE}, "exp"),
    "no end": ({"exp": "never"}, "exp"),
    "given tomorrow": ({"iat": NOW + 1000 * MINUTE, "exp": NOW + 2000 * MINUTE}, "iat"),
    "given yesterday": ({"iat": NOW - 1440 * MINUTE}, "iat"),
    "not yet good": ({"nbf": NOW + 1000 * MINUTE}, "nbf"),
    "another browser's": ({"nonce": "of another"}, "nonce"),
    "another access token": ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash"),
    "a number for a person": ({"sub": 7}, "sub"),
    "nobody": ({"sub": ""}, "sub"),
    "too long": ({"sub": "x" * 256}, "sub"),
}


class TestProofs:
    """Each proof, by a provider that fails it."""

    def lied(self, browser: Client, aoki: User, provider: Lying) -> list[str]:
        """Which proof failed; nobody is in."""
        linked(aoki, provider)
        answer = sign_in(browser)
        assert (answer.status_code, signed_in(browser)) == (400, "")
        return doubted()

    @pytest.mark.parametrize("lie", LIES)
    def test_a_claim_that_is_not_ours(self, aoki: User, provider: Lying, lie: str) -> None:
        provider.claims, proof = LIES[lie]
        assert self.lied(Client(), aoki, provider) == [proof]

    @pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "nonce", "sub"])
    def test_a_claim_that_is_missing(self, aoki: User, provider: Lying, claim: str) -> None:
        provider.without = (claim,)
        assert self.lied(Client(), aoki, provider) == [claim]

    @pytest.mark.parametrize(
        "sign",
        [
            lies.unsigned,
            lies.with_public_key_as_secret,
            lies.with_client_secret,
            lies.with_another_key,
            lies.with_own_key_in_header,
            lies.tampered,
            lambda *_given: "no token",
            lambda *_given: "",
        ],
        ids=["none", "public key", "client secret", "another key", "own key", "tampered", "no token", "empty"],
    )
    def test_a_signature_that_is_not_the_providers(self, aoki: User, provider: Lying, sign: lies.Sign) -> None:
        provider.sign = sign
        provider.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "ES256"]}
        assert self.lied(Client(), aoki, provider) == ["signature"]

    def test_a_secret_among_the_keys_is_none(self, aoki: User, provider: Lying) -> None:
        secret = {"kty": "oct", "kid": provider.key.kid, "k": lies.encoded(lies.SECRET.encode())}
        provider.shown, provider.sign = [secret, lies.new_key().as_dict(private=False)], lies.with_client_secret
        assert self.lied(Client(), aoki, provider) == ["signature"]

    def test_for_several_parties_and_given_to_us_is_right(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
        browser = Client()
        sign_in(browser)
        assert signed_in(browser) == "aoki"

    @pytest.mark.parametrize(("supports", "said"), [(True, None), (True, "https://evil.example"), (False, "x")])
    def test_an_answer_of_another_provider(
        self,
        aoki: User,
        provider: Lying,
        supports: bool,
        said: str | None,
    ) -> None:
        provider.metadata = {"authorization_response_iss_parameter_supported": supports}
        provider.on_return = {"iss": said} if said else {}
        assert self.lied(Client(), aoki, provider) == ["iss"]

    def test_an_answer_that_says_whose_it_is(self, aoki: User, provider: Lying) -> None:
        provider.metadata = {"authorization_response_iss_parameter_supported": True}
        provider.on_return = {"iss": provider.issuer}
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        assert signed_in(browser) == "aoki"

    def test_without_the_verifier_the_code_is_worth_nothing(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        back = at_provider(begin(browser))
        session = browser.session
        flows = session["accounts.provider_flows"]
        for one in flows.values():
            one["verifier"] = "x" * 64
        session["accounts.provider_flows"] = flows
        session.save()
        assert browser.get(back).status_code == 400
        assert doubted() == ["code"]

    def test_who_says_no_there_is_told_so(self, provider: Lying) -> None:
        browser = Client()
        provider.on_return = {"error": "access_denied"}
        answer = sign_in(browser)
        assert answer.status_code == 400
        assert "中断" in answer.content.decode()

    def test_lies_are_counted_against_where_they_come_from(self, aoki: User, provider: Lying) -> None:
        browser = Client(REMOTE_ADDR="192.0.2.7")
        for _try in range(limits.TRIES_PER_ADDRESS):
            browser.get(reverse("provider_return"), {"state": "made up", "code": "x"})
        linked(aoki, provider)
        assert browser.get(reverse("provider_start")).status_code == 429
        other = Client(REMOTE_ADDR="192.0.2.8")
        sign_in(other)
        assert signed_in(other) == "aoki"


class TestNewKeys:
    """A provider changes its keys when it likes."""

    def test_a_new_key_is_asked_for_and_an_unknown_one_not_without_end(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        sign_in(Client())
        sign_in(Client())
        assert (provider.asked.count("/jwks"), provider.asked.count("/.well-known/openid-configuration")) == (1, 1)
        provider.key = lies.new_key()
        documents._kept[f"{provider.issuer}/jwks"] = (
            documents._kept[f"{provider.issuer}/jwks"][0] - documents.KEYS_AGAIN_AFTER,
            documents._kept[f"{provider.issuer}/jwks"][1],
        )
        browser = Client()
        sign_in(browser)
        assert (signed_in(browser), provider.asked.count("/jwks")) == ("aoki", 2)
        provider.shown, provider.key = [provider.key.as_dict(private=False)], lies.new_key()
        for _time in range(5):
            assert sign_in(Client()).status_code == 400
        assert provider.asked.count("/jwks") == 2
