"""How is a file of any size encrypted so that nothing of it can be changed, left out, exchanged or cut off unseen?

In chunks of 1 MiB (`backoffice.stream`; AES-256-GCM), with a key of its own for every file (HKDF).
"""

import hashlib
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from privacyportal.backoffice.stream import TAG, Sealer, nonce
from privacyportal.backups.refusing import BackupRefused

MAGIC = b"privacyportal backup 1\n"
SALT_BYTES, MARK_BYTES, KEY_BYTES = 32, 8, 32
CHUNK = 1 << 20
FEWEST_CHARACTERS = 32


def key() -> bytes:
    """Return the key that backups are encrypted with.

    :raises BackupRefused: when the environment names none, or one that could be guessed.
    """
    found = settings.PORTAL_BACKUP_KEY
    if len(found) < FEWEST_CHARACTERS:
        raise BackupRefused(
            _(
                "PORTAL_BACKUP_KEY must be set to at least %(count)d random characters. Make a key with: python -c "
                '"import secrets; print(secrets.token_urlsafe(32))", and keep it apart from the backups: without it '
                "none of them can be read."
            )
            % {"count": FEWEST_CHARACTERS}
        )
    return str(found).encode()


class Sealing:
    """A file that is written encrypted; `close` writes the last chunk, without which it is none."""

    def __init__(self, file: IO[bytes], secret: bytes) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0
        salt = secrets.token_bytes(SALT_BYTES)
        header = MAGIC + _mark(secret) + salt
        self._sealer = Sealer(_cipher(secret, salt), bound=header, piece=CHUNK)
        self._put(header)

    def write(self, data: bytes) -> int:
        """Take bytes; a chunk leaves as soon as more follows it."""
        for chunk in self._sealer.feed(data):
            self._put(chunk)
        return len(data)

    def close(self) -> None:
        """Write the last chunk."""
        self._put(self._sealer.end())

    def _put(self, data: bytes) -> None:
        self.file.write(data)
        self.digest.update(data)
        self.size += len(data)


class Opening:
    """An encrypted file that is read; nothing is given out that was not proved.

    :raises BackupRefused: for what is no backup, another key, and whatever was changed or cut off.
    """

    def __init__(self, file: IO[bytes], secret: bytes) -> None:
        self.file, self.digest = file, hashlib.sha256()
        self._number, self._left, self._is_over = 0, b"", False
        self._header = self._take(len(MAGIC) + MARK_BYTES + SALT_BYTES)
        mark, salt = self._header[len(MAGIC) : -SALT_BYTES], self._header[-SALT_BYTES:]
        if not self._header.startswith(MAGIC) or len(self._header) != len(MAGIC) + MARK_BYTES + SALT_BYTES:
            raise BackupRefused(_("This is no backup of the portal. Name a file that manage.py backup has written."))
        if mark != _mark(secret):
            raise BackupRefused(
                _(
                    "This backup was encrypted with another key. Set PORTAL_BACKUP_KEY to the key that was in use when "
                    "it was taken."
                )
            )
        self._cipher = _cipher(secret, salt)
        self._next = self._take(CHUNK + TAG)

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer at the end only."""
        while not self._is_over and (size < 0 or len(self._left) < size):
            self._left += self._chunk()
        found, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return found

    def drain(self) -> None:
        """Read to the end, so that a file that was cut off does not pass for whole."""
        while self.read(CHUNK):
            pass

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._take(CHUNK + TAG)
        self._is_over = not self._next
        try:
            chunk = self._cipher.decrypt(nonce(self._number, is_last=self._is_over), sealed, self._header)
        except InvalidTag:
            raise BackupRefused(
                _(
                    "This backup is damaged: it was cut off or altered after %(size)d MiB. Nothing was changed. Fetch "
                    "the file again, or take another backup."
                )
                % {"size": self._number}
            ) from None
        self._number += 1
        return chunk

    def _take(self, size: int) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"privacyportal.backups:file").derive(secret))


def _mark(secret: bytes) -> bytes:
    """Return what tells one key from another and nothing about it."""
    return HKDF(SHA256(), MARK_BYTES, None, b"privacyportal.backups:mark").derive(secret)
