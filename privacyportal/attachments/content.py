"""Is a file what its name says, and is it of a kind that may be kept?"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.attachments.inside import ContentRefused, look_through
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
_SAYS = {
    "attachments.other_content": gettext_lazy("%(name)s: the content is not what the file name says."),
    "attachments.malware": gettext_lazy(
        "%(name)s: it holds what scanners know as malware. Do not open it; tell IT security."
    ),
    "attachments.program": gettext_lazy(
        "%(name)s: it holds a program or a script. Send what is to be kept without it."
    ),
    "attachments.macros": gettext_lazy(
        "%(name)s: it holds macros. Save it without macros (.xlsx, .docx, .pptx) or as PDF."
    ),
    "attachments.active": gettext_lazy(
        "%(name)s: it runs something or loads something from elsewhere when it is opened. Print it into a PDF."
    ),
    "attachments.nested": gettext_lazy(
        "%(name)s: archives are packed into archives. Unpack it and add its files one by one."
    ),
    "attachments.damaged": gettext_lazy("%(name)s is damaged or built in an unusual way. Save it anew."),
    "attachments.too_large": gettext_lazy("%(name)s would unpack to too much. Send less at a time."),
    "attachments.ratio": gettext_lazy("%(name)s would unpack to too many times its size."),
    "attachments.locked": gettext_lazy(
        "%(name)s asks for a password, so that nobody can see what it holds. Take the password off."
    ),
    "attachments.path": gettext_lazy("%(name)s names places outside itself."),
    "attachments.markup": gettext_lazy("%(name)s is built so that it overloads whoever opens it."),
}


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
    """Return what a file is, by all of its bytes and those packed into it.

    :raises FileRefused: when it is empty, over `limit` bytes, of a kind not kept, not what its name says, or harmful.
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
    try:
        look_through(suffix, file, size=file.size)
    except ContentRefused as refused:
        raise FileRefused(_SAYS[refused.code] % {"name": name}, code=refused.code) from refused
    return Content(name, ALLOWED[suffix], file.size, digest(file))


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
