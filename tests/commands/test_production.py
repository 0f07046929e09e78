"""Is the configuration of a real installation sound?"""

from pathlib import Path

import pytest

from tests.commands.conftest import ROOT, manage

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
