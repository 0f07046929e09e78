"""How is a short secret kept so that the database alone does not tell it? Encrypted, and bound to whose it is.

What is sealed names its key: `fingerprint.base64`. What has no name was sealed before there were names.
"""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from privacyportal.backoffice.keyring import Key, data_keys

NONCE_BYTES = 12
USE = "sealed.value"


def sealed(secret: bytes, *, bound_to: str) -> str:
    """Return a secret as it is stored; only together with `bound_to` (model, field, row) can it be opened again."""
    key, nonce = _ring()[0], secrets.token_bytes(NONCE_BYTES)
    closed = nonce + key.cipher(salt=nonce, use=USE).encrypt(nonce, secret, bound_to.encode())
    return f"{key.fingerprint}.{base64.b64encode(closed).decode()}"


def opened(stored: str, *, bound_to: str) -> bytes:
    """Return the secret, also where it was sealed with a former key.

    :raises ValueError: when no key opens it, or it was bound to something else.
    """
    name, dot, closed = stored.rpartition(".")
    raw = base64.b64decode(closed)
    nonce, content = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    for cipher in [key.cipher(salt=nonce, use=USE) for key in _ring() if key.fingerprint == name] if dot else _first():
        try:
            return cipher.decrypt(nonce, content, bound_to.encode())
        except InvalidTag:
            continue
    raise ValueError("No key opens what is stored.")


def is_newest(stored: str) -> bool:
    """Return whether a secret is sealed with the key that seals today."""
    return stored.startswith(f"{_ring()[0].fingerprint}.")


def _ring() -> list[Key]:
    """Return the keys, newest first; where no others are set, and last, those made of the secret key."""
    return [*data_keys(), *map(Key, _of_secret_key())]


def _first() -> list[AESGCM]:
    return [AESGCM(material) for material in _of_secret_key()]


def _of_secret_key() -> list[bytes]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hashlib.sha256(f"accounts.sealing:{key}".encode()).digest() for key in keys]
