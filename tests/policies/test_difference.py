"""Two versions are compared section by section; what came and what went is marked by more than colour."""

import pytest

from privacyportal.policies.difference import Change, Kind, compare, pieces
from tests.factories.policies import load, policy_text

pytestmark = pytest.mark.django_db


def changes(before, after):
    return compare(list(before.sections.all()), list(after.sections.all()))


def test_only_the_changed_section_is_changed():
    after = load(policy_text(change=("業務の委託について、法令に従い", "業務の委託について、契約および法令に従い")))
    rows = changes(load(), after)
    assert [row.after.number for row in rows if row.change == Change.CHANGED] == [6]
    inserted = [piece.text for piece in rows[5].body if piece.kind == Kind.INSERTED]
    assert "".join(inserted).startswith("契約")


def test_a_new_section_moves_the_numbers_but_not_the_texts():
    text = policy_text().replace(
        "第14条（方針の見直し）", "第14条（教育）\n当社は、教育を行います。\n第15条（方針の見直し）"
    )
    rows = changes(load(), load(text))
    assert [(row.change, row.after.number) for row in rows[12:]] == [
        (Change.SAME, 13),
        (Change.ADDED, 14),
        (Change.CHANGED, 15),
    ]
    assert rows[14].is_renumbered


def test_a_section_that_went_is_shown_whole():
    text = policy_text().replace(
        "第14条（方針の見直し）\n当社は、方針の見直しについて、法令に従い適切に取り扱います。\n", ""
    )
    last = changes(load(), load(text))[-1]
    assert (last.change, last.after) == (Change.REMOVED, None)


def test_words_are_compared_and_nothing_gets_lost():
    found = pieces("当社は、個人情報を利用します。", "当社は、個人データを利用しません。")
    assert "".join(p.text for p in found if p.kind != Kind.INSERTED) == "当社は、個人情報を利用します。"
    assert "".join(p.text for p in found if p.kind != Kind.DELETED) == "当社は、個人データを利用しません。"


def test_the_comparison_on_screen_says_in_words_what_came_and_went(as_user, doi):
    before, after = load(), load(policy_text(change=("適切に", "速やかに")))
    page = as_user(doi).get(f"/admin/policies/policyversion/{after.pk}/difference/{before.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<ins>" in text
    assert "<del>" in text
    assert "速やかに" in text


def test_a_version_that_is_not_there_is_not_found(as_user, doi):
    version = load()
    client = as_user(doi)
    assert client.get(f"/admin/policies/policyversion/{version.pk}/difference/{version.pk + 1}/").status_code == 404
    assert client.get(f"/admin/policies/policyversion/{version.pk}/difference/{version.pk}/").status_code == 404
