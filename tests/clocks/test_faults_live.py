"""Is nothing lost and nothing doubled when something breaks while reminders leave, and would it be found if it were?"""

import json
import shutil
from pathlib import Path

import pytest

from privacyportal.roof.bench import databases
from tests.commands.conftest import manage
from tests.unavailable import unavailable

pytestmark = [pytest.mark.live, pytest.mark.nightly]

LEVELS = 300
FAULTS = (
    "worker killed between acceptance and our commit",
    "Redis stopped and started empty",
    "database connections dropped",
    "mail server refuses all at STARTTLS",
    "mail server refuses one recipient at RCPT, some texts, for good",
    "two recipients hang",
    "clock set back by an hour",
    "restored after mails have left",
)
# The worker with a fault in it, what breaks beside, and what the oracle has to say.
PLANTED = (
    ("sent_before_sending", "worker killed before DATA", "lost"),
    ("claimed_without_lock", "two workers", "doubled"),
    ("unknown_resent", "worker killed between acceptance and our commit", "doubled"),
    ("level_skipped", "nothing breaks", "lost"),
)

type Rows = dict[str, dict[str, object]]


def bench(directory: Path, *arguments: str, code: int) -> Rows:
    """Run faults; return their rows by name."""
    if shutil.which("redis-server") is None:
        unavailable("Redis is not installed")
    try:
        databases.program("initdb")
    except databases.Unavailable as reason:
        unavailable(str(reason))
    report = directory / "report.json"
    levels = ("--levels", str(LEVELS), "--quick", "--json", str(report))
    run = manage(directory, "bench", "faults", *levels, *arguments)
    assert run.returncode == code, run.stdout + run.stderr
    return {row["fault"]: row for row in json.loads(report.read_text())}


def test_faults_lose_and_double_nothing(tmp_path: Path) -> None:
    rows = bench(tmp_path, "--fault", *FAULTS, code=0)
    assert tuple(rows) == FAULTS
    for row in rows.values():
        assert (row["levels"], row["lost"], row["doubled"], row["unasked"], row["untimely"]) == (LEVELS, 0, 0, 0, 0)
        assert (row["ok"], row["missed"]) == (True, ""), row
    failed = {name: row["failed"] for name, row in rows.items() if row["failed"]}
    assert failed.keys() == {"mail server refuses one recipient at RCPT, some texts, for good"}
    assert {name for name, row in rows.items() if row["doubtful"]} == {"restored after mails have left"}


@pytest.mark.parametrize(("worker", "fault", "finding"), PLANTED)
def test_the_oracle_finds_a_planted_fault(tmp_path: Path, worker: str, fault: str, finding: str) -> None:
    row = bench(tmp_path, "--fault", fault, "--worker", f"tests.roof.planted.{worker}", code=1)[fault]
    assert isinstance(row[finding], int)
    assert row[finding] > 0, row
    assert finding in str(row["missed"])
