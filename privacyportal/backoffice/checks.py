"""Can this installation encrypt what it keeps?"""

from django.conf import settings
from django.core import checks

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


checks.register(keys_are_keys)
checks.register(there_is_a_key, deploy=True)
