"""How is a workbook opened that asks for a password?"""

import io
import re
from typing import IO

import msoffcrypto
import olefile
from django.utils.translation import gettext as _
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from privacyportal.imports.errors import FileRefused

_LOOKED_AT = 1 << 20
# The name under which a package that asks for a password lies in its compound file (MS-OFFCRYPTO 2.3.4.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD = b"\xd0\xcf\x11\xe0"
# Office derives the key in 100,000 turns; a file may ask for any number, and each costs us time.
_MOST_TURNS = 1_000_000
_TURNS = re.compile(rb"""spinCount\s*=\s*["'](\d{1,18})["']""")
_UNREADABLE = (
    FileFormatError, ParseError, DecryptionError, OSError, ValueError, LookupError, AttributeError,
)  # fmt: skip


def is_locked(file: IO[bytes]) -> bool:
    """Return whether a workbook's content is encrypted, so that nothing of it is read without its password."""
    file.seek(0)
    head = file.read(_LOOKED_AT)
    if not head.startswith(_OLD):
        return False
    if _ENCRYPTED in head:
        return True
    file.seek(0)
    try:
        return bool(msoffcrypto.OfficeFile(file).is_encrypted())
    except _UNREADABLE:
        return False


def unlocked(file: IO[bytes], password: str) -> io.BytesIO:
    """Return the workbook as it is without its password.

    :raises FileRefused: where the password is wrong, or the encryption is one that we do not read.
    """
    content = io.BytesIO()
    try:
        _check_turns(file)
        file.seek(0)
        office = msoffcrypto.OfficeFile(file)
        office.load_key(password=password, verify_password=True)
        office.decrypt(content)
    except InvalidKeyError as error:
        raise FileRefused(_("The password is wrong.")) from error
    except _UNREADABLE as error:
        raise FileRefused(_("The workbook is encrypted in a way that cannot be opened here.")) from error
    content.seek(0)
    return content


def _check_turns(file: IO[bytes]) -> None:
    """Refuse a file that asks for more turns of its key's derivation than any program of Office makes.

    :raises ValueError: where it does.
    """
    file.seek(0)
    with olefile.OleFileIO(file) as compound:
        if not compound.exists("EncryptionInfo"):
            return
        info = compound.openstream("EncryptionInfo").read(1 << 16)
    start = info.find(b"<")
    if int.from_bytes(info[:2], "little") != 4 or start < 0:
        return
    turns = [int(found) for found in _TURNS.findall(info[start:])]
    if any(found > _MOST_TURNS for found in turns):
        raise ValueError(turns)
