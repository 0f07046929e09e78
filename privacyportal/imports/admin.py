"""How does staff import a file, watch it, and fetch what was rejected?"""

from typing import ClassVar

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.audit import trail
from privacyportal.backoffice.actions import ActionForm, ObjectAction
from privacyportal.backoffice.admin import ChangePage
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.keyring import KeyMissing, NotOpened
from privacyportal.backoffice.models import ImportMapping, ImportMappingQuerySet, ImportRun
from privacyportal.backoffice.turns import Turn, another_decides
from privacyportal.imports import buttons, ledgers, reports, runs, samples, templates
from privacyportal.imports.built import Built
from privacyportal.imports.filters import PARAMETER
from privacyportal.imports.forms import KEPT, OWN, ImportForm, mapping_field, title
from privacyportal.imports.registry import importer_for, importers
from privacyportal.imports.undo_forms import named
from privacyportal.search.boxes import FoldedAdmin

Status = ImportRun.Status
TONES = {
    Status.MATCHING: "waiting",
    Status.PROPOSED: "waiting",
    Status.WAITING: "waiting",
    Status.RUNNING: "due",
    Status.FINISHED: "done",
    Status.REFUSED: "late",
    Status.FAILED: "late",
    Status.UNDO_ASKED: "waiting",
    Status.UNDOING: "due",
    Status.UNDONE: "ended",
}
# Who takes back what others look at shows first that it is they, as before an export.
ASKED_AGAIN = ("undo", "approve_undoing")


