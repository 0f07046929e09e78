"""Which records did one import bring?"""

from django.contrib.admin import SimpleListFilter
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from privacyportal.backoffice import addresses
from privacyportal.backoffice.additions import ListAddition
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports.registry import importers

PARAMETER = "import_run"


class ImportRunFilter(SimpleListFilter):
    """Narrows a list to the records of one import; it is there only when the list was opened from that import."""

    title = _("import")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the one import that the list was opened from, if the person may see it."""
        wanted = addresses.key(request.GET.get(PARAMETER, ""))
        runs = [] if wanted is None else ImportRun.objects.visible_to(request.user).filter(pk=wanted)
        return [(str(run.pk), run.file_name) for run in runs]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[models.Model]) -> models.QuerySet[models.Model]:
        """Return the records that the import brought first."""
        if not self.value():
            return queryset
        return queryset.filter(reference__imported_rows__run=self.value())


class ImportedRecords(ListAddition):
    """Lets the list of what can be imported be opened from one import."""

    def filters(self, screen: ModelAdmin, request: HttpRequest) -> list[type[SimpleListFilter]]:
        """Return the filter for lists of what can be imported, when the request names an import."""
        is_imported = any(importer.model == screen.opts.label for importer in importers())
        return [ImportRunFilter] if is_imported and PARAMETER in request.GET else []
