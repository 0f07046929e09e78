"""A form that came back says so at its head, with a link into each field that is wrong."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from privacyportal.accounts.models import User
from tests.factories.cases import investigated

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


def summary_of(page: str) -> str:
    found = re.search(r"<div[^>]*data-portal-errors.*?</div>", page, re.DOTALL)
    return found[0] if found else ""


def ids_of(page: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize("path", ["/admin/vendors/vendor/add/", "/admin/cases/case/add/", "/admin/my/absence/"])
def test_every_link_of_the_summary_leads_to_a_field_of_the_page(path: str, baba: User, as_user: SignIn) -> None:
    page = as_user(baba).post(path, {"absent_from": "x"}).content.decode()
    links = re.findall(r'href="#([^"]+)"', summary_of(page))
    assert links
    assert set(links) <= ids_of(page)


def test_a_button_s_form_has_the_same_summary(baba: User, as_user: SignIn) -> None:
    case = investigated(by=baba)
    page = as_user(baba).post(f"/admin/cases/case/{case.pk}/do/correspondence/", {}).content.decode()
    assert 'tabindex="-1"' in summary_of(page)
    assert re.findall(r'href="#([^"]+)"', summary_of(page))


def test_no_template_words_its_errors_itself() -> None:
    templates = settings.BASE_DIR / "templates"
    own = {file.name for file in templates.rglob("*.html") if "non_field_errors" in file.read_text(encoding="utf-8")}
    assert own == {"error_summary.html"}
