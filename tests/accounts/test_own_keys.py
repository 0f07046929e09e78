"""Keys are required, seen to by their owner, and taken off by two others from who has lost them all."""

import base64

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse
from django_otp.oath import hotp

from privacyportal.accounts import limits, services
from privacyportal.accounts.models import AccountRequest, CodeGenerator, User
from privacyportal.accounts.services import factors
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from tests.accounts.forms import AT, USERS
from tests.accounts.test_second_step import (
    SignIn,
    at_second_step,
    code_at,
    is_in,
    with_generator,
    with_passkey,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class TestRequired:
    """An installation that lets nobody in with a password alone."""

    @pytest.fixture(autouse=True)
    def required(self, settings: LazySettings) -> None:
        """Require it."""
        settings.PORTAL_SECOND_FACTOR = True

    def test_the_first_sign_in_adds_a_key_and_shows_recovery_codes_once(self, aoki: User) -> None:
        browser = at_second_step(aoki)
        assert browser.get(reverse("second_step"))["Location"] == reverse("add_key")
        page = browser.get(reverse("add_key"))
        assert not is_in(browser)
        secret = base64.b32decode(page.context["secret"].replace(" ", ""))
        code = f"{hotp(secret, int(AT.timestamp()) // 30):06}"
        answer = browser.post(reverse("add_key"), {"name": "telephone", "code": code})
        assert len(answer.context["codes"]) == limits.RECOVERY_CODES
        assert answer.context["next"] == "/admin/work/"
        assert is_in(browser)
        stored = aoki.code_generators.get()
        assert stored.name == "telephone"
        assert page.context["secret"] not in browser.get(reverse("add_key")).content.decode()

    def test_nobody_adds_a_key_behind_a_password_where_there_is_one(self, aoki: User) -> None:
        with_generator(aoki)
        browser = at_second_step(aoki)
        assert browser.get(reverse("add_key"))["Location"] == reverse("sign_in")
        assert browser.post(reverse("add_key"), {"name": "x", "code": "1"})["Location"] == reverse("sign_in")

    def test_a_session_begun_with_a_password_alone_ends(self, aoki: User) -> None:
        browser = Client()
        browser.force_login(aoki)
        answer = browser.get("/admin/work/?show=1")
        assert answer["Location"] == f"{reverse('sign_in')}?next=%2Fadmin%2Fwork%2F%3Fshow%3D1"
        assert "_auth_user_id" not in browser.session

    def test_the_right_password_is_forgotten_after_a_while(self, aoki: User, clock: time_machine.Traveller) -> None:
        with_generator(aoki)
        browser = at_second_step(aoki)
        clock.move_to(AT + limits.SECOND_STEP_WITHIN)
        later = AT + limits.SECOND_STEP_WITHIN
        assert browser.post(reverse("second_step"), {"code": code_at(later)})["Location"] == reverse("sign_in")
        assert not is_in(browser)

    def test_a_closed_account_gets_no_further(self, aoki: User) -> None:
        codes = with_generator(aoki)
        browser = at_second_step(aoki)
        aoki.is_active = False
        aoki.save()
        assert browser.post(reverse("second_step"), {"code": codes[0]})["Location"] == reverse("sign_in")

    def test_the_last_key_stays_and_another_persons_is_out_of_reach(self, aoki: User, baba: User) -> None:
        with_generator(aoki)
        with_generator(baba)
        with pytest.raises(Refused):
            services.remove_key(user=aoki, key=aoki.code_generators.get(), by=aoki, at=AT)
        with pytest.raises(Conflict):
            services.remove_key(user=aoki, key=baba.code_generators.get(), by=aoki, at=AT)
        assert CodeGenerator.objects.count() == 2

    def test_the_check_for_production_says_when_it_is_off(self, settings: LazySettings) -> None:
        settings.PORTAL_SECOND_FACTOR, settings.HTTPS = False, True
        with pytest.raises(SystemCheckError, match=r"accounts\.W001"):
            call_command("check", deploy=True, fail_level="WARNING")


class TestOwnKeys:
    """A person's own keys."""

    def test_one_has_several_and_removes_one(self, aoki: User, as_user: SignIn) -> None:
        with_generator(aoki)
        with_passkey(aoki)
        browser = as_user(aoki)
        page = browser.get(reverse("own_keys")).content.decode()
        assert "telephone" in page
        assert "security key" in page
        browser.post(reverse("own_keys"), {"remove": f"generator-{aoki.code_generators.get().pk}"})
        assert (aoki.code_generators.count(), aoki.passkeys.count()) == (0, 1)

    def test_the_name_of_a_key_is_its_own(self, aoki: User) -> None:
        with_generator(aoki)
        with pytest.raises(Refused):
            with_generator(aoki)

    @pytest.mark.parametrize("named", ["", "passkey-", "passkey-x", "user-1", "passkey-99999999999999999999"])
    def test_a_key_that_is_none_is_a_refusal(self, aoki: User, as_user: SignIn, named: str) -> None:
        assert as_user(aoki).post(reverse("own_keys"), {"remove": named}).status_code == 403

    def test_another_persons_key_does_not_exist(self, aoki: User, baba: User, as_user: SignIn) -> None:
        with_generator(baba)
        path = f"generator-{baba.code_generators.get().pk}"
        assert as_user(aoki).post(reverse("own_keys"), {"remove": path}).status_code == 404


class TestReset:
    """Keys that are lost."""

    def test_two_persons_remove_them_and_open_sessions_end(
        self, aoki: User, honda: User, baba: User, as_user: SignIn
    ) -> None:
        with_generator(aoki)
        with_passkey(aoki)
        browser, admin = as_user(aoki), as_user(honda)
        admin.post(reverse(f"{USERS}_reset_keys", args=[aoki.pk]), {"reason": "紛失"})
        asked = AccountRequest.objects.get(user=aoki)
        assert (asked.resets_keys, asked.asked_by, factors.has_any(aoki)) == (True, honda, True)
        with pytest.raises(Refused):
            services.agree(request=asked, by=honda, at=AT)
        services.agree(request=asked, by=baba, at=AT)
        assert not factors.has_any(aoki)
        assert not aoki.recovery_codes.exists()
        assert not is_in(browser)
        assert AuditEntry.objects.filter(action="accounts.keys_reset", actor=baba).count() == 1

    def test_nobody_asks_for_their_own_or_for_what_there_is_not(self, aoki: User, honda: User) -> None:
        with_generator(honda)
        with pytest.raises(Refused):
            services.ask_key_reset(user=honda, reason="x", by=honda, at=AT)
        with pytest.raises(Conflict):
            services.ask_key_reset(user=aoki, reason="x", by=honda, at=AT)
