"""Does whatever the portal says to other machines go encrypted? What it says to its own machine stays there."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

ENCRYPTED_SSLMODES = frozenset({"require", "verify-ca", "verify-full"})


def plain_connections() -> dict[str, str]:
    """Return the variables by which another machine is reached in the clear, and what would encrypt it."""
    found = {}
    database = settings.DATABASES["default"]
    if is_elsewhere(str(database.get("HOST", ""))) and _sslmode(database) not in ENCRYPTED_SSLMODES:
        found["PORTAL_DATABASE_URL"] = "?sslmode=verify-full"
    for name, address in (
        ("PORTAL_BROKER_URL", settings.CELERY_BROKER_URL),
        ("PORTAL_CACHE_URL", settings.REDIS_CACHE_URL),
    ):
        parts = urlsplit(address)
        if parts.scheme == "redis" and is_elsewhere(parts.hostname or ""):
            found[name] = "rediss://"
    if is_elsewhere(settings.EMAIL_HOST) and not settings.EMAIL_USE_TLS:
        found["PORTAL_SMTP_HOST"] = "PORTAL_SMTP_STARTTLS=true"
    return found


def is_elsewhere(host: str) -> bool:
    """Return whether a host is another machine; nothing and a path are a socket on this one."""
    if not host or host.startswith("/") or host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


def _sslmode(database: Mapping[str, object]) -> str:
    options = database.get("OPTIONS")
    return str(options.get("sslmode", "")) if isinstance(options, dict) else ""
