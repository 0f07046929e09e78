"""Where is the audit trail read, searched and proved whole?

The screens stand here and not in `audit`, which lies below everything that a screen needs.
"""

import re
from typing import ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.audit import proving, rows, trail
from privacyportal.audit.anchors import AnchorsUnreadable, newest
from privacyportal.audit.models import AuditEntry, AuditHead, RefusedAttempt
from privacyportal.backoffice import addresses, labels
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.buttons import actor
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.dayboxes import between
from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.refusals import cite
from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Frame, Read, Towards

SHORT = 100
EXPORT = "backoffice.export_records"
# A policy section (3.4) is no day without a year.
SECTION = re.compile(r"[\d.]+")


class ActionFilter(admin.SimpleListFilter):
    """What was done."""

    title = gettext_lazy("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the actions that were ever recorded; those of one part of the portal stand together.

        An action that has a name may be asked for before it was ever recorded: a figure of none opens an empty list.
        """
        done = set(AuditEntry.objects.order_by().values_list("action", flat=True).distinct())
        asked = request.GET.get(self.parameter_name, "")
        if labels.label(asked) != asked:
            done.add(asked)
        return [(action, labels.label(action)) for action in sorted(done)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Return the entries of the chosen action."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class DeedFilter(admin.SimpleListFilter):
    """What was tried."""

    title = gettext_lazy("what was tried")
    parameter_name = "deed"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the deeds that were ever refused."""
        tried = RefusedAttempt.objects.order_by("changes__deed").values_list("changes__deed", flat=True).distinct()
        return [(deed, labels.label(deed)) for deed in tried if deed]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Return the refusals of the chosen deed."""
        return queryset.filter(changes__deed=self.value()) if self.value() else queryset


class TrailAdmin(ReadOnlyModelAdmin[AuditEntry]):
    """What both lists of the trail share."""

    list_select_related: ClassVar = ("actor", "acting_for")
    search_fields = ("reference", "actor_name", "section", "sequence")
    search_help_text = gettext_lazy("Number, sign-in name, policy section or day (2026-11-24)")
    ordering = ("-sequence",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Find by the beginning of a number, by who did it, by section, or by the Tokyo day."""
        term = plain(search_term)
        if not term:
            return queryset, False
        found = _on(term) | Q(reference__istartswith=term) | Q(actor_name__iexact=term) | Q(section__iexact=term)
        if (number := addresses.key(search_term.strip())) is not None:
            found |= Q(sequence=number)
        return queryset.filter(found), False

    @admin.display(description=gettext_lazy("date and time"), ordering="at")
    def when(self, obj: AuditEntry) -> SafeString:
        """Return the instant in Tokyo time."""
        return _whole(table_instant(obj.at))

    @admin.display(description=gettext_lazy("done by"), ordering="actor_name")
    def who(self, obj: AuditEntry) -> SafeString:
        """Return the person, or the portal itself."""
        return _whole(obj.done_by)

    @admin.display(description=gettext_lazy("number"), ordering="reference")
    def number(self, obj: AuditEntry) -> SafeString | str:
        """Return the number, leading to the record; nothing where it has none."""
        if not obj.reference:
            return ""
        path = reverse("reference", args=[obj.reference])
        return _whole(format_html('<a href="{}">{}</a>', path, obj.reference))

    @admin.display(description=gettext_lazy("policy section"), ordering="section")
    def cited(self, obj: AuditEntry) -> str:
        """Return the section as people cite it."""
        return _whole(cite(obj.section)) if obj.section else ""

    def get_header(self, request: HttpRequest, obj: AuditEntry) -> dict[str, object]:
        """Return sequence number and action."""
        facts = [(_("Date and time"), table_instant(obj.at)), (_("Done by"), self.who(obj))]
        return {"number": f"#{obj.sequence}", "title": labels.label(obj.action), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: AuditEntry) -> list[Panel]:
        """Return nothing: an entry is its own story."""
        return []


@admin.register(AuditEntry)
class AuditEntryAdmin(TrailAdmin):
    """The whole trail, for those who audit."""

    list_display = ("sequence", "when", "who", "what_was_done", "number", "in_short", "cited")
    list_filter = (ActionFilter, "at", "actor")
    list_before_template = "backoffice/verify_link.html"
    fieldsets = (
        (None, {"fields": (("number", "cited"), "what", "reason")}),
        (gettext_lazy("Proof"), {"fields": (("sequence", "action"), "entry_hash", "previous_hash")}),
    )
    readonly_fields = ("number", "what", "cited")

    @admin.display(description=gettext_lazy("action"), ordering="action")
    def what_was_done(self, obj: AuditEntry) -> SafeString:
        """Return the action in words."""
        return _whole(labels.label(obj.action))

    @admin.display(description=gettext_lazy("what, or why"))
    def in_short(self, obj: AuditEntry) -> str:
        """Return the beginning of the reason, else of the changes in words; the entry's page has all of both."""
        return Truncator(obj.reason or labels.sentence(obj)).chars(SHORT)

    @admin.display(description=gettext_lazy("what"))
    def what(self, obj: AuditEntry) -> str:
        """Return the changes in words."""
        return labels.sentence(obj)

    def get_urls(self) -> list[URLPattern]:
        """Return the admin URLs plus the page that proves the trail whole and the file that lets others prove it."""
        verify, proof = self.admin_site.admin_view(self.verify_view), self.admin_site.admin_view(self.proof_view)
        return [
            path("verify/", verify, name="audit_auditentry_verify"),
            path("proof/", proof, name="audit_auditentry_proof"),
            *super().get_urls(),
        ]

    def verify_view(self, request: HttpRequest) -> HttpResponse:
        """Show how long the trail is; on request recompute every link, and record that this was done."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        verdict, unreadable, beside = None, "", list[str]()
        if request.method == "POST":
            try:
                verdict = trail.verify()
                beside = [*proving.wrong_rows(), *map(str, rows.wrong())] if verdict.is_whole else []
            except (AnchorsUnreadable, OSError) as error:
                unreadable = str(error)
        if verdict is not None:
            found = {"entries": verdict.entries, "broken_at": verdict.broken_at, "wrong_beside": len(beside)}
            trail.record(action="audit.verified", by=actor(request), at=timezone.now(), changes=found)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proof of the audit trail"),
            "opts": self.opts,
            "head": AuditHead.objects.first(),
            "verdict": verdict,
            "beside": beside,
            "unreadable": unreadable,
            "anchor": newest(),
            "may_export": request.user.has_perm(EXPORT),
        }
        return TemplateResponse(request, "backoffice/verify.html", context)

    def proof_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """Send the whole trail with its hashes, to be proved elsewhere; that it was taken is recorded first."""
        if not self.has_view_permission(request) or not request.user.has_perm(EXPORT):
            raise PermissionDenied
        insist(request)
        trail.record(action="audit.exported", by=actor(request), at=timezone.now())
        response = StreamingHttpResponse(trail.lines(), content_type="application/jsonl; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="trail.jsonl"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@admin.register(RefusedAttempt)
class RefusedAttemptAdmin(TrailAdmin):
    """What people tried that a promise of the policy forbids."""

    list_display = ("sequence", "when", "who", "tried", "cited", "missing", "number")
    list_filter = (DeedFilter, "section", "at", "actor")
    fieldsets = ((None, {"fields": (("when", "who"), ("tried", "cited"), "missing", "reason", "number")}),)
    readonly_fields = ("when", "who", "tried", "cited", "missing", "number")

    @admin.display(description=gettext_lazy("what was tried"))
    def tried(self, obj: AuditEntry) -> str:
        """Return the deed in words."""
        return labels.label(obj.changes.get("deed", ""))

    @admin.display(description=gettext_lazy("what was missing"))
    def missing(self, obj: AuditEntry) -> str:
        """Return what was missing."""
        return str(obj.changes.get("missing", ""))


def _whole(text: object) -> SafeString:
    return format_html('<span class="portal-nowrap">{}</span>', text)


def _on(text: str) -> Q:
    """Return the condition for the Tokyo day that a text names; nothing for a text that names none."""
    frame = Frame() if SECTION.fullmatch(text) else Frame(timezone.now(), Towards.PAST)
    found = moments.day_only(text, frame)
    if not isinstance(found, Read):
        return Q(pk__in=[])
    return between("at", found.value, found.value, are_instants=True)
