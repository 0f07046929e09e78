"""With which keys is encrypted what database and disk alone must not tell?

All come from the environment: the newest of `PORTAL_DATA_KEYS` encrypts, the former ones still decrypt.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import PortalError

KEY_BYTES = 32
FINGERPRINT_BYTES = 8


class KeyMissing(PortalError):
    """No key, or not the one that is needed; nothing was stored or shown."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class NotOpened(PortalError):
    """What is stored was changed, damaged, or belongs to another row: it is shown to nobody."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True)
class Key:
    """One key of the installation; `fingerprint` names it and tells nothing of it."""

    material: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Return 16 hexadecimal signs that are this key's and no other's."""
        return hashlib.sha256(b"portal.key:" + self.material).digest()[:FINGERPRINT_BYTES].hex()

    def cipher(self, *, salt: bytes, use: str) -> AESGCM:
        """Return the cipher (AES-256-GCM) of a key made of this one for one `use` and one `salt` (RFC 5869)."""
        made = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=use.encode())
        return AESGCM(made.derive(self.material))


def data_keys() -> list[Key]:
    """Return the keys of the installation, newest first; none where none are set.

    :raises ValueError: when one is no key: 32 bytes in base64.
    """
    return [_key(text) for text in settings.PORTAL_DATA_KEYS]


def newest() -> Key:
    """Return the key that encrypts.

    :raises KeyMissing: when the installation has none.
    """
    keys = data_keys()
    if not keys:
        raise KeyMissing(
            _(
                "The portal has no key to encrypt files with, so that none can be kept. Nothing was recorded. Tell the "
                "administrator (PORTAL_DATA_KEYS), then send the form again."
            )
        )
    return keys[0]


def named(fingerprint: str) -> Key:
    """Return the key with that fingerprint.

    :raises KeyMissing: when the installation does not have it.
    """
    found = next((key for key in data_keys() if key.fingerprint == fingerprint), None)
    if found is None:
        text = _(
            "This was encrypted with the key %(key)s, which the portal does not have now. Tell the administrator: "
            "former keys stay in PORTAL_DATA_KEYS, behind the newest, until rotate_keys has said that none needs them."
        )
        raise KeyMissing(text % {"key": fingerprint})
    return found


def _key(text: str) -> Key:
    try:
        material = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        material = b""
    if len(material) != KEY_BYTES:
        raise ValueError("PORTAL_DATA_KEYS: each key is 32 random bytes in base64.")
    return Key(material)
