"""Does the set-up find a Python that fits, wherever it stands, and say in one line when there is none?"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.conftest import ROOT

TOOLS = ("sh", "cat", "cksum", "dirname")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the script with its list of packages, and a PATH that holds nothing but what it needs."""
    place = tmp_path / "checkout"
    (place / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "setup", place / ".ci" / "setup")
    shutil.copy(ROOT / "requirements.lock", place)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return place


def python(path: Path, *, fits: bool, prefix: Path) -> None:
    """Put a stand-in for a Python: asked whether it fits, for its prefix, or to make an environment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'#!/bin/sh\ncase "$*" in\n*ensurepip*) exit {int(not fits)} ;;\n*prefix*) echo "{prefix}" ;;\n'
        f'*venv*) echo "environment by $0" >&2; exit 7 ;;\nesac\n'
    )
    path.chmod(0o755)


def set_up(checkout: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout.parent / "bin"), "HOME": str(checkout.parent / "home")}
    return subprocess.run(
        [shutil.which("sh") or "sh", ".ci/setup"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_python_that_fits_one_line_says_what_is_missing(checkout: Path) -> None:
    python(checkout.parent / "bin" / "python3", fits=False, prefix=checkout.parent / "versions" / "3.11.9")
    run = set_up(checkout)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "Python 3.12 or 3.13" in run.stderr


@pytest.mark.parametrize("place", ["versions/3.12.7", "home/.pyenv/versions/3.13.1", "versions/cpython-3.13.2-linux"])
def test_a_python_beside_an_older_default_is_found(checkout: Path, place: str) -> None:
    base = checkout.parent
    python(base / "bin" / "python3", fits=False, prefix=base / "versions" / "3.11.9")
    python(base / place / "bin" / "python3", fits=True, prefix=base / place)
    assert set_up(checkout).stderr == f"environment by {base / place / 'bin' / 'python3'}\n"


def test_a_python_on_the_path_comes_first(checkout: Path) -> None:
    base = checkout.parent
    python(base / "bin" / "python3.12", fits=True, prefix=base / "usr")
    python(base / "home/.pyenv/versions/3.13.1/bin/python3", fits=True, prefix=base / "home")
    assert "bin/python3.12\n" in set_up(checkout).stderr
