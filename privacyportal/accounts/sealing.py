"""How is a secret kept so that the database alone does not tell it? Encrypted, and bound to whose it is."""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


def sealed(secret: bytes, *, bound_to: str) -> str:
    """Return a secret as it is stored; only together with `bound_to` can it be opened again."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + _ciphers()[0].encrypt(nonce, secret, bound_to.encode())).decode()


def opened(stored: str, *, bound_to: str) -> bytes:
    """Return the secret, also where it was sealed with a key of `SECRET_KEY_FALLBACKS`.

    :raises ValueError: when no key opens it, or it was bound to something else.
    """
    raw = base64.b64decode(stored)
    for cipher in _ciphers():
        try:
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode())
        except InvalidTag:
            continue
    raise ValueError("No key opens what is stored.")


def _ciphers() -> list[AESGCM]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [AESGCM(hashlib.sha256(f"accounts.sealing:{key}".encode()).digest()) for key in keys]
