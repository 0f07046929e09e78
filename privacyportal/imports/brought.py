"""How does a small table come in that another room's form or command takes whole: a checklist, a list of holidays?"""

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget

from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.locked import is_locked, unlocked
from privacyportal.imports.sources import SUFFIXES, WORKBOOKS, Layout, Source

ACCEPTED = ",".join(SUFFIXES)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a person says of a workbook: its password, which sheet is read, what becomes of hidden rows."""

    password: str = ""
    sheet: str = ""
    hidden_rows: str = ""


class OpeningForm(forms.Form):
    """The questions that a workbook may ask, whatever form takes it."""

    password = forms.CharField(
        label=_lazy("password of the workbook"),
        required=False,
        max_length=255,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_lazy("Only for a workbook that asks for one. It opens the file now and is kept nowhere."),
    )
    sheet = LineField(
        label=_lazy("sheet"),
        required=False,
        max_length=100,
        help_text=_lazy("Only where a workbook has several: the name of the one to be read."),
    )
    hidden_rows = forms.ChoiceField(
        label=_lazy("hidden rows"),
        required=False,
        choices=[("", _lazy("ask me if there are some")), *ImportRun.Hidden.choices],
        widget=UnfoldAdminSelectWidget,
    )

    def opening(self, cleaned: dict[str, object]) -> Opening:
        """Take the answers out of what was typed."""
        return Opening(**{name: str(cleaned.pop(name, "") or "") for name in OpeningForm.base_fields})


@contextmanager
def opened(
    content: bytes, name: str, opening: Opening, *, wanted: Collection[str] = (), layout: Layout | None = None
) -> Iterator[Source]:
    """Hold a table as every import reads it; `name` is the file's, whose ending says what it is.

    The bytes lie in a folder of their own while it is read, and nowhere afterwards.

    :raises FileRefused: as a Source does, and for a workbook whose password is missing or wrong.
    """
    suffix = Path(name).suffix.lower()
    if suffix in WORKBOOKS and is_locked(io.BytesIO(content)):
        if not opening.password:
            raise FileRefused(_("The workbook asks for a password. Give it with the file."))
        content = unlocked(io.BytesIO(content), opening.password).getvalue()
    form = replace(layout or Layout(), sheet=opening.sheet, hidden=opening.hidden_rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(content)
        yield Source(path, form, wanted)
