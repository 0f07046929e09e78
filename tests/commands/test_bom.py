"""Does the bill of materials hold what is installed, and does the review say what it could not look at?"""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.model.bom import Bom

from tests.commands.conftest import ROOT

LOCK = ROOT / "requirements.lock"


def made(into: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / "bom.py"), "--into", str(into), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script wrote of the real lock."""
    into = tmp_path_factory.mktemp("bom")
    done = made(into)
    assert done.returncode == 0, done.stdout + done.stderr
    return into


def test_the_bill_names_every_package_with_version_hashes_and_licence(folder: Path) -> None:
    told = json.loads((folder / "bom.cdx.json").read_text(encoding="utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    parts = {part["name"]: part for part in told["components"]}
    django = parts["django"]
    assert f"django=={django['version']} " in LOCK.read_text(encoding="utf-8")
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert django["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert len(django["externalReferences"][0]["hashes"]) == 2
    assert (django["scope"], parts["cbor2"]["scope"], parts["pytest"]["scope"]) == ("required", "required", "optional")
    depends = next(one for one in told["dependencies"] if one["ref"] == "portal")["dependsOn"]
    assert set(depends) == {part["bom-ref"] for part in parts.values()}


def test_other_programs_read_the_bill(folder: Path) -> None:
    told = json.loads((folder / "bom.cdx.json").read_text(encoding="utf-8"))
    assert len(Bom.from_json(told).components) == len(told["components"])


def test_the_list_of_licences_has_a_row_for_each_package(folder: Path) -> None:
    with (folder / "licences.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["package"]: row for row in csv.DictReader(file)}
    bill = json.loads((folder / "bom.cdx.json").read_text(encoding="utf-8"))
    assert rows.keys() == {part["name"] for part in bill["components"]}
    assert (rows["psycopg"]["licence"], rows["psycopg"]["for"]) == ("LGPL-3.0-only", "portal")
    assert (rows["axe-playwright-python"]["licence"], rows["mypy"]["for"]) == ("not stated", "tests and tools")


def test_the_review_says_what_it_did_not_look_at_and_strict_fails_for_it(folder: Path, tmp_path: Path) -> None:
    review = (folder / "review.txt").read_text(encoding="utf-8")
    assert "NOT CHECKED against advisories" in review
    assert "psycopg (LGPL-3.0-only)" in review
    strict = made(tmp_path, "--strict")
    assert (strict.returncode, strict.stdout) == (1, review)


@pytest.mark.parametrize(
    ("from_text", "to_text", "told"),
    [
        ("whitenoise==", "whitenoise==0.", "DIFFERS: whitenoise: pinned 0."),
        ("whitenoise==", "whitenoise-of-another==", "DIFFERS: whitenoise: installed, not in the lock"),
        ("whitenoise==6.12.0 \\\n", "whitenoise==6.12.0\nzzz==1 \\\n", "DIFFERS: whitenoise: pinned without a hash"),
    ],
)
def test_an_installation_that_is_not_the_lock_fails(tmp_path: Path, from_text: str, to_text: str, told: str) -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert from_text in text
    other = tmp_path / "other.lock"
    other.write_text(text.replace(from_text, to_text), encoding="utf-8")
    done = made(tmp_path / "bom", "--lock", str(other))
    assert done.returncode == 1
    assert told in done.stdout


def test_files_of_others_kept_here_are_on_the_bill_with_the_hash_of_the_file(folder: Path, tmp_path: Path) -> None:
    told = json.loads((folder / "bom.cdx.json").read_text(encoding="utf-8"))
    alpine = {part["name"]: part for part in told["components"]}["@alpinejs/csp"]
    assert alpine["purl"] == f"pkg:npm/%40alpinejs/csp@{alpine['version']}"
    assert alpine["licenses"] == [{"license": {"id": "MIT"}}]
    table = (ROOT / ".ci" / "vendored.csv").read_text(encoding="utf-8")
    assert alpine["hashes"][0]["content"] in table
    other = tmp_path / "vendored.csv"
    other.write_text(table.replace(alpine["hashes"][0]["content"], "0" * 64), encoding="utf-8")
    done = made(tmp_path / "bom", "--vendored", str(other))
    assert done.returncode == 1
    assert "DIFFERS: templates/static/unfold/js/alpine/alpine.js: not the file of @alpinejs/csp" in done.stdout
