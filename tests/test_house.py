"""The house stands as drawn: file sizes, function sizes, relations, text."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("privacyportal", "cases", "consents", "vendors")
ROOMS = ("cases", "consents", "vendors")
FILE_LIMIT, FUNCTION_LIMIT = 300, 40


def sources() -> list[Path]:
    """Return every source file without migrations."""
    return [p for package in PACKAGES for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_fits_in_the_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= FILE_LIMIT
    tree = ast.parse(text)
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert long == []
    assert text == "" or ast.get_docstring(tree), "a module opens with the question that it answers"


def test_relations_point_down_the_house() -> None:
    """Strings escape the import contracts, so foreign keys are checked here."""
    order = {name: floor for floor, name in enumerate(ROOMS)}
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if (target := field.related_model._meta.app_label) in order
        if model._meta.app_label not in order or order[model._meta.app_label] > order[target]
    ]
    assert upward == []


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("lock", ["requirements.lock", ".ci/scanners.lock"])
def test_pinned_dependencies_name_no_address(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("floor", ["services", "guards", "states", "querysets"])
def test_what_decides_is_typed_strictly(room: str, floor: str) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    strict = next(part for part in settings["overrides"] if part.get("disallow_any_generics"))
    assert f"{room}.{floor}.*" in strict["module"]
    assert (ROOT / room / floor).is_dir() or (ROOT / room / f"{floor}.py").is_file()


def test_a_step_is_one_thing() -> None:
    """A step is a move of a record: the word names nothing else."""
    named = [
        str(path.relative_to(ROOT))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name == "Step"
    ]
    assert named == ["privacyportal/backoffice/steps.py"]
