"""Not one word of the interface is left in English where Japanese is wanted."""

import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from tests.unavailable import unavailable

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("privacyportal", "cases", "consents", "vendors", "templates")
OURS = Path("locale/ja/LC_MESSAGES/django.po")
CATALOGUES = (OURS, Path("locale/packages/ja/LC_MESSAGES/django.po"))


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is translated, to extract into."""
    if shutil.which("xgettext") is None:
        unavailable("gettext is not installed")
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / OURS.parent).mkdir(parents=True)
    shutil.copy(ROOT / OURS, tmp_path / OURS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_string_of_ours_is_translated(copy: Path, settings: object) -> None:
    settings.LOCALE_PATHS = [copy / "locale"]
    call_command("makemessages", locale=["ja"], no_obsolete=True, verbosity=0)
    extracted = polib.pofile(str(copy / OURS))
    assert [entry.msgid for entry in extracted if not entry.translated()] == []
    assert [entry.msgid for entry in extracted if entry.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_a_compiled_catalogue_says_what_its_source_says(path: Path) -> None:
    source = polib.pofile(str(ROOT / path))
    compiled = polib.mofile(str(ROOT / path.with_suffix(".mo")))
    assert [entry.msgid for entry in source if not entry.translated()] == []
    assert {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in source} == {
        (e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled
    }
