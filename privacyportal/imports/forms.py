"""What must be chosen to import a file?"""

from collections.abc import Iterable
from functools import partial

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.models import ImportMapping, ImportRun
from privacyportal.imports.brought import OpeningForm
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.locked import is_locked, unlocked
from privacyportal.imports.mapping import Mapping
from privacyportal.imports.registry import importers
from privacyportal.imports.sources import SUFFIXES

type Group = tuple[str, Text | list[tuple[str, str]]]


# A file whose columns are matched on screen; a mapping that somebody keeps, by its key.
OWN, KEPT = "own", "kept-"


def mapping_choices(kept: Iterable[ImportMapping] = ()) -> list[Group]:
    """Return by kind, each as `kind/name` with its title: matching on screen, mappings kept, mappings shipped."""
    choices: list[Group] = [("", _("Choose"))]
    own = [(one.kind, f"{one.kind}/{KEPT}{one.pk}", one.name) for one in kept]
    for importer in importers():
        named = [(f"{importer.kind}/{OWN}", gettext("a table of my own: match its columns on the next page"))]
        named += [(code, name) for kind, code, name in own if kind == importer.kind]
        named += [(f"{importer.kind}/{name}", title(importer.mapping(name))) for name in importer.mapping_names()]
        choices.append((str(importer.label), named))
    return choices


def mapping_field(kept: Iterable[ImportMapping] = ()) -> forms.ChoiceField:
    """Return the question of kind and mapping."""
    return forms.ChoiceField(
        label=_("kind and mapping"),
        choices=partial(mapping_choices, kept),
        widget=UnfoldAdminSelectWidget,
        help_text=_("The mapping says which column of the file becomes which field."),
    )


def title(mapping: Mapping) -> str:
    """Return a mapping's title in the active language."""
    return mapping.title_en if mapping.title_en and get_language() == "en" else mapping.title


class ImportForm(OpeningForm, forms.ModelForm):
    """A kind with its mapping, a file, and whether to store anything."""

    mapping = mapping_field()
    upload = forms.FileField(
        label=_("file to import"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=_(
            "Excel (XLSX, XLS), CSV or TSV, in whatever encoding. A broken file is refused whole. "
            "A blank cell leaves what is stored as "
            "it is; “（削除）” in a cell empties it."
        ),
    )
    dry_run = forms.BooleanField(
        label=_("dry run"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Check everything and store nothing."),
    )

    as_history = forms.BooleanField(
        label=_("as history"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_(
            "What was answered, ended or identified elsewhere. A second person who may approve answers lets it in; "
            "each record is marked."
        ),
    )

    field_order = ("mapping", "upload", "dry_run", "as_history")

    def clean(self) -> dict[str, object]:
        """Open a workbook with its password."""
        cleaned = super().clean() or self.cleaned_data
        upload, password = cleaned.get("upload"), cleaned.pop("password", "")
        if not isinstance(upload, UploadedFile) or upload.file is None or not is_locked(upload.file):
            return cleaned
        if not password:
            self.add_error("password", _("The workbook asks for a password. Choose the file again and type it here."))
            return cleaned
        try:
            content = unlocked(upload.file, password)
        except FileRefused as refused:
            self.add_error("password", refused.reason)
            return cleaned
        cleaned["upload"] = UploadedFile(content, upload.name, size=content.getbuffer().nbytes)
        return cleaned

    class Meta:
        model = ImportRun
        fields = ("upload", "dry_run", "as_history", "sheet", "hidden_rows")
