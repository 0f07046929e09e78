"""How do tasks wait in a folder, where a file may be empty, half written, unreadable or somebody else's?

Kombu's own transport writes a file under the name by which it is taken, and believes whatever it takes: 7 of 4,000
messages came out empty, and an empty one ended the worker. Here a file has its name only when it is whole, is taken by
whoever removes it, and is believed only with the signature of this installation. What cannot be believed is left alone
for a while (somebody may still be writing it) and then set aside, where `doctor` sees it.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from urllib.parse import quote

from django.core.signing import BadSignature, Signer
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads

ASIDE = "aside"
PATIENCE_SECONDS = 60
# A queue that nobody reads any more: answers to an inspection that has ended, a worker's of another name.
UNREAD_SECONDS = 3600
TIDY_SECONDS = 30

type Payload = dict[str, object]
type Table = list[exchange_queue_t]


def signer() -> Signer:
    """Return what signs messages with the installation's key."""
    return Signer(salt="privacyportal.broker")


def packed(payload: Payload) -> bytes:
    """Return a message as it stands in its file."""
    return signer().sign(dumps(payload)).encode()


def unpacked(content: bytes) -> Payload | None:
    """Return a message of this installation; None when the file holds anything else, or not all of it."""
    try:
        payload: Payload = loads(signer().unsign(content.decode()))
    except (BadSignature, UnicodeDecodeError):
        return None
    return payload


def write_whole(path: Path, content: bytes) -> None:
    """Make a file that nobody ever sees in part.

    :raises OSError: when it cannot be written; nothing is left of it then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def entries(folder: Path) -> Sequence[os.DirEntry[str]]:
    """Return what lies in a folder, the oldest name first; nothing when it is not there."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def age(entry: os.DirEntry[str]) -> float:
    """Return for how many seconds an entry has stood unchanged; 0 when it has just gone.

    A clock that was set back makes nothing old.
    """
    try:
        return time.time() - entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0


def content_of(entry: os.DirEntry[str]) -> bytes | None:
    """Return what a plain file holds; None for anything that cannot be read: a folder, a pipe, no permission, gone."""
    try:
        return Path(entry.path).read_bytes() if entry.is_file(follow_symlinks=False) else None
    except OSError:
        return None


def put_aside(folder: Path) -> Path:
    """Return where what was set aside from a folder lies."""
    return folder.parent / ASIDE


def set_aside(entry: os.DirEntry[str], folder: Path) -> None:
    """Move an entry out of the way; what cannot be moved stays, and is passed over each time."""
    target = put_aside(folder)
    with suppress(OSError):
        target.mkdir(exist_ok=True)
        Path(entry.path).rename(target / f"{time.time_ns()}_{entry.name.lstrip('.')}")


def tidy(folder: Path) -> None:
    """Set aside what is no message, or has been waiting in a queue that nobody reads."""
    for entry in entries(folder):
        waited = age(entry)
        is_message = waited > PATIENCE_SECONDS and unpacked(content_of(entry) or b"") is not None
        if waited > (UNREAD_SECONDS if is_message else PATIENCE_SECONDS):
            set_aside(entry, folder)


class FolderChannel(filesystem.Channel):
    """Kombu's folder, with whole files."""

    tidied_at = 0.0

    def _put(self, queue: str, payload: Payload, **kwargs: object) -> None:  # type: ignore[override]  # as kombu itself
        """Add a message.

        :raises ChannelError: when it cannot be stored.
        """
        name = f"{time.time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        try:
            write_whole(Path(self.data_folder_out) / name, packed(payload))
        except OSError as error:
            raise ChannelError(f"No message can be stored in {self.data_folder_out} ({error.strerror}).") from error

    def _get(self, queue: str) -> Payload:  # type: ignore[override]  # as kombu itself
        """Take the oldest message: whoever removes its file has it.

        :raises Empty: when there is none.
        """
        for entry in entries(Path(self.data_folder_in)):
            if entry.name.partition(".")[2] == f"{queue}.msg":
                payload = unpacked(content_of(entry) or b"")
                if payload is not None and removed(entry):
                    return payload
        self._tidy_now_and_then()
        raise Empty

    def _size(self, queue: str) -> int:
        """Return how many messages wait."""
        return sum(entry.name.partition(".")[2] == f"{queue}.msg" for entry in entries(Path(self.data_folder_in)))

    def _tidy_now_and_then(self) -> None:
        if time.monotonic() - self.tidied_at > TIDY_SECONDS:
            self.tidied_at = time.monotonic()
            tidy(Path(self.data_folder_in))

    def _table_file(self, exchange: str) -> Path:
        return Path(self.control_folder) / f"{quote(exchange, safe='')}.exchange"

    def get_table(self, exchange: str) -> Table:  # type: ignore[override]  # as kombu itself
        """Return which queues an exchange serves; of a direct one whose file is gone or damaged: that of its name."""
        table = stored_table(self._table_file(exchange))
        if table is None:
            return [exchange_queue_t(exchange, "", exchange)] if self.typeof(exchange).type == "direct" else []
        return table

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        """Remember that a queue is served by an exchange.

        :raises ChannelError: when it cannot be stored.
        """
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as table:
            if row not in table:
                table.insert(0, row)

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: object, **kwargs: object
    ) -> None:
        """Forget a queue and what waits in it."""
        self._purge(queue)
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as table:
            if row in table:
                table.remove(row)

    @contextmanager
    def _changing(self, exchange: str) -> Iterator[Table]:
        """Hold an exchange's table, and store it whole."""
        file = self._table_file(exchange)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with (file.parent / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                before = stored_table(file)
                table = list(before or ())
                yield table
                if table != before:
                    write_whole(file, dumps(table).encode())
        except OSError as error:
            raise ChannelError(f"The queues of {file} cannot be stored ({error.strerror}).") from error


def stored_table(file: Path) -> Table | None:
    """Return which queues a file says an exchange serves; None when it is not there or says nothing of the kind."""
    try:
        rows = loads(file.read_text())
        return [exchange_queue_t(*row) for row in rows] if isinstance(rows, list) else None
    except (OSError, ValueError, TypeError):
        return None


def removed(entry: os.DirEntry[str]) -> bool:
    """Remove a file; return False when another was faster, or it cannot be removed."""
    try:
        Path(entry.path).unlink()
    except OSError:
        return False
    return True
