"""Is a file what its name says, and is it of a kind that may be kept?"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import File
from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import PortalError

ALLOWED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".zip": "application/zip",
}
SIGNATURES = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".xlsx": (b"PK\x03\x04",),
    ".docx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
}
ACTIVE = (b"<script", b"<svg", b"<html", b"<!doctype html", b"<?xml")
HEAD = 4096


class FileRefused(PortalError):
    """A file that is not kept; the text says why, `code` names the rule for machines."""

    def __init__(self, text: str, *, code: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Content:
    """What a file turned out to be: cleaned `name`, `content_type`, `size` in bytes, `sha256` in hex."""

    name: str
    content_type: str
    size: int
    sha256: str


def inspect(file: File, *, limit: int) -> Content:
    """Return what a file is, by its bytes.

    :raises FileRefused: when it is empty, over `limit` bytes, of a kind not kept, or not what its name says.
    """
    name = clean_name(file.name or "")
    suffix = PurePath(name).suffix.lower()
    if not file.size:
        raise FileRefused(_("%(name)s is empty.") % {"name": name}, code="attachments.empty")
    if file.size > limit:
        text = _("%(name)s is larger than %(limit)d MB.") % {"name": name, "limit": limit // 1024 // 1024}
        raise FileRefused(text, code="attachments.too_large")
    if suffix not in ALLOWED:
        kinds = ", ".join(sorted(kind.removeprefix(".") for kind in ALLOWED))
        raise FileRefused(
            _("%(name)s: this kind of file is not kept. Kinds that are: %(kinds)s.") % {"name": name, "kinds": kinds},
            code="attachments.kind_not_kept",
        )
    if not matches(suffix, file):
        text = _("%(name)s: the content is not what the file name says.") % {"name": name}
        raise FileRefused(text, code="attachments.other_content")
    return Content(name, ALLOWED[suffix], file.size, digest(file))


def matches(suffix: str, file: File) -> bool:
    """Return whether the first bytes fit the ending of the name."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if suffix in SIGNATURES:
        return head.startswith(SIGNATURES[suffix])
    return b"\x00" not in head and not any(mark in head.lower() for mark in ACTIVE)


def digest(file: File) -> str:
    """Return the SHA-256 of a file in hex."""
    file.seek(0)
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def clean_name(name: str) -> str:
    """Return a file name without folders, control and direction-changing characters, at most 200 characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in unicodedata.normalize("NFC", bare) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    stem, dot, suffix = kept.strip().rpartition(".")
    return f"{stem[: 199 - len(suffix)]}{dot}{suffix}" if dot else kept[:200]