@admin.register(ImportRun)
class ImportRunAdmin(FoldedAdmin[ImportRun]):
    """Imports: a new one is an upload, its page shows how far it is and what came of it."""

    view_permissions: ClassVar = ("backoffice.import_records", "backoffice.view_importrun")
    add_permission: ClassVar = "backoffice.import_records"
    form = ImportForm
    change_form_before_template = "imports/panel.html"
    list_display = ("file_name", "kind_name", "state", "created", "updated", "unchanged", "rejected", "by", "asked_at")
    list_filter = ("status", "dry_run")
    search_fields = ("file_name",)
    list_select_related = ("started_by",)
    ordering = ("-created_at",)
    object_actions: ClassVar = buttons.ACTIONS
    _shown = (
        "kind_name",
        "mapping_title",
        "by",
        "asked_at",
        "ended_at",
        "stores_nothing",
        "as_history",
        "approved_by",
        "file_name",
        "content_sha256",
    )

    def get_fields(self, request: HttpRequest, obj: ImportRun | None = None) -> tuple[str, ...]:
        """Return what is asked for a new import, or shown of one."""
        return (
            self._shown
            if obj
            else (
                "mapping",
                "upload",
                "password",
                "sheet",
                "hidden_rows",
                "dry_run",
                "as_history",
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: ImportRun | None = None) -> tuple[str, ...]:
        """Return everything for an import that exists."""
        return self._shown if obj else ()

    @display(description=_("kind of record"))
    def kind_name(self, run: ImportRun) -> str:
        """Return what is imported, in words."""
        return str(importer_for(run.kind).label)

    @display(description=_("state"), ordering="status")
    def state(self, run: ImportRun) -> SafeString:
        """Return how far it is, and that nothing is stored where that is so."""
        label = f"{run.get_status_display()} / {_('dry run')}" if run.dry_run else run.get_status_display()
        return format_html('<span class="portal-badge portal-tone-{}">{}</span>', TONES[Status(run.status)], label)

    @display(description=_("mapping"))
    def mapping_title(self, run: ImportRun) -> str:
        """Return the mapping's title, or the name or path of one that is not shipped."""
        importer = importer_for(run.kind)
        is_shipped = not run.mapping_content and run.mapping_name in importer.mapping_names()
        return title(importer.mapping(run.mapping_name)) if is_shipped else run.mapping_name

    @display(description=_("dry run"))
    def stores_nothing(self, run: ImportRun) -> str:
        """Return whether nothing is stored, in a word."""
        return str(_("Yes") if run.dry_run else _("No"))

    @display(description=_("started by"), ordering="started_by__last_name")
    def by(self, run: ImportRun) -> str:
        """Return who asked for it; the portal itself where it came from the command line."""
        return str(run.started_by or _("command line"))

    @display(description=_("registered at"), ordering="created_at")
    def asked_at(self, run: ImportRun) -> str:
        """Return when it was asked for."""
        return table_instant(run.created_at)

    @display(description=_("finished at"))
    def ended_at(self, run: ImportRun) -> str:
        """Return when it ended."""
        return table_instant(run.finished_at)

    def create(self, request: HttpRequest, form: ModelForm) -> ImportRun:
        """Put the uploaded file in the queue, or before the person whose columns are to be matched."""
        kind, _slash, name = form.cleaned_data["mapping"].partition("/")
        if name == OWN:
            said = {one: form.cleaned_data[one] for one in ("upload", "sheet", "hidden_rows")}
            return ledgers.begin(kind=kind, **said, by=actor(request), at=timezone.now())
        kept = self._kept(request).filter(pk=name.removeprefix(KEPT)).first() if name.startswith(KEPT) else None
        return runs.request(
            kind=kind,
            mapping_name=kept.name if kept else name,
            content=kept.content if kept else "",
            upload=form.cleaned_data["upload"],
            dry_run=form.cleaned_data["dry_run"],
            as_history=form.cleaned_data["as_history"],
            sheet=form.cleaned_data["sheet"],
            hidden_rows=form.cleaned_data["hidden_rows"],
            by=actor(request),
            at=timezone.now(),
        )

    def get_form(
        self, request: HttpRequest, obj: ImportRun | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        """Offer the mappings that are shipped and those that the person may use."""
        form: type[ModelForm] = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            form.base_fields = {**form.base_fields, "mapping": mapping_field(self._kept(request))}
        return form

    def _kept(self, request: HttpRequest) -> ImportMappingQuerySet:
        return ImportMapping.objects.visible_to(request.user).in_use().order_by("name", "pk")

    def response_post_save_add(self, request: HttpRequest, obj: ImportRun) -> HttpResponse:
        """Lead to the columns that are to be matched, or to the page on which the import is watched."""
        return HttpResponseRedirect(self._next_url(obj))

    def after_action_url(self, action: ObjectAction[ImportRun], obj: ImportRun) -> str:
        """Lead on to what is to be said next of a file that is being matched."""
        obj.refresh_from_db()
        return self._url("words", obj) if action.name == "columns" else self._next_url(obj)

    def _next_url(self, run: ImportRun) -> str:
        return self._url("columns", run) if run.status == Status.MATCHING else self.object_url(run)

    def render_action(
        self, request: HttpRequest, action: ObjectAction[ImportRun], obj: ImportRun, form: ActionForm
    ) -> HttpResponse:
        """Show a button's form on a page of its own where it has one."""
        response = super().render_action(request, action, obj, form)
        template = getattr(form, "template", "")
        if template and isinstance(response, TemplateResponse):
            response.template_name = template
        return response

    def get_turn(self, request: HttpRequest, obj: ImportRun) -> Turn | None:
        """Return who lets a file in that waits as history, or agrees that such history is taken back."""
        waiting = {Status.PROPOSED: obj.started_by, Status.UNDO_ASKED: obj.undo_asked_by}
        return another_decides(waiting[Status(obj.status)]) if obj.status in waiting else None

    def run_action(
        self, request: HttpRequest, action: ObjectAction[ImportRun], obj: ImportRun, form: ActionForm
    ) -> None:
        """Do what a button says; before an import is undone the person shows that it is they."""
        if action.name in ASKED_AGAIN:
            insist(request)
        super().run_action(request, action, obj, form)

    def get_header(self, request: HttpRequest, obj: ImportRun) -> dict[str, object]:
        """Return the head of the page."""
        state = {"label": obj.get_status_display(), "tone": TONES[Status(obj.status)]}
        return {"number": obj.file_name, "title": "", "state": state, "facts": []}

    def render_change_form(
        self, request: HttpRequest, context: ChangePage[ImportRun], *args: object, **kwargs: object
    ) -> HttpResponse:
        """Put how far it is and what came of it at the head of an import's page."""
        run: ImportRun | None = context.get("original")
        context["show_save_and_add_another"] = False
        if run is not None:
            context["panel"] = {**self._progress(run), "progress_url": self._url("progress", run)}
        else:
            context["import_templates"] = [(one.label, self._template_url(one.kind)) for one in importers()]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """Return the admin's URLs plus progress and rejected rows."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:run_id>/progress/", wrap(self.progress_view), name="backoffice_importrun_progress"),
            path("template/<slug:kind>/", wrap(self.template_view), name="backoffice_importrun_template"),
            path("<int:run_id>/rejected/", wrap(self.rejected_view), name="backoffice_importrun_rejected"),
            *super().get_urls(),
        ]

    def progress_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Return the part of the page that changes."""
        runs.tend(at=timezone.now())
        run = self._visible(request, run_id)
        return TemplateResponse(request, "imports/progress.html", {"panel": self._progress(run)})

    def rejected_view(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        """Send the rejected rows; the trail keeps that they were fetched."""
        run = self._visible(request, run_id)
        if not run.rejected_file:
            raise Http404
        insist(request)
        try:
            file = run.rejected_file.open("rb")
        except (KeyMissing, NotOpened) as error:
            messages.error(request, error.text)
            return HttpResponseRedirect(self._url("change", run))
        changes = {"rows": run.rejected}
        trail.record(
            action="backoffice.rejected_fetched", obj=run, by=actor(request), at=timezone.now(), changes=changes
        )
        return FileResponse(file, as_attachment=True, filename=f"{run.file_name}.rejected.csv")

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Send the workbook by which a register is filled in from nothing."""
        importer = next((one for one in importers() if one.kind == kind), None)
        if importer is None or not request.user.has_perm(importer.permission):
            raise Http404
        return templates.write_template(importer, at=timezone.now())

    def _visible(self, request: HttpRequest, run_id: int) -> ImportRun:
        run = self.get_queryset(request).filter(pk=run_id).first() if self.has_view_permission(request) else None
        if run is None:
            raise Http404
        return run

    def _progress(self, run: ImportRun) -> dict[str, object]:
        doubts = reports.doubts(run.remarks)
        return {
            "run": run,
            "doubts": doubts,
            "report": [line for line in reports.lines(run.remarks) if line not in doubts],
            "samples": samples.of(run) if run.is_over else None,
            "rejected_url": self._url("rejected", run) if run.rejected_file else "",
            "built": named([Built(*one) for one in run.undo_found]),
            "records_url": _records_url(run),
        }

    def _template_url(self, kind: str) -> str:
        return reverse("admin:backoffice_importrun_template", args=[kind])

    def _url(self, page: str, run: ImportRun) -> str:
        return reverse(f"admin:backoffice_importrun_{page}", args=[run.pk])


def _records_url(run: ImportRun) -> str:
    """Return the path of the list of what the run brought first; empty where there is nothing."""
    if not run.created or run.dry_run or not run.is_over or run.status == Status.UNDONE:
        return ""
    page = importer_for(run.kind).model.lower().replace(".", "_")
    query: dict[str, str | int] = {**importer_for(run.kind).whole_list, PARAMETER: run.pk}
    return f"{reverse(f'admin:{page}_changelist')}?{urlencode(query)}"
