"""How does a list leave the portal as a file, with what the screen shows and nothing more?"""

import csv
import html
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from typing import IO, Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from privacyportal.audit import trail
from privacyportal.backoffice.cells import guarded, is_formula_like, to_workbook
from privacyportal.backoffice.dates import table_day, table_instant

PERMISSION = "backoffice.export_records"
CHUNK = 1000
# Excel's own limits; a list beyond them goes out as CSV.
WORKBOOK_ROWS = 1_048_575
_CELL_LENGTH = 32_767

type Cell = str | int | float | Decimal
type Writer = Callable[[list[str], Iterator[list[Cell]], str], HttpResponseBase]


class ExportMixin:
    """Offers every list as CSV and XLSX: the rows filtered and ordered as shown, the columns of the list."""

    model: type[models.Model]
    opts: Any
    admin_site: Any
    list_after_template = "backoffice/export_links.html"

    def get_urls(self) -> list[URLPattern]:
        """Return the admin's URLs plus the export of the list."""
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/<slug:form>/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Add the links to the list's page for those who may export."""
        links = self.export_links(request) if request.user.has_perm(PERMISSION) else []
        context = {"export_links": links, **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[misc]

    def export_links(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return (label, URL) of each form of the list as it is filtered now."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return [(form.upper(), reverse(name, args=[form]) + query) for form in WRITERS]

    def prepare_rows(self, rows: Sequence[Any]) -> None:
        """Complete many rows at once with what the columns need beyond the query; screens override it."""

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Send the list as a file; the trail keeps what, how many and by which filters, not what was searched for."""
        if form not in WRITERS:
            raise Http404
        user: Any = request.user
        if not self.has_view_permission(request) or not user.has_perm(PERMISSION):  # type: ignore[attr-defined]
            raise PermissionDenied
        changelist: ChangeList = self.get_changelist_instance(request)  # type: ignore[attr-defined]
        at = timezone.now()
        columns = [str(name) for name in changelist.list_display if name != "action_checkbox"]
        header = [_header(name, self) for name in columns]
        count = changelist.queryset.count()
        if form == "xlsx" and count > WORKBOOK_ROWS:
            form = "csv"
        trail.record(
            action="backoffice.exported",
            by=user,
            at=at,
            changes={"list": self.opts.label_lower, "form": form, "rows": count, "filters": _filters(request)},
        )
        name = f"{self.opts.model_name}-{timezone.localtime(at):%Y%m%d-%H%M}.{form}"
        return WRITERS[form](header, _rows(changelist, columns, self), name)


def _filters(request: HttpRequest) -> list[str]:
    """Return the names of the filters in use; a search is told as such, its text may name a person."""
    return sorted("search" if name == SEARCH_VAR else name for name in request.GET)


def _rows(changelist: ChangeList, columns: list[str], model_admin: Any) -> Iterator[list[Cell]]:
    for objects in batched(changelist.queryset.iterator(chunk_size=CHUNK), CHUNK):
        model_admin.prepare_rows(objects)
        for obj in objects:
            yield [_cell(name, obj, model_admin) for name in columns]


def _header(name: str, model_admin: Any) -> str:
    return str(label_for_field(name, model_admin.model, model_admin))


def _cell(name: str, obj: models.Model, model_admin: Any) -> Cell:
    try:
        field, attribute, value = lookup_field(name, obj, model_admin)
    except ObjectDoesNotExist:
        return ""
    if field is not None:
        return _plain(_of_field(field, obj, value))
    if isinstance(value, tuple) and getattr(attribute, "label", None):
        # A coloured label is a pair: its code, then what the screen shows.
        return _plain(value[-1])
    return _plain(value)


def _of_field(field: Any, obj: models.Model, value: Any) -> Any:
    if field.is_relation:
        return getattr(obj, field.name)
    if field.flatchoices:
        return dict(field.flatchoices).get(value, value)
    return value


def _plain(value: Any) -> Cell:
    """Return what stands on the screen as text or number."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case int() | float() | Decimal():
            return value
        case datetime():
            return table_instant(value)
        case date():
            return table_day(value)
        case SafeString():
            # Words that stand in separate boxes on the screen must not run together.
            return " ".join(html.unescape(strip_tags(value.replace("<", " <"))).split())
        case tuple() | list():
            return " ".join(str(_plain(part)) for part in value if part and not isinstance(part, dict))
        case _:
            return str(value)


class _Echo:
    """A file that hands back what is written, for a writer that streams."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def write_csv(header: list[str], rows: Iterator[list[Cell]], name: str) -> HttpResponseBase:
    """Return the rows as CSV in UTF-8 with BOM, as Excel expects it, sent while they are read."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\N{BYTE ORDER MARK}"
        yield writer.writerow([guarded(label) for label in header])
        for row in rows:
            yield writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_xlsx(header: list[str], rows: Iterator[list[Cell]], name: str) -> HttpResponseBase:
    """Return the rows as a workbook, written to disk row by row and then sent."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    page.append([_workbook_cell(page, label) for label in header])
    for row in rows:
        page.append([_workbook_cell(page, cell) for cell in row])
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _workbook_cell(page: Any, value: Cell) -> Any:
    """Return a cell that no program evaluates: text is stored as text, and marked so where it looks like a formula."""
    if not isinstance(value, str):
        return WriteOnlyCell(page, value=float(value) if isinstance(value, Decimal) else value)
    # A text that looks guarded already gets a guard too, so that reading takes off only what writing put on.
    text = guarded(value) if value.startswith("'") else value
    cell = WriteOnlyCell(page, value=to_workbook(text)[:_CELL_LENGTH])
    cell.data_type = "s"
    cell.quotePrefix = is_formula_like(value)
    return cell


WRITERS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx}
