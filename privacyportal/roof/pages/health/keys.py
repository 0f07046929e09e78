"""Does the portal have the keys of what it keeps encrypted?"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from privacyportal.attachments.models import Attachment
from privacyportal.attachments.services import resealing
from privacyportal.backoffice.keyring import newest
from privacyportal.backoffice.refusals import PortalError
from privacyportal.backoffice.sealed_fields import key_used
from privacyportal.imports import resealing as imports
from privacyportal.roof.pages.health.check import Check, Severity


def keys(at: datetime) -> Iterator[Check]:
    """Whether there is a key, whether it opens what was kept last, and whether what was kept first and imports have it.

    Keys are exchanged from the newest file to the oldest: where that one has the newest key, all have.
    """
    title = _("Keys of stored files")
    try:
        key = newest().fingerprint
    except (PortalError, ValueError) as error:
        yield Check(code="keys.missing", title=title, severity=Severity.ERROR, text=str(error))
        return
    last, first = resealing.stored().first(), resealing.stored().last()
    try:
        used = {key_used(one.file) for one in (first, last) if one is not None}
        used |= {key_used(file) for _run, file in imports.stored()}
        _open(last)
    except PortalError as error:
        yield Check(code="keys.wrong", title=title, severity=Severity.ERROR, text=error.text)
        return
    except OSError as error:
        text = _("A stored file is not on the disk: %(error)s.") % {"error": error.strerror}
        yield Check(code="keys.wrong", title=title, severity=Severity.ERROR, text=text)
        return
    if used - {key}:
        text = _("Stored files are not encrypted with the newest key yet: manage.py rotate_keys does it.")
        yield Check(code="keys.stale", title=title, severity=Severity.WARNING, text=text)
        return
    text = _("Everything is encrypted with the key %(key)s.") % {"key": key}
    yield Check(code="keys.missing", title=title, text=text)


def _open(last: Attachment | None) -> None:
    if last is not None:
        last.file.open("rb").close()
