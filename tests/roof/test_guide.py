"""Every screen leads to its chapter of the guide, and every chapter can be read in the portal."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.roof.pages import guide
from tests.routes import routes

type SignIn = Callable[[User], Client]
HELP = re.compile(r'href="(/admin/guide/[^"]+)"')


# Pages that are no screen of the desk's, and the guide itself.
WITHOUT = (
    "add_key", "attachment", "autocomplete", "choose_password", "confirm", "feed", "go_on", "guide", "home", "jsi18n",
    "language", "livez", "login", "logout", "metrics", "provider_again", "provider_prove", "provider_return",
    "provider_start", "readyz", "reference", "search", "second_step", "sign_in", "sign_out", "view_on_site", "written",
)  # fmt: skip
PLACES = sorted(set(guide.PLACES.values()))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_that_a_screen_names_is_there(place: str) -> None:
    chapter, _hash, heading = place.partition("#")
    assert chapter in guide.chapters()
    assert not heading or f'id="{heading}"' in guide.rendered(chapter)


def test_every_route_of_the_desk_has_its_place() -> None:
    names = {route.name.removeprefix("admin:") for route in routes()}
    assert sorted(name for name in names if not guide.place_of(name)) == sorted(WITHOUT)


def test_a_place_for_an_address_that_is_gone_is_taken_out() -> None:
    names = [route.name.removeprefix("admin:") for route in routes()]
    assert [start for start in guide.PLACES if not any(name.startswith(start) for name in names)] == []


@pytest.mark.parametrize("chapter", sorted(guide.chapters()))
def test_a_chapter_is_shown_whole_and_leads_nowhere_outside(chapter: str) -> None:
    text = str(guide.rendered(chapter))
    assert not re.search(r"<img|<script|screenshots", text)
    for target in re.findall(r'href="([^"#]+)', text):
        assert target.startswith("/admin/guide/"), target
    headings = re.findall(r"^## (.+)$", (guide.FOLDER / f"{chapter}.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.findall('<h2 id="([^"]+)">', text) == [guide.slug(heading) for heading in headings]
    for target, heading in re.findall(r'href="/admin/guide/([^/]+)/#([^"]+)"', text):
        assert f'id="{unquote(heading)}"' in guide.rendered(target)


def test_html_in_a_chapter_is_text(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    assert settings.BASE_DIR / "docs" / "guide" == guide.FOLDER
    shown = guide.MarkdownIt("commonmark", {"html": False}).render("<script>alert(1)</script>")
    assert "<script>" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize(("person", "language"), [("baba", "ja"), ("goto", "en"), ("honda", "en")])
def test_lists_forms_and_own_pages_lead_to_their_place(
    person: str, language: str, request: pytest.FixtureRequest, as_user: SignIn
) -> None:
    user: User = request.getfixturevalue(person)
    User.objects.filter(pk=user.pk).update(language=language)
    client = as_user(user)
    opened, without = {}, []
    for path in pages():
        page = client.get(path)
        if page.status_code == 200:
            found = HELP.search(page.content.decode())
            opened[path] = found[1].partition("#")[0] if found else ""
            without += [] if found else [path]
    assert without == []
    assert len(opened) > 5
    assert {client.get(chapter).status_code for chapter in set(opened.values())} == {200}


def pages() -> list[str]:
    """The lists, the forms for something new, and everybody's own pages."""
    own = ["work", "health", "calculator", "outlook", "my_calendar", "own_absence", "own_reminders", "own_keys"]
    own += ["own_sessions", "own_password", "admin:index"]
    named = [route for route in routes() if route.model is not None and not route.arguments]
    lists = [route.path() for route in named if route.name.endswith(("_changelist", "_add"))]
    return [*lists, *(reverse(name) for name in own)]


@pytest.mark.django_db
def test_a_case_s_page_leads_to_the_chapter_of_cases_which_opens(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    found = HELP.search(client.get("/admin/cases/case/add/").content.decode())
    assert found is not None
    assert found[1] == "/admin/guide/cases/#電話を受けながら登録する"
    assert "電話を受けながら登録する" in client.get(found[1]).content.decode()
    assert client.get("/admin/guide/nothing/").status_code == 404
