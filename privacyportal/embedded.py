"""Which keys does an installation have that sets none? Those of its data directory, made on first use."""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path


def secret_key(directory: Path) -> str:
    """Return the key that signs sessions."""
    return _kept(directory / "secret_key", secrets.token_urlsafe(64))


def data_key(directory: Path) -> str:
    """Return the key that encrypts files: 32 bytes in base64."""
    return _kept(directory / "data_key", base64.b64encode(secrets.token_bytes(32)).decode())


def _kept(path: Path, fresh: str) -> str:
    """Return what the file holds; of processes that start at once the first makes it, whole before others see it."""
    if not path.exists():
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.touch(mode=0o600)
        part.write_text(fresh)
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return path.read_text()
