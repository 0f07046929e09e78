"""Every screen leads to its chapter of the guide, and every chapter can be read in the portal."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.roof.pages import guide
from tests.roof.test_menu import offered

type SignIn = Callable[[User], Client]
HELP = re.compile(r'href="(/admin/guide/[^"]+)"')


def test_every_chapter_that_a_screen_names_is_shipped() -> None:
    assert set(guide.CHAPTERS.values()) <= set(guide.chapters())


@pytest.mark.parametrize("chapter", sorted(guide.chapters()))
def test_a_chapter_is_shown_whole_and_leads_nowhere_outside(chapter: str) -> None:
    text = str(guide.rendered(chapter))
    assert not re.search(r"<img|<script|screenshots", text)
    for target in re.findall(r'href="([^"#]+)', text):
        assert target.startswith("/admin/guide/"), target
    headings = re.findall(r"^## (.+)$", (guide.FOLDER / f"{chapter}.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(re.findall("<h2>", text)) == len(headings)


def test_html_in_a_chapter_is_text(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    assert settings.BASE_DIR / "docs" / "guide" == guide.FOLDER
    shown = guide.MarkdownIt("commonmark", {"html": False}).render("<script>alert(1)</script>")
    assert "<script>" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["baba", "aoki", "honda", "doi"])
def test_every_page_of_the_menu_has_its_help(person: str, request: pytest.FixtureRequest, as_user: SignIn) -> None:
    client = as_user(request.getfixturevalue(person))
    without = [link for link in offered(client) if not HELP.search(client.get(link).content.decode())]
    assert without == []


@pytest.mark.django_db
def test_a_case_s_page_leads_to_the_chapter_of_cases_which_opens(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    found = HELP.search(client.get("/admin/cases/case/add/").content.decode())
    assert found is not None
    assert found[1] == "/admin/guide/cases/"
    assert "電話を受けながら登録する" in client.get(found[1]).content.decode()
    assert client.get("/admin/guide/nothing/").status_code == 404
