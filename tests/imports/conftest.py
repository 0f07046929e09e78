"""How does a file of vendors, with the mapping for it, come in by the command?"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from celery import Celery
from django.conf import LazySettings
from django.core.management import call_command

from privacyportal.accounts.models import User
from tests.factories.cases import open_case

HEADER = "番号,名称,法人番号,重要度"
MAPPING = """
kind = "vendors"
[identity]
source = "test"
column = "番号"
[fields]
name = "名称"
corporate_number = "法人番号"
country = {value = "JP"}
criticality = {column = "重要度", values = {"高" = "high", "中" = "medium"}, empty = "medium"}
"""


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of vendors (a header is added) and the mapping for it."""
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")

    def write(*rows: str, name: str = "vendors.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def imported(path: Path, *options: str, mapping: str = "", command: str = "import_vendors") -> list[str]:
    out = io.StringIO()
    mapping = mapping or str(path.parent / "map.toml")
    call_command(command, str(path), "--mapping", mapping, *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def own_files(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> None:
    """Keep files in a private place; tests are the workers."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(Celery, "send_task", lambda *args, **kwargs: None)


@pytest.fixture
def routing(baba: User) -> None:
    """A routing table by which cases find their desks."""
    open_case(by=baba)
