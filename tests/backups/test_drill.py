"""The drill: data, a backup, a loss, the way back. Is everything there, is mail held, and does each leave once?"""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.backups import drill
from tests.live import Mailroom, Portal

pytestmark = pytest.mark.live

EAST, SUN, LOST, NEW = "東和データセンター株式会社", "旭ビルサービス株式会社", "失われた株式会社", "新日本倉庫株式会社"


def told(room: Mailroom) -> Counter[str]:
    """How many mails name each vendor."""
    return Counter(
        name for number in range(len(room.mails)) for name in (EAST, SUN, LOST, NEW) if name in room.text(number)
    )


@pytest.mark.parametrize("again", [False, True], ids=["what may have left is unknown", "nothing had left"])
def test_the_portal_comes_back_whole_and_tells_everybody_once(
    drilled: tuple[Portal, Mailroom], tmp_path: Path, again: bool
) -> None:
    made, room = drilled
    numbers = [drill.stage(made, EAST), drill.stage(made, SUN)]
    before = json.loads(made.python(drill.STATE))
    assert before["files"] == [["evidence.txt", True]] * 2
    file = tmp_path / "night.backup"
    assert "ファイル2件" in made.manage("backup", str(file))
    assert "ファイル2件" in made.manage("verify_backup", str(file))
    assert "2 files" in made.manage("verify_backup", str(file), "--lang", "en")
    assert EAST.encode() not in file.read_bytes()
    if not again:  # the portal went on, and told both owners before it was lost
        drill.stage(made, LOST)
        made.python(drill.SEND)
        assert told(room) == {EAST: 1, SUN: 1, LOST: 1}
        room.mails.clear()

    drill.destroy(made)
    drill.restore(made, file)
    assert json.loads(made.python(drill.STATE)) == {**before, "whole": True}
    assert "portal.restored" in made.findings()
    made.python(drill.SEND)
    fresh = drill.stage(made, NEW)
    made.python(drill.SEND)
    assert room.mails == []

    assert made.python(drill.RELEASE.format(again=again)).split() == ["3", "0", "2"]
    made.python(drill.SEND)
    unknown = [] if again else [[number, "unknown", "restored"] for number in numbers]
    sent = [[number, "sent", ""] for number in (numbers if again else [])] + [[fresh, "sent", ""]]
    assert sorted(json.loads(made.python(drill.MAILS))) == sorted(unknown + sent)
    assert told(room) == ({EAST: 1, SUN: 1, NEW: 1} if again else {NEW: 1})
    made.python(drill.RESEND)
    made.python(drill.SEND)
    assert told(room) == {EAST: 1, SUN: 1, NEW: 1}
    assert "portal.restored" not in made.findings()
    drill.hush(made)
    assert "whole" in made.manage("verify_audit")
