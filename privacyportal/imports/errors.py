"""Why was a file, a mapping or a cell not taken?"""

from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import PortalError


class MappingRefused(PortalError):
    """A mapping file is wrong; the text names the key."""


class CellRefused(PortalError):
    """One cell cannot become the value of its field; the text says why, without the column."""


class FileRefused(PortalError):
    """The whole file is refused and nothing of it is written.

    `record` counts data rows from 1 without the header, 0 being the header; `line` is the physical line of the file
    (of the sheet, in a workbook) from 1. Both are None when the fault has no place.
    """

    def __init__(self, reason: str, *, record: int | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.record = record
        self.line = line

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """Return where the fault is, what it is, and that nothing was written."""
        where = {"record": self.record, "line": self.line, "reason": self.reason}
        if self.line is None:
            return _("The file was refused. %(reason)s Nothing was imported.") % where
        if not self.record:
            return _("The file was refused at line %(line)s. %(reason)s Nothing was imported.") % where
        return _("The file was refused at row %(record)s (line %(line)s). %(reason)s Nothing was imported.") % where
