"""An identity paper kept with a case, for tests."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment

type SignIn = Callable[[User], Client]
type Committed = Callable[..., object]
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n" + b"passport " * 20_000
NEW, OLD = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
WHY = "本人確認書類の再確認"


def on_disk(file: Attachment) -> Path:
    return Path(file.file.path)


def took(response: object) -> bytes:
    return b"".join(response.streaming_content)


def plain(file: Attachment) -> None:
    """Lay the file down as an older release did."""
    on_disk(file).write_bytes(PDF)
