"""How does staff see the mappings that they keep, share them, and take them along?"""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ActionForm, ObjectAction
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.models import ImportMapping
from privacyportal.imports import remembered
from privacyportal.imports.registry import importer_for
from privacyportal.search.boxes import FoldedAdmin


@admin.register(ImportMapping)
class ImportMappingAdmin(FoldedAdmin[ImportMapping]):
    """Mappings of columns: one's own and those that others share."""

    view_permissions: ClassVar = ("backoffice.import_records",)
    when_empty = _("A mapping is kept when the columns of a file are matched on screen.")
    list_display = ("name", "kind_name", "owner", "is_shared", "kept_at")
    list_filter = ("is_shared",)
    search_fields = ("name",)
    list_select_related = ("owner",)
    ordering = ("name", "pk")
    fields = readonly_fields = ("name", "kind_name", "owner", "is_shared", "kept_at", "as_toml")
    object_actions: ClassVar = (
        ObjectAction(
            name="share",
            label=_("Share"),
            deed=remembered.share_mapping,
            run=lambda obj, **said: remembered.share_mapping(mapping=obj, is_shared=True, **said),
            available=lambda kept, user: kept.owner_id == user.pk and not kept.is_shared,
            form=ActionForm,
            tone="primary",
            done=_("Others who import are offered it too."),
        ),
        ObjectAction(
            name="unshare",
            label=_("Share no more"),
            deed=remembered.share_mapping,
            run=lambda obj, **said: remembered.share_mapping(mapping=obj, is_shared=False, **said),
            available=lambda kept, user: kept.owner_id == user.pk and kept.is_shared,
            form=ActionForm,
            done=_("It is your own again."),
        ),
        ObjectAction(
            name="put_away",
            label=_("Put away"),
            deed=remembered.put_away_mapping,
            available=lambda kept, user: kept.owner_id == user.pk,
            form=ActionForm,
            tone="danger",
            done=_("The mapping is offered no more."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportMapping]:
        """Return the mappings that nobody has put away."""
        return super().get_queryset(request).filter(is_retired=False)

    @display(description=_("kind of record"))
    def kind_name(self, kept: ImportMapping) -> str:
        """Return what is imported by it, in words."""
        return str(importer_for(kept.kind).label)

    @display(description=_("saved at"), ordering="saved_at")
    def kept_at(self, kept: ImportMapping) -> str:
        """Return when it was kept last."""
        return table_instant(kept.saved_at)

    @display(description=_("mapping (TOML), as the commands read it"))
    def as_toml(self, kept: ImportMapping) -> SafeString:
        """Return what it says, and where to take it along as a file."""
        url = reverse("admin:backoffice_importmapping_toml", args=[kept.pk])
        return format_html(
            '<pre class="portal-toml" tabindex="0" role="region" aria-label="TOML">{}</pre>'
            '<a href="{}" download>{}</a>',
            kept.content, url, _("Download the mapping"),
        )  # fmt: skip

    def after_action_url(self, action: ObjectAction[ImportMapping], obj: ImportMapping) -> str:
        """Lead to the list when the mapping was put away: it is shown no more."""
        if action.name == "put_away":
            return reverse("admin:backoffice_importmapping_changelist")
        return super().after_action_url(action, obj)

    def get_urls(self) -> list[URLPattern]:
        """Return the admin's URLs plus the mapping as a file."""
        view = self.admin_site.admin_view(self.toml_view)
        return [path("<int:mapping_id>/toml/", view, name="backoffice_importmapping_toml"), *super().get_urls()]

    def toml_view(self, request: HttpRequest, mapping_id: int) -> HttpResponse:
        """Send the mapping as the file that the commands read."""
        kept = self.get_queryset(request).filter(pk=mapping_id).first() if self.has_view_permission(request) else None
        if kept is None:
            raise Http404
        response = HttpResponse(kept.content, content_type="application/toml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="mapping-{kept.pk}.toml"'
        return response
