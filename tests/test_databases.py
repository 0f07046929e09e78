"""Do the templates of the tests' database change when what they are made from does, and only then?"""

from pathlib import Path

import pytest

from tests import databases


def test_templates_of_migrations_depend_on_what_the_migrations_import() -> None:
    named = {str(path.relative_to(databases.ROOT)) for path in databases.migration_sources()}
    assert {"privacyportal/audit/triggers.py", "privacyportal/settings.py", "requirements.lock"} <= named
    assert "cases/migrations/0001_initial.py" in named
    assert "privacyportal/accounts/models.py" not in named


def test_another_text_is_another_template_and_the_same_text_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("first")
    two.write_text("second")
    before = databases.fingerprint([one, two])
    assert databases.fingerprint([two, one]) == before
    one.write_text("first, changed")
    assert databases.fingerprint([one, two]) != before


def test_the_oldest_templates_of_a_sort_make_room(tmp_path: Path) -> None:
    for number in range(databases.KEPT + 2):
        half = tmp_path / "half"
        half.write_text("x")
        databases.store(half, tmp_path / f"migrated-{number}.sqlite3")
    (tmp_path / "filled-0.sqlite3").write_text("x")
    assert len(list(tmp_path.glob("migrated-*"))) == databases.KEPT
    assert (tmp_path / "filled-0.sqlite3").exists()
