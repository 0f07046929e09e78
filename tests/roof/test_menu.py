"""The menu offers what a person may open, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django.fixtures import Settings

from privacyportal.accounts.models import User
from privacyportal.navigation import MENU, Screen

type SignIn = Callable[[User], Client]

# Registered for pages below another record's, and reached from there.
BELOW_OTHERS = frozenset({"clocks.level"})


def offered(client: Client) -> list[str]:
    groups = client.get("/admin/").context["sidebar_navigation"]
    return [item["link"] for group in groups for item in group["items"]]


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["baba", "aoki", "kudo", "goto", "doi", "honda"])
def test_every_entry_opens(person: str, request: pytest.FixtureRequest, as_user: SignIn) -> None:
    client = as_user(request.getfixturevalue(person))
    for link in offered(client):
        assert client.get(link).status_code == 200, link


def test_every_screen_that_is_registered_is_in_the_menu() -> None:
    listed = {screen.model for _title, screens in MENU for screen in screens if isinstance(screen, Screen)}
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered - listed - BELOW_OTHERS == set()


def test_the_administrator_is_not_offered_cases(honda: User, as_user: SignIn) -> None:
    links = offered(as_user(honda))
    assert "/admin/cases/case/" not in links
    assert "/admin/accounts/user/" in links


def test_the_embedded_mailbox_is_offered_in_a_demonstration_only(
    honda: User, as_user: SignIn, settings: Settings, tmp_path: Path
) -> None:
    assert "/admin/mailbox/" not in offered(as_user(honda))
    settings.PORTAL_MAILBOX_DIR = tmp_path
    assert "/admin/mailbox/" in offered(as_user(honda))


def drawn(client: Client) -> list[str]:
    page = client.get("/admin/").content.decode()
    return re.findall('href="([^"]+)"', page[page.index('id="nav-sidebar-apps"') : page.index('id="user-menu"')])


def test_the_menu_that_is_drawn_is_the_person_s_own_whoever_looked_before(
    baba: User, honda: User, as_user: SignIn
) -> None:
    officer, administrator = as_user(baba), as_user(honda)
    for client in (officer, administrator, officer, administrator):
        assert drawn(client) == offered(client)
    assert set(drawn(officer)) != set(drawn(administrator))
    honda.groups.clear()
    assert drawn(as_user(User.objects.get(pk=honda.pk))) == offered(as_user(User.objects.get(pk=honda.pk)))


def test_the_menu_speaks_the_person_s_language(honda: User, as_user: SignIn) -> None:
    assert ">対応状況<" in as_user(honda).get("/admin/").content.decode()
    User.objects.filter(pk=honda.pk).update(language="en")
    assert ">Dashboard<" in as_user(honda).get("/admin/").content.decode()


def test_the_page_one_is_on_is_marked(honda: User, as_user: SignIn) -> None:
    page = as_user(honda).get("/admin/health/").content.decode()
    assert page.count('aria-current="page"') == 1


def test_the_roles_of_the_person_stand_below_the_name(honda: User, as_user: SignIn) -> None:
    page = as_user(honda).get("/admin/").content.decode()
    assert "本田 純" in page
    assert "システム管理者" in page
