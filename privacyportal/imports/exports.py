"""How does a list leave the portal as a file, with what the screen shows and nothing more?"""

import html
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import batched

from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from privacyportal.audit import trail
from privacyportal.backoffice.additions import ListAddition
from privacyportal.backoffice.admin import PortalModelAdmin, actor
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.dates import table_day, table_instant
from privacyportal.backoffice.values import value_of
from privacyportal.imports import registers
from privacyportal.imports.registry import Importer
from privacyportal.imports.tables import WORKBOOK_ROWS, WRITERS, Cell

PERMISSION = "backoffice.export_records"
CHUNK = 1000


class ListExport(ListAddition):
    """Offers every list as CSV and XLSX: the rows filtered and ordered as shown, the columns of the list."""

    template = "imports/export_links.html"

    def urls(self, screen: PortalModelAdmin) -> list[URLPattern]:
        """Return the page of the list as a file."""
        wrap = screen.admin_site.admin_view
        urls = [path("export/<slug:form>/", wrap(partial(export, screen)), name=f"{_name(screen)}_export")]
        importer = registers.importer_of(screen.opts.label)
        if importer is not None:
            view = wrap(partial(export_register, screen, importer))
            urls.append(path("register/<slug:form>/", view, name=f"{_name(screen)}_register"))
        return urls

    def context(self, screen: ModelAdmin, request: HttpRequest) -> dict[str, object]:
        """Return the links, (label, URL) of each form of the list as it is filtered now, for those who may export."""
        if not request.user.has_perm(PERMISSION):
            return {"export_links": []}
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        links = [(form.upper(), reverse(f"admin:{_name(screen)}_export", args=[form]) + query) for form in WRITERS]
        importer = registers.importer_of(screen.opts.label)
        if importer is not None and request.user.has_perm(importer.permission):
            links += [
                (
                    _("register, %(form)s") % {"form": form.upper()},
                    reverse(f"admin:{_name(screen)}_register", args=[form]) + query,
                )
                for form in WRITERS
            ]
        return {"export_links": links}


def export(screen: PortalModelAdmin, request: HttpRequest, form: str) -> HttpResponseBase:
    """Send the list as a file; the trail keeps what, how many and by which filters, not what was searched for.

    :raises Http404: for a form of file that there is not.
    :raises PermissionDenied: for people who may not read the list or not export.
    """
    if form not in WRITERS:
        raise Http404
    by = actor(request)
    if not screen.has_view_permission(request) or not by.holds(PERMISSION):
        raise PermissionDenied
    insist(request)
    changelist: ChangeList = screen.get_changelist_instance(request)
    at = timezone.now()
    columns = [str(name) for name in changelist.list_display if name != "action_checkbox"]
    header = [_header(name, screen) for name in columns]
    count = changelist.queryset.count()
    if form == "xlsx" and count > WORKBOOK_ROWS:
        form = "csv"
    trail.record(
        action="backoffice.exported",
        by=by,
        at=at,
        changes={"list": screen.opts.label_lower, "form": form, "rows": count, "filters": _filters(request)},
    )
    name = f"{screen.opts.model_name}-{timezone.localtime(at):%Y%m%d-%H%M}.{form}"
    return WRITERS[form](header, _rows(changelist, columns, screen), name)


def export_register(screen: PortalModelAdmin, importer: Importer, request: HttpRequest, form: str) -> HttpResponseBase:
    """Send the list's records by the form that they come in by; what the person may not read whole is left out.

    :raises Http404: for a form of file that there is not.
    :raises PermissionDenied: for people who may not both export and import.
    """
    if form not in WRITERS:
        raise Http404
    by = actor(request)
    is_allowed = by.holds(PERMISSION) and by.holds(importer.permission)
    reader = request.user
    if not reader.is_authenticated or not screen.has_view_permission(request) or not is_allowed:
        raise PermissionDenied
    insist(request)
    at = timezone.now()
    changelist: ChangeList = screen.get_changelist_instance(request)
    records = importer.readable(changelist.queryset, reader)
    count = records.count()
    trail.record(
        action="backoffice.register_exported",
        by=by,
        at=at,
        changes={"list": screen.opts.label_lower, "form": form, "rows": count, "filters": _filters(request)},
    )
    name = f"{importer.kind}-{timezone.localtime(at):%Y%m%d-%H%M}.{form}"
    return WRITERS[form](registers.header(importer), iter(registers.rows(importer, records)), name)


def _name(screen: ModelAdmin) -> str:
    return f"{screen.opts.app_label}_{screen.opts.model_name}"


def _filters(request: HttpRequest) -> list[str]:
    """Return the names of the filters in use; a search is told as such, its text may name a person."""
    return sorted("search" if name == SEARCH_VAR else name for name in request.GET)


def _rows(changelist: ChangeList, columns: list[str], screen: PortalModelAdmin) -> Iterator[list[Cell]]:
    for objects in batched(changelist.queryset.iterator(chunk_size=CHUNK), CHUNK):
        screen.prepare_rows(objects)
        for obj in objects:
            yield [_cell(name, obj, screen) for name in columns]


def _header(name: str, screen: PortalModelAdmin) -> str:
    return str(label_for_field(name, screen.model, screen))


def _cell(name: str, obj: models.Model, screen: PortalModelAdmin) -> Cell:
    try:
        field, attribute, value = lookup_field(name, obj, screen)
    except ObjectDoesNotExist:
        return ""
    if field is not None:
        return _plain(_of_field(field, obj, value))
    if isinstance(value, tuple) and getattr(attribute, "label", None):
        # A coloured label is a pair: its code, then what the screen shows.
        return _plain(value[-1])
    return _plain(value)


def _of_field(field: "models.Field[object, object]", obj: models.Model, value: object) -> object:
    if field.is_relation:
        return value_of(obj, field.name)
    if field.flatchoices:
        return dict(field.flatchoices).get(value, value)
    return value


def _plain(value: object) -> Cell:
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
