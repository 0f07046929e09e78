"""Does the scan put every question that pages let people ask, and take nothing for clean that was not judged?"""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.forms import Forms

PLACE = Path(__file__).parents[2] / ".ci" / "scanning"
PAGE = """
<a href="/admin/cases/case/?status=open&amp;q=goto">open</a> <a href="/admin/cases/case/7/change/">7</a>
<a href="/admin/my/keys/?key=1">keys</a>
<form method="get" action="/admin/cases/case/"><input type="search" name="q"><input name="o" value="1"></form>
<form method="post" action="/admin/vendors/vendor/" id="changelist-search">
  <input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="search" name="words"></form>
<form method="post" action="/admin/logout/"><input type="hidden" name="csrfmiddlewaretoken" value="t"></form>
<form method="post" action="/admin/cases/case/7/acknowledge/"><textarea name="reason"></textarea></form>
"""


@pytest.fixture
def scanning(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The modules of the scan, which stand outside the packages."""
    monkeypatch.syspath_prepend(str(PLACE))
    names = ("serving", "people", "walking", "judges")
    loaded: dict[str, ModuleType] = {name: importlib.import_module(name) for name in names}
    yield SimpleNamespace(**loaded)
    for name in names:
        sys.modules.pop(name, None)


def test_questions_are_what_links_and_searches_send_and_no_deed(scanning: SimpleNamespace) -> None:
    found, address = scanning.walking.Walk(), "/admin/cases/case/"
    links = list(scanning.walking.Links(PAGE).found)
    scanning.walking.gather(found, address, links, Forms(PAGE).found)
    assert {key: sorted(one.fields) for key, one in found.questions.items()} == {
        ("admin:cases_case_changelist", "get"): ["o", "q", "status"],
        ("admin:vendors_vendor_changelist", "post"): ["csrfmiddlewaretoken", "words"],
    }
    assert found.known["admin:cases_case object_id"] == {"7"}


def test_the_session_itself_is_left_alone_and_no_other_route(scanning: SimpleNamespace) -> None:
    wanted = scanning.walking.expected("auditor")
    assert {"admin:audit_auditentry_changelist", "work"} <= wanted
    assert not {"own_keys", "own_sessions", "admin:logout", "confirm"} & wanted


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("[CRITICAL] all tested parameters do not appear to be injectable.", 0),
        ("[INFO] GET parameter 'q' is vulnerable.", 1),
        ("[CRITICAL] unable to connect to the target URL", 1),
        ("", 1),
    ],
)
def test_only_what_sqlmap_calls_clean_is_clean(
    scanning: SimpleNamespace, tmp_path: Path, said: str, found: int
) -> None:
    program = tmp_path / "sqlmap"
    program.write_text(f'#!/bin/sh\necho "{said}"\n')
    program.chmod(0o700)
    person = SimpleNamespace(cookies={"a": "b"}, served=SimpleNamespace(address="https://127.0.0.1:1"))
    question = scanning.walking.Question("/admin/cases/case/", "get", "/admin/", {"q": "goto"})
    assert len(scanning.judges.sqlmap(tmp_path, person, question, tmp_path)) == found
