"""Does every answer tell the browser what to keep to?"""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import path
from django.utils.html import escape
from pytest_django.fixtures import Settings

from privacyportal import urls
from privacyportal.accounts.models import User
from tests.commands.conftest import manage
from tests.commands.test_production import PRODUCTION
from tests.factories.cases import open_case
from tests.factories.files import attach
from tests.live import DATABASE, migrated_file

type SignIn = Callable[[User], Client]
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def broken(request: object) -> None:
    raise ZeroDivisionError


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]
ANSWERS = {
    "/livez": 200,
    "/readyz": 200,
    "/static/portal/portal.js": 200,
    "/static/nothing.js": 404,
    "/admin/login/": 302,
    "/admin/work/": 200,
    "/admin/work/?show=a%00": 400,
    "/admin/mailbox/": 403,
    "/feeds/nothing.ics": 404,
    "/nothing/": 404,
    "/broken/": 500,
}


@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_every_answer_says_what_may_run_who_may_frame_it_and_that_it_is_no_other_kind(
    baba: User, as_user: SignIn, settings: Settings, address: str, status: int
) -> None:
    settings.ROOT_URLCONF = __name__
    browser = as_user(baba)
    browser.raise_request_exception = False
    answer = browser.get(address)
    assert answer.status_code in (status, 503 if address == "/readyz" else status)
    rules = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    nothing = {"default-src", "object-src", "base-uri", "frame-ancestors"}
    assert {name for name, allowed in rules.items() if allowed == "'none'"} == nothing
    from_here = {"script-src", "style-src", "font-src", "connect-src", "form-action"}
    assert {name for name, allowed in rules.items() if allowed == "'self'"} == from_here
    assert rules.keys() - nothing - from_here == {"img-src"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    kind, _, charset = answer["Content-Type"].partition(";")
    assert charset.replace('"', "").strip() == "charset=utf-8" or not kind.startswith("text/")


def test_a_file_is_saved_under_its_own_name_and_never_shown(
    baba: User, as_user: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile('回答"; filename=x.html;.pdf', b"%PDF-1.7\n1 0 obj\n")
    kept = attach(reference=open_case(by=baba).reference, file=file, by=baba, at=AT)
    answer = as_user(baba).get(f"/files/{kept.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    disposition = answer["Content-Disposition"]
    assert disposition == f"attachment; filename*=utf-8''{quote(kept.name)}"
    assert kept.name.endswith(".pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


TYPED = """<img src=x onerror=alert(1)>'"</script><b>{{ 7|add:7 }}${7*7}&amp;"""


def test_what_was_typed_is_shown_as_it_was_typed_and_nothing_else(baba: User, as_user: SignIn) -> None:
    case = open_case(by=baba, subject=TYPED, description=TYPED)
    browser = as_user(baba)
    page = f"/admin/cases/case/{case.pk}/change/"
    for address in ("/admin/", "/admin/work/", "/admin/cases/case/", page, f"/admin/cases/case/?q={quote(TYPED)}"):
        shown = browser.get(address, follow=True).content.decode()
        assert "<img src=x" not in shown, address
        assert "<b>{{" not in shown, address
    assert escape(TYPED) in browser.get(page).content.decode()


ASK = """
import json
from django.test import Client
from privacyportal.accounts.models import User
from django.contrib.auth.hashers import get_hasher
name = "kanda"
User.objects.create_user(username=name, password="a-password-of-somebody", is_staff=True)
browser = Client(headers={"host": "portal.example", "x-forwarded-proto": "https"})
asked = browser.get("/admin/login/")
browser.post("/admin/login/", {"username": name, "password": "a-password-of-somebody"})
browser.post("/language/", {"language": "en"})
plain = Client(headers={"host": "portal.example"})
print("said", json.dumps({
    "cookies": {kept.key: [kept["secure"], kept["httponly"], kept["samesite"], kept["path"], kept["domain"]]
                for kept in browser.cookies.values()},
    "transport": [browser.get(path)["Strict-Transport-Security"] for path in
                  ("/livez", "/admin/login/", "/static/portal/portal.js", "/nothing/")],
    "plain": [plain.get("/admin/work/")["Location"], plain.get("/feeds/x.ics").status_code],
    "hasher": [get_hasher().algorithm, get_hasher().iterations],
}))
"""


@pytest.mark.live
def test_over_https_cookies_belong_to_this_host_alone_and_nothing_goes_in_the_clear(tmp_path: Path) -> None:
    shutil.copy(migrated_file(), tmp_path / DATABASE)
    embedded = {name: value for name, value in PRODUCTION.items() if name != "PORTAL_DATABASE_URL"}
    run = manage(tmp_path, "shell", "--verbosity", "0", "-c", ASK, **embedded)
    assert run.returncode == 0, run.stderr
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("said ")]
    said = json.loads(line.removeprefix("said "))
    assert said["cookies"] == {
        "__Host-session": [True, True, "Lax", "/", ""],
        "__Host-csrf": [True, "", "Lax", "/", ""],
        "__Host-language": [True, True, "Lax", "/", ""],
    }
    assert set(said["transport"]) == {"max-age=31536000; includeSubDomains; preload"}
    assert said["plain"] == ["https://portal.example/admin/work/", 404]
    assert said["hasher"] == ["pbkdf2_sha256", 1_000_000]
