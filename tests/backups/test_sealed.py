"""Is whatever was changed, cut off, left out or exchanged in an encrypted file found, and nothing of it given out?"""

import io
import secrets

import pytest

from privacyportal.backups import sealed
from privacyportal.backups.refusing import BackupRefused
from privacyportal.backups.sealed import CHUNK, TAG, Opening, Sealing

KEY = b"a-key-of-forty-three-random-characters-here"
HEAD = len(sealed.MAGIC) + sealed.MARK_BYTES + sealed.SALT_BYTES
FULL = CHUNK + TAG


def seal(content: bytes, key: bytes = KEY) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, key)
    for start in range(0, len(content), 300_000):
        sealing.write(content[start : start + 300_000])
    sealing.close()
    return file.getvalue()


def open_all(data: bytes, key: bytes = KEY) -> bytes:
    opening, found = Opening(io.BytesIO(data), key), []
    while piece := opening.read(70_000):
        found.append(piece)
    return b"".join(found)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_put_in_comes_out(size: int) -> None:
    content = secrets.token_bytes(size)
    data = seal(content)
    assert open_all(data) == content
    assert Opening(io.BytesIO(data), KEY).read() == content
    assert len(data) == HEAD + size + TAG * max(1, -(-size // CHUNK))


def test_the_same_content_is_never_the_same_file_and_says_nothing_of_itself() -> None:
    content = "個人情報".encode() * 1000
    one, other = seal(content), seal(content)
    assert one[HEAD:] != other[HEAD:]
    assert "個人情報".encode() not in one


@pytest.mark.parametrize(
    "kept",
    [0, 10, HEAD - 1, HEAD, HEAD + 5, HEAD + FULL, HEAD + FULL + 1, HEAD + 2 * FULL, HEAD + 2 * FULL + 100],
)
def test_a_file_that_was_cut_off_is_refused(kept: int) -> None:
    data = seal(secrets.token_bytes(2 * CHUNK + 500))
    with pytest.raises(BackupRefused):
        open_all(data[:kept])


@pytest.mark.parametrize("place", [0, len(sealed.MAGIC), HEAD - 1, HEAD, HEAD + CHUNK, HEAD + FULL + 7, -1])
def test_a_single_bit_is_found(place: int) -> None:
    data = bytearray(seal(secrets.token_bytes(CHUNK + 500)))
    data[place] ^= 1
    with pytest.raises(BackupRefused):
        open_all(bytes(data))


def test_chunks_can_be_neither_exchanged_nor_left_out_nor_added_nor_brought_from_elsewhere() -> None:
    data, foreign = seal(secrets.token_bytes(3 * CHUNK)), seal(secrets.token_bytes(3 * CHUNK))
    head, first, second, third = data[:HEAD], *(data[HEAD + n * FULL : HEAD + (n + 1) * FULL] for n in range(3))
    wrong = [
        head + second + first + third,
        head + first + third,
        head + first + second + third + third,
        head + first + foreign[HEAD + FULL : HEAD + 2 * FULL] + third,
        foreign[:HEAD] + first + second + third,
        data + b"x",
    ]
    for one in wrong:
        with pytest.raises(BackupRefused):
            open_all(one)


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(BackupRefused, match="PORTAL_BACKUP_KEY"):
        open_all(seal(b"content"), b"another-key-of-forty-three-random-character")


def test_what_is_no_backup_is_said_so() -> None:
    with pytest.raises(BackupRefused, match=r"manage\.py backup"):
        open_all(b"PK\x03\x04" + bytes(500))


def test_a_key_that_could_be_guessed_is_refused(settings: object) -> None:
    for key in ("", "short"):
        settings.PORTAL_BACKUP_KEY = key
        with pytest.raises(BackupRefused, match="token_urlsafe"):
            sealed.key()


def test_only_a_chunk_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size: nobody reads or writes more than a chunk at a time."""
    asked = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size)
            return super().read(size)

        def write(self, data: bytes) -> int:
            asked.append(len(data))
            return super().write(data)

    file = Watched()
    sealing = Sealing(file, KEY)
    for _n in range(80):
        sealing.write(bytes(100_000))
    sealing.close()
    file.seek(0)
    opening = Opening(file, KEY)
    while opening.read(1000):
        pass
    assert 0 < max(asked) <= FULL
    assert min(asked) > 0
