"""How is a file kept so that the disk alone does not tell it? Encrypted piece by piece, and bound to its row.

A file is a head (mark, fingerprint of the key, salt) and pieces of 64 KiB (`stream`; AES-256-GCM) under a key made for
this file alone. Head and row are associated data.
"""

import io
import os
import secrets
from collections.abc import Buffer, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from privacyportal.backoffice.keyring import FINGERPRINT_BYTES, NotOpened, named, newest
from privacyportal.backoffice.stream import TAG, Sealer, nonce

MARK = b"\x00portal sealed 1\n"
SALT_BYTES = 32
HEAD_BYTES = len(MARK) + FINGERPRINT_BYTES + SALT_BYTES
PIECE = 64 * 1024
USE = "sealed.file"


def sealing(chunks: Iterable[bytes], *, bound_to: str) -> Iterator[bytes]:
    """Return, piece by piece, what is stored of a file; only together with `bound_to` can it be opened again.

    :raises KeyMissing: at once, when the installation has no key.
    """
    return _sealing(chunks, *_begun(bound_to))


def _sealing(chunks: Iterable[bytes], head: bytes, sealer: Sealer) -> Iterator[bytes]:
    yield head
    for chunk in chunks:
        yield from sealer.feed(chunk)
    yield sealer.end()


def key_of(path: Path) -> str:
    """Return the fingerprint of the key that a stored file is encrypted with; empty where it is not."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return head[len(MARK) :][:FINGERPRINT_BYTES].hex() if head.startswith(MARK) else ""


def opened(path: Path, *, bound_to: str) -> BinaryIO:
    """Open a stored file for reading, at any place; one that was never encrypted is read as it is.

    :raises KeyMissing: when the installation does not have its key.
    :raises NotOpened: when it was cut off, or is not what was stored for this row.
    """
    file = path.open("rb")
    head = file.read(HEAD_BYTES)
    if not head.startswith(MARK):
        file.seek(0)
        return file
    try:
        return io.BufferedReader(_Opened(file, head, bound_to), PIECE)
    except BaseException:
        file.close()
        raise


class SealedPath(Path):
    """Where a file is stored: what is read there is decrypted, what is written encrypted."""

    def __init__(self, *segments: str | Path, bound_to: str) -> None:
        super().__init__(*segments)
        self.bound_to = bound_to

    def with_segments(self, *segments: str | os.PathLike[str]) -> "SealedPath":
        """Return another place whose files are bound to the same."""
        return SealedPath(*map(Path, segments), bound_to=self.bound_to)

    def open(  # type: ignore[override]
        self,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> "BinaryIO | TextIO":
        """Open the file for reading from its beginning, or for writing it anew.

        :raises KeyMissing: when the installation does not have the key.
        :raises NotOpened: when it is not what was stored there.
        """
        plain = Path(self)
        file: io.BufferedIOBase | BinaryIO
        if mode.startswith("w"):
            file = io.BufferedWriter(_Written(plain, self.bound_to), PIECE)
        else:
            file = opened(plain, bound_to=self.bound_to)
        if mode.endswith("b"):
            return file
        return io.TextIOWrapper(file, encoding=encoding, errors=errors, newline=newline)


def _begun(bound_to: str) -> tuple[bytes, Sealer]:
    """Return what stands first in a file, and what encrypts the rest of it."""
    key, salt = newest(), secrets.token_bytes(SALT_BYTES)
    head = MARK + bytes.fromhex(key.fingerprint) + salt
    return head, Sealer(key.cipher(salt=salt, use=USE), bound=head + bound_to.encode(), piece=PIECE)


class _Written(io.RawIOBase):
    """What is written, encrypted as it comes; it can be opened once it is closed."""

    def __init__(self, path: Path, bound_to: str) -> None:
        head, self._sealer = _begun(bound_to)
        self._file = path.open("wb")
        self._file.write(head)

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def write(self, data: Buffer) -> int:
        """Take what comes; return how many bytes."""
        taken = bytes(data)
        self._file.writelines(self._sealer.feed(taken))
        return len(taken)

    def close(self) -> None:
        """Write the last piece and close the file, once."""
        if not self.closed:
            self._file.write(self._sealer.end())
            self._file.close()
        super().close()


class _Opened(io.RawIOBase):
    """What was stored, decrypted as it is read; its end is tried first, so that what was cut off never begins."""

    def __init__(self, file: BinaryIO, head: bytes, bound_to: str) -> None:
        key = named(head[len(MARK) :][:FINGERPRINT_BYTES].hex())
        self._file, self._bound = file, head + bound_to.encode()
        self._cipher: AESGCM = key.cipher(salt=head[-SALT_BYTES:], use=USE)
        stored = os.fstat(file.fileno()).st_size - HEAD_BYTES
        self._last = max(-(-stored // (PIECE + TAG)) - 1, 0)
        self._held = (-1, b"")
        self._at = 0
        self._size = self._last * PIECE + len(self._piece(self._last))

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read at any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; return it, in bytes from the beginning."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(begin + offset, 0)
        return self._at

    def tell(self) -> int:
        """Return the place, in bytes from the beginning."""
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        """Fill the buffer as far as the present piece goes; return with how many bytes.

        :raises NotOpened: when the piece was changed or moved.
        """
        if self._at >= self._size:
            return 0
        number, within = divmod(self._at, PIECE)
        room = memoryview(buffer).cast("B")
        piece = self._piece(number)[within : within + len(room)]
        room[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file and forget what was decrypted."""
        self._held = (-1, b"")
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(HEAD_BYTES + number * (PIECE + TAG))
            closed = self._file.read(PIECE + TAG)
            try:
                piece = self._cipher.decrypt(nonce(number, is_last=number == self._last), closed, self._bound)
            except (InvalidTag, ValueError) as error:
                raise not_opened() from error
            self._held = (number, piece)
        return self._held[1]


def not_opened() -> NotOpened:
    """Return what is told of a stored file that is not the one of its row."""
    return NotOpened(
        _(
            "The file on the disk is not what was stored for this record: it was changed, damaged or exchanged. Tell "
            "the administrator, who restores it from a backup; what is there now is evidence and stays."
        )
    )
