"""By which words is a record found through its files? By their names, for whoever may take the files."""

from django.utils.translation import gettext_lazy as _

from privacyportal.attachments.models import IDENTITY
from privacyportal.search.declaring import declare
from privacyportal.search.registry import Found, Values, files, restricted_files


def _needs_reason(row: Values) -> bool:
    return bool(row["restricted"]) or row["label"] == IDENTITY


def _is_open(row: Values) -> bool:
    return not _needs_reason(row)


MARKS = ("restricted", "label")
declare(
    Found(
        name="file.name",
        kind="",
        model="attachments.Attachment",
        fields=("name",),
        words=_("file name"),
        shown=files,
        weight=20,
        asks=MARKS,
        when=_is_open,
    ),
    Found(
        name="file.restricted",
        kind="",
        model="attachments.Attachment",
        fields=("name",),
        words=_("file name"),
        shown=restricted_files,
        weight=20,
        asks=MARKS,
        when=_needs_reason,
    ),
)
