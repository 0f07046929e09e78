"""What is encrypted opens with its key, whole, and bound to what it belongs to; nothing else does."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from privacyportal.backoffice import checks, keyring, sealed, sealed_files
from privacyportal.backoffice.keyring import KeyMissing, NotOpened
from privacyportal.backoffice.sealed_files import HEAD_BYTES, PIECE, TAG, SealedPath

ROW = "attachments.attachment.file:ab/abc:7:1:00:identity"
NEW, OLD = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture(autouse=True)
def a_key(settings: LazySettings) -> None:
    settings.PORTAL_DATA_KEYS = [NEW]


def stored(path: Path, content: bytes, *, chunk: int = 1000) -> Path:
    pieces: Iterator[bytes] = (content[at : at + chunk] for at in range(0, len(content), chunk))
    path.write_bytes(b"".join(sealed_files.sealing(pieces, bound_to=ROW)))
    return path


def read(path: Path, bound_to: str = ROW) -> bytes:
    with sealed_files.opened(path, bound_to=bound_to) as file:
        return file.read()


@given(
    size=st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17]),
    chunk=st.sampled_from([7000, PIECE, 200_000]),
)
@tried(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=21)
def test_whatever_its_size_a_file_comes_back_as_it_was(tmp_path: Path, size: int, chunk: int) -> None:
    content = bytes(number % 251 for number in range(size))
    path = stored(tmp_path / "file", content, chunk=chunk)
    assert read(path) == content
    assert path.stat().st_size == HEAD_BYTES + size + TAG * max(-(-size // PIECE), 1)
    assert size < PIECE or content[:64] not in path.read_bytes()


def test_it_is_read_at_any_place(tmp_path: Path) -> None:
    content = bytes(number % 251 for number in range(3 * PIECE + 17))
    with sealed_files.opened(stored(tmp_path / "file", content), bound_to=ROW) as file:
        for place in (2 * PIECE - 5, 0, 3 * PIECE + 10, PIECE):
            file.seek(place)
            assert file.read(40) == content[place : place + 40]
        assert file.seek(0, io.SEEK_END) == len(content)


def test_two_equal_files_are_stored_differently(tmp_path: Path) -> None:
    one, other = (stored(tmp_path / name, b"x" * 100).read_bytes() for name in ("one", "other"))
    assert one[HEAD_BYTES:] != other[HEAD_BYTES:]


def first_exchanged(raw: bytes) -> bytes:
    body = raw[HEAD_BYTES:]
    return raw[:HEAD_BYTES] + body[PIECE + TAG : 2 * (PIECE + TAG)] + body[: PIECE + TAG] + body[2 * (PIECE + TAG) :]


DAMAGE = {
    "a bit of the content": lambda raw: raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:],
    "a bit of the first piece": lambda raw: raw[:HEAD_BYTES] + bytes([raw[HEAD_BYTES] ^ 1]) + raw[HEAD_BYTES + 1 :],
    "a bit of the salt": lambda raw: raw[: HEAD_BYTES - 1] + bytes([raw[HEAD_BYTES - 1] ^ 1]) + raw[HEAD_BYTES:],
    "the last piece cut off": lambda raw: raw[: HEAD_BYTES + 2 * (PIECE + TAG)],
    "all pieces cut off": lambda raw: raw[:HEAD_BYTES],
    "the end cut off": lambda raw: raw[:-1],
    "the head cut off": lambda raw: raw[: HEAD_BYTES - 5],
    "something added": lambda raw: raw + b"x" * 100,
    "a piece added": lambda raw: raw + raw[HEAD_BYTES : HEAD_BYTES + PIECE + TAG],
    "a piece left out": lambda raw: raw[:HEAD_BYTES] + raw[HEAD_BYTES + PIECE + TAG :],
    "pieces exchanged": first_exchanged,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_what_was_changed_does_not_open(tmp_path: Path, how: str) -> None:
    path = stored(tmp_path / "file", b"abcdefgh" * (PIECE // 3))
    path.write_bytes(DAMAGE[how](path.read_bytes()))
    with pytest.raises(NotOpened):
        read(path)


def test_it_does_not_open_for_another_row(tmp_path: Path) -> None:
    path = stored(tmp_path / "file", b"x")
    with pytest.raises(NotOpened):
        read(path, ROW.replace(":7:", ":8:"))


def test_the_newest_key_encrypts_and_a_former_one_opens(tmp_path: Path, settings: LazySettings) -> None:
    settings.PORTAL_DATA_KEYS = [OLD]
    former = stored(tmp_path / "former", b"x")
    settings.PORTAL_DATA_KEYS = [NEW, OLD]
    newer = stored(tmp_path / "newer", b"y")
    assert (read(former), read(newer)) == (b"x", b"y")
    new, old = keyring.data_keys()
    assert [sealed_files.key_of(path) for path in (former, newer)] == [old.fingerprint, new.fingerprint]
    assert NEW not in repr(new)


def test_without_its_key_a_file_says_which_one_is_wanted(tmp_path: Path, settings: LazySettings) -> None:
    path = stored(tmp_path / "file", b"x")
    wanted = sealed_files.key_of(path)
    settings.PORTAL_DATA_KEYS = [OLD]
    with pytest.raises(KeyMissing, match=wanted):
        read(path)
    settings.PORTAL_DATA_KEYS = []
    with pytest.raises(KeyMissing):
        stored(tmp_path / "other", b"x")


def test_what_was_never_encrypted_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plain"
    path.write_bytes(b"%PDF-1.7 plain")
    assert (read(path), sealed_files.key_of(path)) == (b"%PDF-1.7 plain", "")


class TestValues:
    """Short secrets in the database."""

    def test_a_value_opens_only_where_it_belongs(self) -> None:
        kept = sealed.sealed(b"secret", bound_to="a.b:1")
        assert sealed.opened(kept, bound_to="a.b:1") == b"secret"
        with pytest.raises(ValueError, match="No key opens"):
            sealed.opened(kept, bound_to="a.b:2")

    def test_a_former_key_opens_it_and_the_newest_is_told_apart(self, settings: LazySettings) -> None:
        settings.PORTAL_DATA_KEYS = [OLD]
        kept = sealed.sealed(b"secret", bound_to="x")
        assert sealed.is_newest(kept)
        settings.PORTAL_DATA_KEYS = [NEW, OLD]
        assert sealed.opened(kept, bound_to="x") == b"secret"
        assert not sealed.is_newest(kept)
        settings.PORTAL_DATA_KEYS = [NEW]
        with pytest.raises(ValueError, match="No key opens"):
            sealed.opened(kept, bound_to="x")

    def test_without_keys_of_their_own_values_have_that_of_the_secret_key(self, settings: LazySettings) -> None:
        settings.PORTAL_DATA_KEYS = []
        kept = sealed.sealed(b"secret", bound_to="x")
        settings.PORTAL_DATA_KEYS = [NEW]
        assert sealed.opened(kept, bound_to="x") == b"secret"


@pytest.mark.parametrize("wrong", ["short", "c2hvcnQ=", "é" * 44, NEW[:-4]])
def test_what_is_no_key_stops_the_start_with_what_to_do(settings: LazySettings, wrong: str) -> None:
    settings.PORTAL_DATA_KEYS = [NEW, wrong]
    with pytest.raises(SystemCheckError, match="openssl rand -base64 32"):
        call_command("check")


def test_an_installation_without_a_key_is_told(settings: LazySettings) -> None:
    assert checks.there_is_a_key() == []
    settings.PORTAL_DATA_KEYS = []
    assert [found.id for found in checks.there_is_a_key()] == ["backoffice.E002"]


class TestPlaces:
    """A place in whose files everything is encrypted, for those who read and write by places."""

    @pytest.mark.parametrize("times", [1, 30_000])
    def test_text_written_there_is_read_back_and_lies_encrypted(self, tmp_path: Path, times: int) -> None:
        place = SealedPath(tmp_path / "a.csv", bound_to=ROW)
        with place.open("w", encoding="utf-8-sig", newline="") as file:
            file.writelines(["佐々木,1\r\n"] * times)
        assert "佐々木".encode() not in (tmp_path / "a.csv").read_bytes()
        with place.open("r", encoding="utf-8-sig", newline="") as file:
            assert file.read() == "佐々木,1\r\n" * times
        with place.open("rb") as file:
            assert file.seek(0, io.SEEK_END) == 3 + len("佐々木,1\r\n".encode()) * times

    def test_a_place_beside_it_is_bound_to_the_same(self, tmp_path: Path) -> None:
        place = SealedPath(tmp_path / "a.csv", bound_to=ROW)
        beside = place.with_name("b.csv")
        with beside.open("wb") as file:
            file.write(b"x")
        beside.replace(place)
        assert (read(tmp_path / "a.csv"), place.suffix, place.exists()) == (b"x", ".csv", True)
        with pytest.raises(NotOpened):
            SealedPath(place, bound_to="another").open("rb")
