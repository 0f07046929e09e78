"""What does a command do on a machine where nothing, or not enough, is set up?"""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from privacyportal.backoffice import commands
from tests.commands.conftest import manage

POLICY = "個人情報保護方針\n1. 取得\n適正に取得します。\n2. 管理\n安全に管理します。\n"


@pytest.mark.live
def test_the_first_command_of_a_newcomer_sets_the_embedded_database_up(tmp_path: Path) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text(POLICY, encoding="utf-8")
    first = manage(tmp_path / "var", "load_policy", str(policy))
    assert first.stdout.splitlines() == ["1\t取得\t9", "2\t管理\t9", "version 1"], first.stderr
    second = manage(tmp_path / "var", "load_policy", str(policy))
    assert second.stdout.splitlines()[-1] == "unchanged"
    assert second.stderr == ""


@pytest.mark.live
def test_a_variable_that_means_nothing_ends_the_start_with_its_name(tmp_path: Path) -> None:
    run = manage(tmp_path, "verify_audit", PORTAL_SWEEP_SECONDS="often")
    assert run.returncode == 1
    assert "PORTAL_SWEEP_SECONDS" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_database_of_another_release_is_told_in_one_line(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "unapplied", lambda: ["cases.0099"])
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("sweep")


def test_a_database_that_is_away_is_told_in_one_line(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> list[str]:
        raise OperationalError("connection\n\trefused")

    monkeypatch.setattr(connection.introspection, "table_names", refuse)
    with pytest.raises(CommandError, match="connection refused"):
        call_command("verify_audit")


@pytest.mark.parametrize("port", ["0", "-1", "65536", "web"])
def test_the_demonstration_refuses_what_is_no_port(port: str) -> None:
    with pytest.raises(CommandError, match="port"):
        call_command("demo", f"--port={port}")
