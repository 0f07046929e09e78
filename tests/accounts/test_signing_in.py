"""Is every way in and out remembered, and are password and language a person's own affair?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts import limits
from privacyportal.accounts.models import User
from privacyportal.accounts.tasks import tend_sign_ins
from privacyportal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PASSWORD = "password-for-tests"


def told(action: str) -> list[AuditEntry]:
    """Return what the trail says of an action."""
    return list(AuditEntry.objects.filter(action=f"accounts.{action}").order_by("sequence"))


def test_signing_in_and_out_is_recorded(aoki: User) -> None:
    browser = Client()
    browser.post(reverse("admin:login"), {"username": "aoki", "password": PASSWORD})
    browser.post(reverse("admin:logout"))
    assert [entry.actor for entry in told("signed_in")] == [aoki]
    assert [entry.actor for entry in told("signed_out")] == [aoki]


def test_a_wrong_password_is_recorded_with_the_account(aoki: User) -> None:
    Client().post(reverse("admin:login"), {"username": "Aoki", "password": "wrong"})
    (entry,) = told("sign_in_failed")
    assert (entry.actor, entry.object_pk) == (None, str(aoki.pk))
    assert entry.changes == {"account": "aoki", "is_known": True}


def test_what_was_typed_for_no_account_is_not_kept_for_it_may_be_a_password() -> None:
    Client().post(reverse("admin:login"), {"username": "my-secret-password", "password": "x"})
    (entry,) = told("sign_in_failed")
    assert "my-secret-password" not in f"{entry.changes}{entry.reason}{entry.reference}"


def test_a_person_changes_their_own_password_and_stays_signed_in(aoki: User, as_user: SignIn) -> None:
    browser, elsewhere = as_user(aoki), as_user(aoki)
    page = reverse("admin:password_change")
    assert browser.get(page).status_code == 200
    new = "ein-neues-passwort-2026"
    answer = browser.post(page, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).status_code == 200
    assert browser.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    assert Client().login(username="aoki", password=new)
    assert [entry.actor for entry in told("password_set")] == [aoki]


def test_a_wrong_old_password_changes_nothing(aoki: User, as_user: SignIn) -> None:
    form = {"old_password": "wrong", "new_password1": "ein-neues-2026", "new_password2": "ein-neues-2026"}
    as_user(aoki).post(reverse("admin:password_change"), form)
    assert Client().login(username="aoki", password=PASSWORD)


def test_whoever_sits_at_an_open_page_cannot_guess_the_password_there(aoki: User, as_user: SignIn) -> None:
    browser, new = as_user(aoki), "ein-neues-passwort-2026"
    for old in (*["wrong"] * limits.TRIES_PER_NAME, PASSWORD):
        browser.post(
            reverse("admin:password_change"), {"old_password": old, "new_password1": new, "new_password2": new}
        )
    aoki.refresh_from_db()
    assert aoki.check_password(PASSWORD)


def test_the_language_is_kept_with_the_account(aoki: User, as_user: SignIn) -> None:
    browser = as_user(aoki)
    assert browser.get(reverse("admin:index")).headers["Content-Language"] == "ja"
    browser.post(reverse("language"), {"language": "en", "next": "/admin/"})
    aoki.refresh_from_db()
    assert aoki.language == "en"
    assert as_user(aoki).get(reverse("admin:index")).headers["Content-Language"] == "en"
    browser.post(reverse("language"), {"language": "fr"})
    aoki.refresh_from_db()
    assert aoki.language == "en"


def test_sessions_that_have_run_out_are_forgotten(aoki: User, baba: User, as_user: SignIn) -> None:
    as_user(aoki)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    open_one = as_user(baba).session.session_key
    tend_sign_ins()
    assert [session.session_key for session in Session.objects.all()] == [open_one]
