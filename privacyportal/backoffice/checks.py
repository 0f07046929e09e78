"""Can this installation encrypt what it keeps, and does it encrypt what it says to other machines?"""

from django.conf import settings
from django.core import checks

from privacyportal.backoffice.connections import plain_connections
from privacyportal.backoffice.keyring import data_keys

MADE = "openssl rand -base64 32 makes one. Newest first, comma-separated; keep former ones until rotate_keys is done."


def keys_are_keys(**kwargs: object) -> list[checks.CheckMessage]:
    """Say of a value that is no key (E001)."""
    try:
        data_keys()
    except ValueError as error:
        return [checks.Error(str(error), hint=MADE, id="backoffice.E001")]
    return []


def there_is_a_key(**kwargs: object) -> list[checks.CheckMessage]:
    """Say that there is none, so that no file can be kept (E002)."""
    if settings.PORTAL_DATA_KEYS:
        return []
    said = "Files cannot be kept: there is no key to encrypt them with (PORTAL_DATA_KEYS)."
    return [checks.Error(said, hint=MADE, id="backoffice.E002")]


def connections_are_encrypted(**kwargs: object) -> list[checks.CheckMessage]:
    """Warn of each connection to another machine that is not (W001)."""
    return [
        checks.Warning(
            f"What the portal says by {name} goes to another machine in the clear.",
            hint=f"Set {instead}, or keep the two machines in a network of their own and silence the warning.",
            id="backoffice.W001",
        )
        for name, instead in plain_connections().items()
    ]


checks.register(keys_are_keys)
checks.register(there_is_a_key, deploy=True)
checks.register(connections_are_encrypted, deploy=True)
