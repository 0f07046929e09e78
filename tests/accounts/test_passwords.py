"""Is a password that others can guess, or that was used before, refused wherever one is chosen?"""

import getpass
import importlib
import inspect
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from privacyportal.accounts import limits, passwords, services
from privacyportal.accounts.models import FormerPassword, User
from privacyportal.backoffice.refusals import Refused
from privacyportal.mails.invitation import choosing_path
from tests.accounts.forms import AT

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PASSWORD = "password-for-tests"

WEAK = {
    "aaaaaaaaaaaa": "同じ文字",
    "abcabcabcabc": "同じ文字",
    "privacyportal1": "氏名",
    "aokiaoki1234": "氏名",
    "ＡＯＫＩ-aoki-2026": "氏名",
    "青木花子青木花子青木花子": "氏名",
    "aoki@portal.example": "氏名",
    "P@ssw0rd2026!": "よく使われる",
    "sakura20261130": "よく使われる",
    "pasuwaado12345": "よく使われる",
    "yoroshikuonegaishimasu": "よく使われる",
    "1qaz2wsx3edc": "よく使われる",
    "qwertyuiopasdf": "並び",
    "zaq12wsxcde3": "並び",
    "abcdefghijkl": "並び",
    "lkjihgfedcba": "並び",
    "short-2026": "12 文字以上",
}


@pytest.mark.parametrize(("password", "told"), WEAK.items())
def test_the_deed_refuses_what_can_be_guessed_and_says_why(aoki: User, password: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        services.set_password(user=aoki, password=password, by=aoki, at=AT)
    assert told in refused.value.text
    assert Client().login(username="aoki", password=PASSWORD)


@pytest.mark.parametrize(
    "password", ["korrekt-pferd-batterie", "雨の日は傘を二本持つ猫がいる", "aoki likes violet boats", "k7Q!v0zT-pWm2"]
)
def test_a_long_sentence_of_ones_own_is_taken(aoki: User, password: str) -> None:
    services.set_password(user=aoki, password=password, by=aoki, at=AT)
    assert Client().login(username="aoki", password=password)


@pytest.mark.parametrize(
    "password", ["409377182265901", "wolkenbruchzange", "KRUMMERNAGELBAUM", "ゆきのよるにみみずくがなく"]
)
def test_no_kind_of_character_is_asked_for_or_forbidden(aoki: User, password: str) -> None:
    services.set_password(user=aoki, password=password, by=aoki, at=AT)
    assert Client().login(username="aoki", password=password)


def test_the_list_says_each_word_as_it_is_compared() -> None:
    assert {word for word in passwords.common() if passwords.stem(word) != word} == set()


def test_the_same_password_again_is_refused_on_the_page(aoki: User, as_user: SignIn) -> None:
    form = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = as_user(aoki).post(reverse("admin:password_change"), form)
    assert answer.status_code == 200
    assert "以前に使用した" in answer.content.decode()


def test_the_same_password_again_is_refused_behind_a_link(aoki: User) -> None:
    browser = Client()
    page = browser.get(choosing_path(aoki))["Location"]
    answer = browser.post(page, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert "以前に使用した" in answer.content.decode()


def test_the_last_passwords_are_refused_and_the_one_before_them_is_taken_again(aoki: User) -> None:
    chosen = [f"violet-boat-number-{number}" for number in range(limits.FORMER_PASSWORDS + 1)]
    for day, password in enumerate(chosen):
        services.set_password(user=aoki, password=password, by=aoki, at=AT + timedelta(days=day))
    for password in chosen:
        with pytest.raises(Refused):
            services.set_password(user=aoki, password=password, by=aoki, at=AT + timedelta(days=30))
    services.set_password(user=aoki, password=PASSWORD, by=aoki, at=AT + timedelta(days=30))
    assert FormerPassword.objects.filter(user=aoki).count() == limits.FORMER_PASSWORDS


def test_former_passwords_are_kept_as_hashes(aoki: User) -> None:
    services.set_password(user=aoki, password="violet-boat-number-1", by=aoki, at=AT)
    former = FormerPassword.objects.get(user=aoki)
    assert identify_hasher(former.password)
    assert PASSWORD not in former.password


def test_an_account_that_never_had_a_password_leaves_none_behind(aoki: User) -> None:
    aoki.set_unusable_password()
    aoki.save()
    services.set_password(user=aoki, password="violet-boat-number-1", by=aoki, at=AT)
    assert not FormerPassword.objects.filter(user=aoki).exists()


def test_a_name_that_is_part_of_a_long_sentence_is_no_harm() -> None:
    passwords.PersonalValidator().validate("aoki likes violet boats", User(username="aoki"))
    with pytest.raises(ValidationError):
        passwords.PersonalValidator().validate("aoki boats", User(username="aoki"))


@pytest.mark.parametrize(
    ("command", "told"),
    [(("changepassword", "aoki"), "リンク"), (("createsuperuser", "--noinput", "--username=chief"), "役割")],
)
def test_no_command_of_the_server_sets_a_password_past_the_deed(
    aoki: User, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda *_args: "korrekt-pferd-batterie")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "1234")
    before = list(User.objects.order_by("pk").values())
    with pytest.raises(CommandError, match=told), override("ja"):
        call_command(*command)
    assert list(User.objects.order_by("pk").values()) == before


def test_every_command_that_asks_for_a_password_is_ours() -> None:
    from_elsewhere = {name: app for name, app in get_commands().items() if not str(app).startswith("privacyportal")}
    asking = [
        name
        for name, app in from_elsewhere.items()
        if re.search(r"set_password|create_superuser", _source_of(str(app), name))
    ]
    assert asking == []


def _source_of(app: str, name: str) -> str:
    return inspect.getsource(importlib.import_module(f"{app}.management.commands.{name}"))
