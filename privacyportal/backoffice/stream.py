"""How is a stream of any length encrypted so that no piece is changed, moved, left out or cut off unseen?

In pieces, each encrypted by itself, its number and whether it is the last in the nonce: the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár (2015). The key is one for this stream alone. One piece is in memory at a time.
"""

from collections.abc import Buffer, Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TAG = 16


def nonce(number: int, *, is_last: bool) -> bytes:
    """Return the nonce of a piece, counted from 0."""
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealer:
    """A stream as it is encrypted: `feed` what comes, and `end` it, without which it is none.

    :param bound: what each piece is bound to (associated data)
    :param piece: the pieces' size, in bytes
    """

    def __init__(self, cipher: AESGCM, *, bound: bytes, piece: int) -> None:
        self._cipher, self._bound, self._piece = cipher, bound, piece
        self._number, self._waiting = 0, bytearray()

    def feed(self, data: Buffer) -> Iterator[bytes]:
        """Yield the pieces that are full now; one always waits, for it may be the last."""
        self._waiting += data
        while len(self._waiting) > self._piece:
            yield self._closed(self._waiting[: self._piece], is_last=False)
            del self._waiting[: self._piece]

    def end(self) -> bytes:
        """Return the last piece."""
        return self._closed(self._waiting, is_last=True)

    def _closed(self, piece: Buffer, *, is_last: bool) -> bytes:
        number, self._number = self._number, self._number + 1
        return self._cipher.encrypt(nonce(number, is_last=is_last), bytes(piece), self._bound)
