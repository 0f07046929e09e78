"""Which files can be erased? Every one, with its name, which can tell as much."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import Attachment
from privacyportal.attachments.reading import may_take
from privacyportal.erasure import registry
from privacyportal.erasure.registry import Erasable
from privacyportal.references.models import Reference


def _reference(attachment: Attachment) -> Reference:
    return attachment.reference


def _rows(reference: Reference) -> Iterable[tuple[Attachment, str]]:
    kept = Attachment.objects.filter(reference=reference, erasure=None).order_by("pk")
    return [(attachment, attachment.name) for attachment in kept]


def _path(attachment: Attachment) -> str:
    return attachment.file.name or ""


def _digest(attachment: Attachment) -> str:
    return attachment.sha256


registry.register(
    Erasable(
        model="attachments.Attachment",
        words=_("file"),
        reference=_reference,
        rows=_rows,
        path=_path,
        digest=_digest,
        readable=may_take,
    )
)
