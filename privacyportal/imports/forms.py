"""What must be chosen to import a file?"""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports.mapping import Mapping
from privacyportal.imports.registry import importers
from privacyportal.imports.sources import SUFFIXES

type Group = tuple[str, Text | list[tuple[str, str]]]


def mapping_choices() -> list[Group]:
    """Return the shipped mappings by kind, each as `kind/name` with its title in the active language."""
    choices: list[Group] = [("", _("Choose"))]
    for importer in importers():
        named = [(f"{importer.kind}/{name}", title(importer.mapping(name))) for name in importer.mapping_names()]
        choices.append((str(importer.label), named))
    return choices


def title(mapping: Mapping) -> str:
    """Return a mapping's title in the active language."""
    return mapping.title_en if mapping.title_en and get_language() == "en" else mapping.title


class ImportForm(forms.ModelForm):
    """A kind with its mapping, a file, and whether to store anything."""

    mapping = forms.ChoiceField(
        label=_("kind and mapping"),
        choices=mapping_choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("The mapping says which column of the file becomes which field."),
    )
    upload = forms.FileField(
        label=_("file to import"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=_(
            "CSV, TSV or XLSX, in UTF-8 or CP932. A broken file is refused whole. "
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

    class Meta:
        model = ImportRun
        fields = ("upload", "dry_run", "as_history")
