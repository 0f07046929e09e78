"""Does docs/asvs.csv speak of every requirement of levels 1 and 2 once, and are the tests that it names there?"""

import ast
import os
from collections import Counter
from functools import cache

from tests.asvs import GAP, HELD, LEVELS, NOT_APPLICABLE, PAGE, PARTLY, ROOT, STATES, page, rows

FOLDERS = {".ci", "privacyportal", "cases", "consents", "vendors", "docs", "templates", "tests"}


@cache
def named_in(path: str) -> frozenset[str]:
    """The tests of a file, as pytest calls them."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(f"{path}::{node.name}")
        elif isinstance(node, ast.ClassDef):
            found |= {f"{path}::{node.name}::{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
    return frozenset(found)


def test_the_list_of_requirements_is_as_long_as_the_standards() -> None:
    assert Counter(LEVELS.values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_of_levels_1_and_2_stands_once_in_its_order() -> None:
    wanted = [(number, str(level)) for number, level in LEVELS.items() if level in (1, 2)]
    assert [(row.number, row.level) for row in rows()] == wanted


def test_every_test_that_is_named_is_there() -> None:
    named = {test for row in rows() for test in row.tests}
    missing = [
        test for test in sorted(named) if not (ROOT / test.split("::")[0]).is_file() or "::test_" not in test
    ] or [test for test in sorted(named) if test not in named_in(test.split("::")[0])]
    assert missing == []


def test_each_is_held_and_shown_or_says_why_not() -> None:
    stored = rows()
    assert {row.state for row in stored} <= set(STATES)
    assert [row.number for row in stored if row.state == HELD and not (row.where and (row.tests or row.reason))] == []
    assert [row.number for row in stored if row.state in (PARTLY, GAP, NOT_APPLICABLE) and not row.reason] == []
    assert [row.number for row in stored if row.state == NOT_APPLICABLE and (row.tests or row.where)] == []
    assert [row.number for row in stored if not row.words] == []


def test_every_place_in_the_code_is_there() -> None:
    paths = {
        (row.number, part)
        for row in rows()
        for part in row.where.replace(";", " ").replace("(", " ").replace(")", " ").replace(",", " ").split()
        if "/" in part
        and part.split("/")[0] in ("privacyportal", "cases", "consents", "vendors", "docs", "templates", "tests")
    }
    assert sorted(place for place in paths if not (ROOT / place[1]).exists()) == []


def test_the_page_says_what_the_file_says() -> None:
    if os.environ.get("PORTAL_WRITE_ASVS_PAGE"):
        PAGE.write_text(page(rows()), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(rows())
