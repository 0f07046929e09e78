"""Does the image hold what it runs, does compose.yaml run what there is? Read, for there is not always an engine.

How it was built and served without one: docs/testing.md.
"""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().split()
VAR = "/var/lib/portal"


def lines(word: str) -> list[str]:
    """What stands behind an instruction of the Dockerfile."""
    return [line.removeprefix(word).strip() for line in DOCKERFILE.splitlines() if line.startswith(f"{word} ")]


def copied() -> set[str]:
    """What is copied from here."""
    return {
        source
        for line in lines("COPY")
        if "--from=" not in line
        for source in [word for word in line.split() if not word.startswith("--")][:-1]
    }


def is_ignored(path: str) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in IGNORED)


def test_what_is_copied_is_there_and_not_kept_out() -> None:
    assert copied() >= {"manage.py", "templates", "locale", "requirements.lock"}
    assert [path for path in copied() if not (ROOT / path).exists() or is_ignored(path)] == []


def test_every_app_of_ours_is_in_the_image() -> None:
    ours = {app.partition(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.partition(".")[0]).is_dir()}
    assert ours | {"privacyportal"} <= copied()
    (compiled,) = [line for line in lines("RUN") if "compileall" in line]
    assert ours <= set(compiled.split())


def test_what_production_imports_is_not_kept_out_and_what_is_kept_out_is_there() -> None:
    kept = ("privacyportal/roof/serving/__main__.py", "privacyportal/roof/serving/nginx.conf", "privacyportal/wsgi.py")
    assert [path for path in kept if not (ROOT / path).exists() or is_ignored(path)] == []
    assert [one for one in IGNORED if one.startswith("privacyportal/") and not (ROOT / one).exists()] == []


def commands() -> list[list[str]]:
    """Every command that the image and compose.yaml start or ask the health with, in words."""
    texts = re.findall(r"(?:command|test): (?:>-\n\s+)?(.+)", COMPOSE)
    flat = [part for text in texts for part in re.split(r"&&|\|", text.removeprefix('sh -c "').rstrip('"'))]
    return [shlex.split(text) for text in flat] + [re.findall(r'"([^"]+)"', line) for line in lines("CMD")]


def test_every_command_that_is_started_exists() -> None:
    managed = [words[2] for words in commands() if words[:2] == ["python", "manage.py"]]
    assert managed == ["migrate", "setup_portal", "grant_database"]
    assert set(managed) <= set(get_commands())
    modules = [words[2] for words in commands() if words[:2] == ["python", "-m"]]
    assert [module for module in modules if find_spec(module) is None] == []
    assert modules == ["privacyportal.roof.serving"]
    apps = {words[2] for words in commands() if words[:1] == ["celery"]}
    assert apps == {"privacyportal"}


def test_only_what_sets_up_works_as_the_role_that_owns_the_tables() -> None:
    """Whoever owns the tables can drop what protects them."""
    parts = re.split(r"\n(?=  \w[\w-]*:\n)", COMPOSE.partition("\nservices:\n")[2])
    roles = {part.split(":")[0].strip(): re.findall(r"postgresql://(\w+):\$\{(\w+)", part) for part in parts}
    owning = {name: found for name, found in roles.items() if found}
    assert owning == {"setup": [("portal", "PORTAL_DB_PASSWORD")]}
    shared = COMPOSE.partition("\nservices:\n")[0]
    assert re.findall(r"postgresql://(\w+):\$\{(\w+)", shared) == [("pages", "PORTAL_DB_PAGES_PASSWORD")]
    assert 'PORTAL_DB_PASSWORD: ""' in shared
    (granting,) = [words for words in commands() if "grant_database" in words]
    assert granting[3:] == ["pages", "--password-from", "PORTAL_DB_PAGES_PASSWORD"]


def test_the_file_by_whose_age_the_scheduler_is_judged_is_the_one_it_touches() -> None:
    (asked,) = [words for words in commands() if words[0] == "find"]
    (beat,) = [words for words in commands() if words[0] == "celery" and "beat" in words]
    touched = Path(beat[beat.index("--schedule") + 1])
    assert (asked[1], asked[asked.index("-name") + 1]) == (str(touched.parent), touched.name)


def test_what_is_mounted_belongs_to_the_user_that_writes_there() -> None:
    mounted = set(re.findall(rf"- \w+:({VAR}/\w+)", COMPOSE))
    assert mounted == {path for line in lines("VOLUME") for path in line.split()}
    (made,) = [line for line in lines("RUN") if "install --directory --owner portal --group portal" in line]
    assert mounted <= set(made.split())
    named = set(re.findall(r"\$\{PORTAL_\w+_FILE:-([^}]+)\}", COMPOSE))
    assert {str(Path(path).parent) for path in named} <= mounted


def test_the_programs_of_the_database_are_of_the_servers_own_version() -> None:
    assert re.findall(r"postgresql-client-(\d+)", DOCKERFILE) == re.findall(r"image: postgres:(\d+)", COMPOSE)


def test_every_variable_that_is_set_is_explained() -> None:
    explained = (ROOT / "docs/operations.md").read_text()
    named = set(re.findall(r"PORTAL_[A-Z_]+", DOCKERFILE + COMPOSE))
    assert {name for name in named if name not in explained} == set()
