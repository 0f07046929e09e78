"""Whose account is whose at the provider: said by its owner here and there, or by two others, never by an address."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts import services
from privacyportal.accounts.models import AccountRequest, ProviderLink, User
from privacyportal.accounts.services import factors
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.confirming import CONFIRMED_AT
from privacyportal.backoffice.refusals import Conflict, Refused
from tests.accounts.forms import AT, USERS
from tests.accounts.going import at_provider, begin, linked, sign_in, signed_in
from tests.accounts.provider import Lying
from tests.accounts.test_second_step import is_in, with_generator

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SUBJECT = "subject-1"


def prove(browser: Client) -> str:
    """Go to the provider to link; return where one is afterwards."""
    answer = browser.get(at_provider(begin(browser, reverse("provider_prove"))))
    return str(answer.get("Location", ""))


def confirmed(browser: Client, at: datetime) -> None:
    """Have the person shown at a moment that it is they."""
    session = browser.session
    session[CONFIRMED_AT] = at.isoformat()
    session.save()


def told(*actions: str) -> list[str]:
    """What the trail tells of these."""
    return [entry.action for entry in AuditEntry.objects.filter(action__in=actions).order_by("sequence")]


class TestOneself:
    """The owner of the account."""

    def test_one_links_it_signed_in_here_and_proved_there(self, aoki: User, provider: Lying, as_user: SignIn) -> None:
        browser = as_user(aoki)
        assert browser.get(reverse("provider_link"))["Location"] == reverse("provider_prove")
        assert prove(browser) == reverse("provider_link")
        assert not ProviderLink.objects.exists()
        assert "sasaki" in browser.get(reverse("provider_link")).content.decode()
        assert browser.post(reverse("provider_link"))["Location"] == reverse("own_keys")
        link = aoki.provider_links.get()
        assert (link.issuer, link.subject) == (provider.issuer, SUBJECT)
        assert told("accounts.provider_linked") == ["accounts.provider_linked"]
        assert provider.issuer in browser.get(reverse("own_keys")).content.decode()
        other = Client()
        sign_in(other)
        assert signed_in(other) == "aoki"

    def test_only_after_showing_again_that_it_is_they(self, aoki: User, provider: Lying, as_user: SignIn) -> None:
        browser = as_user(aoki)
        prove(browser)
        confirmed(browser, timezone.now() - timedelta(minutes=6))
        for answer in (
            browser.get(reverse("provider_prove")),
            browser.get(reverse("provider_link")),
            browser.post(reverse("provider_link")),
        ):
            assert answer["Location"].startswith(reverse("confirm"))
        assert not ProviderLink.objects.exists()

    def test_nobody_who_is_not_signed_in(self, provider: Lying) -> None:
        for name in ("provider_prove", "provider_link", "provider_again"):
            assert Client().get(reverse(name))["Location"].startswith(reverse("sign_in"))

    def test_whom_the_provider_only_remembers_links_nothing(self, aoki: User, provider: Lying, as_user: SignIn) -> None:
        browser = as_user(aoki)
        provider.claims = {"auth_time": int((timezone.now() - timedelta(minutes=10)).timestamp())}
        assert prove(browser) == ""
        assert not ProviderLink.objects.exists()
        assert AuditEntry.objects.get(action="accounts.provider_refused").changes["proof"] == "auth_time"

    def test_what_the_provider_said_is_good_for_minutes_and_once(
        self, aoki: User, provider: Lying, as_user: SignIn
    ) -> None:
        browser = as_user(aoki)
        prove(browser)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            confirmed(browser, timezone.now())
            assert browser.post(reverse("provider_link"))["Location"] == reverse("provider_prove")
        confirmed(browser, timezone.now())
        prove(browser)
        browser.post(reverse("provider_link"))
        aoki.provider_links.all().delete()
        assert browser.post(reverse("provider_link"))["Location"] == reverse("provider_prove")

    def test_a_person_there_has_one_account_here_and_the_other_way_round(
        self, aoki: User, baba: User, provider: Lying, as_user: SignIn
    ) -> None:
        linked(baba, provider)
        browser = as_user(aoki)
        prove(browser)
        browser.post(reverse("provider_link"))
        assert not aoki.provider_links.exists()
        linked(aoki, provider, "subject-2")
        provider.person["sub"] = "subject-3"
        prove(browser)
        browser.post(reverse("provider_link"))
        assert [link.subject for link in aoki.provider_links.all()] == ["subject-2"]

    def test_one_removes_it_where_a_password_is_left(self, aoki: User, provider: Lying, as_user: SignIn) -> None:
        link = linked(aoki, provider).provider_links.get()
        browser = as_user(aoki)
        browser.post(reverse("own_keys"), {"remove": f"provider-{link.pk}"})
        assert not aoki.provider_links.exists()
        assert told("accounts.provider_unlinked") == ["accounts.provider_unlinked"]
        link = linked(aoki, provider).provider_links.get()
        aoki.set_unusable_password()
        aoki.save()
        with pytest.raises(Conflict):
            services.unlink_provider(user=aoki, link=link, by=aoki, at=AT)

    def test_anothers_is_out_of_reach(self, aoki: User, baba: User, provider: Lying, as_user: SignIn) -> None:
        link = linked(baba, provider).provider_links.get()
        assert as_user(aoki).post(reverse("own_keys"), {"remove": f"provider-{link.pk}"}).status_code == 404
        with pytest.raises(Conflict):
            services.unlink_provider(user=aoki, link=link, by=aoki, at=AT)


class TestTwoOthers:
    """Administrators, for somebody who cannot."""

    def test_one_asks_and_another_agrees(
        self, aoki: User, honda: User, baba: User, provider: Lying, as_user: SignIn
    ) -> None:
        form = {"subject": SUBJECT, "reason": "本人に電話で確認"}
        as_user(honda).post(reverse(f"{USERS}_provider_link", args=[aoki.pk]), form)
        asked = AccountRequest.objects.get(user=aoki)
        assert not aoki.provider_links.exists()
        assert SUBJECT in as_user(baba).get(reverse("admin:accounts_accountrequest_changelist")).content.decode()
        with pytest.raises(Refused):
            services.agree(request=asked, by=honda, at=AT)
        services.agree(request=asked, by=baba, at=AT)
        browser = Client()
        sign_in(browser)
        assert signed_in(browser) == "aoki"
        assert SUBJECT not in str(list(AuditEntry.objects.values_list("changes", flat=True)))

    def test_never_for_oneself_and_never_what_is_anothers(
        self, aoki: User, honda: User, baba: User, provider: Lying
    ) -> None:
        linked(baba, provider)
        for user, subject in ((honda, "new"), (aoki, SUBJECT), (baba, "new")):
            with pytest.raises(Refused):
                services.ask_provider_link(user=user, subject=subject, reason="x", by=honda, at=AT)

    def test_what_was_taken_meanwhile_is_refused_when_they_agree(
        self, aoki: User, honda: User, baba: User, provider: Lying
    ) -> None:
        services.ask_provider_link(user=aoki, subject=SUBJECT, reason="x", by=honda, at=AT)
        linked(baba, provider)
        with pytest.raises(Refused):
            services.agree(request=AccountRequest.objects.get(), by=baba, at=AT)
        assert AccountRequest.objects.get().decision == "pending"

    def test_a_request_replaces_none_that_waits(self, aoki: User, honda: User, provider: Lying) -> None:
        services.ask_provider_link(user=aoki, subject=SUBJECT, reason="x", by=honda, at=AT)
        with pytest.raises(Conflict):
            services.ask_provider_link(user=aoki, subject="other", reason="x", by=honda, at=AT)

    def test_removing_all_keys_removes_the_link(self, aoki: User, honda: User, baba: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        assert factors.is_resettable(aoki)
        services.ask_key_reset(user=aoki, reason="x", by=honda, at=AT)
        services.agree(request=AccountRequest.objects.get(), by=baba, at=AT)
        assert not aoki.provider_links.exists()
        assert not is_in(browser)


class TestShowingAgain:
    """Who has neither key nor password here shows it at the provider."""

    def test_a_sign_in_that_the_provider_remembered_is_no_proof_of_now(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        assert browser.get(reverse("add_key"))["Location"].startswith(reverse("confirm"))
        provider.claims = {"auth_time": int(timezone.now().timestamp())}
        fresh = Client()
        sign_in(fresh)
        assert fresh.get(reverse("add_key")).status_code == 200

    def test_they_are_led_there_and_back(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider).set_unusable_password()
        aoki.save()
        browser = Client()
        sign_in(browser)
        page = browser.get(reverse("confirm"), {"next": reverse("add_key")}).content.decode()
        assert 'name="password"' not in page
        assert f"{reverse('provider_again')}?next=" in page
        assert sign_in(browser, reverse("provider_again"), reverse("add_key"))["Location"] == reverse("add_key")
        assert browser.get(reverse("add_key")).status_code == 200

    def test_another_person_there_or_one_remembered_is_no_answer(self, aoki: User, provider: Lying) -> None:
        linked(aoki, provider)
        browser = Client()
        sign_in(browser)
        provider.claims = {"sub": "somebody else"}
        assert sign_in(browser, reverse("provider_again")).status_code == 400
        provider.claims = {"auth_time": int((timezone.now() - timedelta(hours=2)).timestamp())}
        assert sign_in(browser, reverse("provider_again")).status_code == 400
        assert browser.get(reverse("add_key"))["Location"].startswith(reverse("confirm"))

    def test_who_has_a_key_shows_the_key(self, aoki: User, provider: Lying, as_user: SignIn) -> None:
        with time_machine.travel(AT, tick=False):
            with_generator(linked(aoki, provider))
        assert as_user(aoki).get(reverse("provider_again")).status_code == 404
