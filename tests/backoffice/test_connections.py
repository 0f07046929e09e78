"""Does the check before production say which connection to another machine is not encrypted?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings

from privacyportal.backoffice.checks import connections_are_encrypted
from privacyportal.backoffice.connections import plain_connections
from privacyportal.databases import LIMITS_OF_A_PAGE, database

Stands = Callable[..., None]


@pytest.fixture
def database_at(monkeypatch: pytest.MonkeyPatch) -> Stands:
    """Say where the database stands, and with which options it is spoken to."""

    def say(host: str, **options: str) -> None:
        monkeypatch.setitem(django_settings.DATABASES["default"], "HOST", host)
        monkeypatch.setitem(django_settings.DATABASES["default"], "OPTIONS", options)

    return say


@pytest.fixture(autouse=True)
def all_at_home(settings: LazySettings, database_at: Stands) -> None:
    """Everything on this machine."""
    database_at("")
    settings.CELERY_BROKER_URL, settings.REDIS_CACHE_URL = "redis://127.0.0.1:6379/0", ""
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "localhost", False


@pytest.mark.parametrize("host", ["", "/run/postgresql", "localhost", "127.0.0.1", "::1"])
def test_what_stays_on_this_machine_needs_none(database_at: Stands, host: str) -> None:
    database_at(host)
    assert plain_connections() == {}


@pytest.mark.parametrize("mode", ["", "disable", "allow", "prefer"])
def test_each_that_leaves_it_in_the_clear_is_named(settings: LazySettings, database_at: Stands, mode: str) -> None:
    database_at("db.example", **({"sslmode": mode} if mode else {}))
    settings.CELERY_BROKER_URL, settings.REDIS_CACHE_URL = "redis://:secret@queue.example/0", "redis://10.0.0.5/1"
    settings.EMAIL_HOST = "mail.example"
    said = connections_are_encrypted()
    names = ["PORTAL_DATABASE_URL", "PORTAL_BROKER_URL", "PORTAL_CACHE_URL", "PORTAL_SMTP_HOST"]
    assert [name in one.msg for name, one in zip(names, said, strict=True)] == [True] * len(names)
    assert "secret" not in " ".join(one.msg for one in said)


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_what_is_encrypted_is_not(settings: LazySettings, database_at: Stands, mode: str) -> None:
    database_at("db.example", sslmode=mode)
    settings.CELERY_BROKER_URL, settings.REDIS_CACHE_URL = "rediss://queue.example/0", "rediss://queue.example/1"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.example", True
    assert plain_connections() == {}


@pytest.mark.parametrize("for_pages", [True, False])
def test_what_the_address_of_the_database_asks_for_reaches_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, for_pages: bool
) -> None:
    address = "postgresql://portal@db.example/portal?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    monkeypatch.setenv("PORTAL_DATABASE_URL", address)
    options = database(tmp_path, for_pages=for_pages)["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert {"pool", "connect_timeout"} <= set(options)
    assert [name in options.get("options", "") for name in LIMITS_OF_A_PAGE] == [for_pages] * len(LIMITS_OF_A_PAGE)
