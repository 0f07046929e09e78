"""The demonstration's data, made once for all tests however many processes run them."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.live import DATABASE, HANG_GUARD, migrated_file

ROOT = Path(__file__).resolve().parent.parent.parent


def clean_environment(var_dir: Path, **more: str) -> Mapping[str, str]:
    """The environment of a newcomer: nothing of the portal set but where its data goes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_"))}
    return {**kept, "PORTAL_VAR_DIR": str(var_dir), **more}


def manage(var_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` as a newcomer does."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean_environment(var_dir, **environment),
        capture_output=True,
        text=True,
        timeout=HANG_GUARD,
        check=False,
    )


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the demonstration's data, and what the first run printed in `first.txt`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    directory = shared / "demo"
    with (shared / "demo.build").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not directory.exists():
            directory.mkdir()
            shutil.copy(migrated_file(), directory / DATABASE)
            run = manage(directory, "demo", "--no-serve")
            assert run.returncode == 0, run.stderr
            (directory / "first.txt").write_text(run.stdout)
    return directory
