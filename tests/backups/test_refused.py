"""Is what must not come back refused, with what to do, and nothing of what is there changed?"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backups import drill
from tests.live import DATABASE, Mailroom, Portal, portal

pytestmark = pytest.mark.live

NAME = "東和データセンター株式会社"
ASK = """
from pathlib import Path
from django.utils import timezone
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.restoring import restore
try:
    restore(Path({file!r}), replace={replace}, foreign={foreign!r}, at=timezone.now())
except BackupRefused as refused:
    print(refused)
else:
    print("restored")
"""
# A backup as a newer release, or another database, would have written it: sealed with the right key.
FORGE = """
from dataclasses import replace
from pathlib import Path
from django.utils import timezone
from privacyportal.backups import archive, sealed, taking
with taking.snapshot(at=timezone.now()) as found:
    about = replace(found.about, **{changes})
    writer = archive.Writer(Path({file!r}), sealed.key(), about)
    writer.database(list(found.pieces){cut})
    writer.finish()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with data on the embedded database."""
    directory = tmp_path_factory.mktemp("refused")
    with portal(directory, Mailroom(), PORTAL_BACKUP_KEY=drill.KEY) as made:
        made.set_up()
        drill.stage(made, NAME)
        yield made


@pytest.fixture(scope="module")
def backup(home: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    file = tmp_path_factory.mktemp("backups") / "night.backup"
    home.manage("backup", str(file))
    return file


def asked(made: Portal, file: Path, *, replace: bool = True, foreign: str = "") -> str:
    """What restoring says; the portal is as it was."""
    said = made.python(ASK.format(file=str(file), replace=replace, foreign=foreign)).strip()
    left = [path.name for path in made.directory.iterdir() if "restoring" in path.name or path.name.startswith(".")]
    assert left == []
    return said


def state(made: Portal) -> str:
    return made.python(drill.STATE)


def forged(made: Portal, file: Path, cut: str = "", **changes: object) -> Path:
    made.python(FORGE.format(file=str(file), changes=repr(changes), cut=cut))
    return file


def test_a_damaged_file_changes_nothing(home: Portal, backup: Path, tmp_path: Path) -> None:
    before, data = state(home), backup.read_bytes()
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    for name, content in (("cut", data[:-20]), ("half", data[: len(data) // 2]), ("bit", bytes(flipped))):
        (tmp_path / name).write_bytes(content)
        assert "壊れています" in asked(home, tmp_path / name)
    (tmp_path / "other").write_bytes(b"PK\x03\x04 and so on" * 100)
    assert "このポータルのバックアップではありません" in asked(home, tmp_path / "other")
    assert "No such file" in asked(home, tmp_path / "nowhere")
    assert state(home) == before


def test_what_is_there_goes_only_when_that_is_said(home: Portal, backup: Path) -> None:
    before = state(home)
    assert "--replace" in asked(home, backup, replace=False)
    assert state(home) == before


def test_a_newer_release_and_another_database_are_refused(home: Portal, tmp_path: Path) -> None:
    before = state(home)
    newer = forged(home, tmp_path / "newer", version="99.0")
    assert "新しい版（99.0" in asked(home, newer)
    unknown = forged(home, tmp_path / "tables", migrations=["cases.9999_of_the_future"])
    assert "cases.9999_of_the_future" in asked(home, unknown)
    assert "PORTAL_DATABASE_URL" in asked(home, forged(home, tmp_path / "server", vendor="postgresql", server=15))
    assert state(home) == before


def test_a_database_that_is_not_what_the_backup_counted_is_refused(home: Portal, tmp_path: Path) -> None:
    before = state(home)
    assert "完全ではありません" in asked(home, forged(home, tmp_path / "short", cut="[:-1]"))
    assert "完全ではありません" in asked(home, forged(home, tmp_path / "rows", rows={"vendors_vendor": 77}))
    assert state(home) == before


def test_another_installation_s_backup_comes_only_for_a_reason(home: Portal, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    values = {"PORTAL_BACKUP_KEY": drill.KEY, "PORTAL_SECRET_KEY": "of-another-installation-0123456789-0123456789-0123"}
    with portal(tmp_path / "elsewhere", Mailroom(), **values) as other:
        said = asked(other, backup, replace=False)
        assert "別の環境のバックアップの可能性" in said
        assert "PORTAL_SECRET_KEY" in said
        assert "PORTAL_DATA_KEYS" in said
        assert asked(other, backup, replace=False, foreign="本番の障害調査のため") == "restored"
        assert NAME in other.python("from vendors.models import Vendor\nprint(Vendor.objects.get().name)")
        entry = "from privacyportal.audit.models import AuditEntry as A\nprint(A.objects.latest('sequence').reason)"
        assert other.python(entry).strip() == "本番の障害調査のため"
    # With the same key, but people at work whose trail began otherwise.
    (tmp_path / "twin").mkdir()
    values["PORTAL_SECRET_KEY"] = (home.directory / "secret_key").read_text()
    values["PORTAL_DATA_KEYS"] = (home.directory / "data_key").read_text()
    with portal(tmp_path / "twin", Mailroom(), **values) as twin:
        twin.set_up()
        drill.stage(twin, "別の株式会社")
        assert "監査証跡の始まり" in asked(twin, backup)


def test_another_key_and_none_are_said_so(home: Portal, backup: Path, tmp_path: Path) -> None:
    for key, said in (("k" * 40, "別の鍵"), ("", "PORTAL_BACKUP_KEY")):
        (tmp_path / f"key{len(key)}").mkdir()
        with portal(tmp_path / f"key{len(key)}", Mailroom(), PORTAL_BACKUP_KEY=key) as other:
            assert said in asked(other, backup)


def test_a_portal_that_is_running_is_not_replaced(home: Portal, backup: Path) -> None:
    drill.hush(home)
    # A process with its connection.
    home.python("from privacyportal.accounts.models import User\nprint(User.objects.count())")
    ended = home._run("restore", str(backup), "--replace")
    assert ended.returncode == 1
    assert "まだ動いています" in ended.stderr.decode()
    assert (home.directory / DATABASE).exists()


def test_files_that_records_name_and_nobody_has_are_told_and_the_backup_is_taken(home: Portal, tmp_path: Path) -> None:
    files = home.directory / "files"
    lost = next(path for path in sorted(files.rglob("*")) if path.is_file())
    aside = lost.rename(tmp_path / "aside")
    ended = home._run("backup", str(tmp_path / "gap.backup"))
    assert ended.returncode == 1
    assert lost.name in ended.stderr.decode()
    assert lost.name in home.manage("verify_backup", str(tmp_path / "gap.backup"))
    aside.rename(lost)


def test_a_changed_file_is_found_by_verifying(home: Portal, tmp_path: Path) -> None:
    """Not damage of the archive, which its keys find: what was wrong on the disk already when it was taken."""
    file = next(path for path in sorted((home.directory / "files").rglob("*")) if path.is_file())
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"X")
    home.manage("backup", str(tmp_path / "changed.backup"))
    ended = home._run("verify_backup", str(tmp_path / "changed.backup"))
    assert ended.returncode == 1
    assert file.name in ended.stderr.decode()
    file.write_bytes(content)


def test_a_backup_leaves_its_entry_and_never_writes_over_another(home: Portal, backup: Path) -> None:
    asked_for = (
        "from privacyportal.audit.models import AuditEntry as A\n"
        "told = A.objects.filter(action='backups.taken').earliest('sequence').changes\n"
        "print(told['sha256'], told['files'])"
    )
    assert home.python(asked_for).split() == [hashlib.sha256(backup.read_bytes()).hexdigest(), "1"]
    ended = home._run("backup", str(backup))
    assert ended.returncode == 1
    assert "別の名前" in ended.stderr.decode()
    assert oct(backup.stat().st_mode)[-3:] == "600"
    assert list(backup.parent.glob("*.part")) == []
