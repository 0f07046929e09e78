"""Is nothing lost and nothing doubled when worker, broker or mail server fail while reminders leave?"""

import json
import shutil
from pathlib import Path

import pytest

from privacyportal.roof.bench import databases
from tests.commands.conftest import manage
from tests.unavailable import unavailable

pytestmark = [pytest.mark.live, pytest.mark.nightly]

FAULTS = (
    "worker killed between acceptance and our commit",
    "Redis stopped and started empty",
    "database connections dropped",
)


def test_three_faults_lose_and_double_nothing(tmp_path: Path) -> None:
    if shutil.which("redis-server") is None:
        unavailable("Redis is not installed")
    try:
        databases.program("initdb")
    except databases.Unavailable as reason:
        unavailable(str(reason))
    report = tmp_path / "report.json"
    run = manage(tmp_path, "bench", "faults", "--levels", "300", "--quick", "--fault", *FAULTS, "--json", str(report))
    assert run.returncode == 0, run.stdout + run.stderr
    rows = {row["fault"]: row for row in json.loads(report.read_text())}
    assert tuple(rows) == FAULTS
    for row in rows.values():
        assert (row["due"], row["lost"], row["doubled"], row["unasked"]) == (300, 0, 0, 0), row
        assert row["unknown"] <= row["kills"], row
        assert row["accepted"] + row["unknown"] >= 300, row
