"""Which screens does the menu offer a person, grouped as people work?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.backends import roles_of
from privacyportal.accounts.roles import label_of
from privacyportal.backoffice.refusals import Text
from privacyportal.roof.pages import guide, mailbox
from privacyportal.roof.pages.health import looking


@dataclass(frozen=True)
class Screen:
    """A list of records in the menu, by model; it is offered to whoever may open the list."""

    model: str
    icon: str

    @cached_property
    def admin(self) -> "ModelAdmin[Model] | None":
        """Return the registered admin class, or None where the model has no screen."""
        return admin.site._registry.get(apps.get_model(self.model))

    @cached_property
    def link(self) -> str:
        """Return the path of the list."""
        return reverse(f"admin:{self.model.replace('.', '_')}_changelist")

    def item(self, request: HttpRequest) -> dict[str, object] | None:
        """Return the menu entry, or None when the person may not open the list."""
        if self.admin is None or not self.admin.has_module_permission(request):
            return None
        return entry(request, capfirst(str(self.admin.opts.verbose_name_plural)), self.icon, self.link)


@dataclass(frozen=True)
class Page:
    """A page that is no list of records, with the permission it needs, if any; `is_there` where not all have it."""

    url: str
    title: Text
    icon: str
    permission: str = ""
    is_there: Callable[[], bool] = lambda: True

    @cached_property
    def link(self) -> str:
        """Return the path of the page."""
        return reverse(self.url)

    def item(self, request: HttpRequest) -> dict[str, object] | None:
        """Return the menu entry, or None when the person may not open the page."""
        if self.permission and not request.user.has_perm(self.permission):
            return None
        if not self.is_there():
            return None
        return entry(request, self.title, self.icon, self.link)


MENU: tuple[tuple[Text, tuple[Screen | Page, ...]], ...] = (
    (
        _("Handling"),
        (
            Page("work", _("Work list"), "task_alt"),
            Screen("cases.case", "support_agent"),
            Screen("clocks.clock", "alarm"),
            Screen("notifications.message", "mail"),
            Screen("clocks.notice", "notifications"),
            Screen("erasure.erasureproposal", "delete_forever"),
            Screen("erasure.erasure", "auto_delete"),
            Screen("attachments.scan", "coronavirus"),
            Page("calculator", _("Deadline calculator"), "calculate", "calendars.view_businesscalendar"),
            Page("outlook", _("Who will be mailed"), "schedule_send", "clocks.view_notice"),
        ),
    ),
    (
        _("Vendors and joint use"),
        (
            Screen("vendors.vendor", "handshake"),
            Screen("vendors.entrustment", "contract"),
            Screen("checklists.assessment", "fact_check"),
            Screen("checklists.finding", "flag"),
            Screen("checklists.correctiveaction", "build_circle"),
            Screen("vendors.foreignground", "public"),
            Screen("vendors.countrysystem", "gavel"),
            Screen("vendors.jointusepartner", "groups"),
            Screen("vendors.jointusearrangement", "hub"),
        ),
    ),
    (
        _("Consents and provision to third parties"),
        (
            Screen("consents.datasubject", "person"),
            Screen("consents.consententry", "how_to_reg"),
            Screen("consents.thirdpartyprovision", "outbound"),
        ),
    ),
    (
        _("Policy and checklists"),
        (
            Screen("policies.policyversion", "policy"),
            Screen("policies.policyoutline", "format_indent_increase"),
            Screen("policies.policysection", "toc"),
            Screen("policies.policyclause", "format_list_numbered"),
            Screen("policies.obligation", "verified"),
            Screen("policies.obligationmapping", "lan"),
            Screen("policies.staffpledge", "draw"),
            Screen("policies.accessreview", "admin_panel_settings"),
            Screen("policies.accessgrant", "key"),
            Screen("policies.reviewitem", "rule"),
            Screen("policies.numberdisposal", "auto_delete"),
            Screen("policies.purposeofuse", "target"),
            Screen("policies.purposeversion", "history"),
            Screen("policies.datacategory", "category"),
            Screen("policies.categoryversion", "history"),
            Screen("policies.consentwording", "edit_note"),
            Screen("checklists.checklisttemplate", "checklist"),
            Screen("checklists.checklistitem", "rule"),
        ),
    ),
    (
        _("Audit and settings"),
        (
            Screen("audit.auditentry", "history"),
            Screen("audit.refusedattempt", "block"),
            Screen("audit.reading", "visibility"),
            Screen("backoffice.importrun", "upload_file"),
            Screen("backoffice.importmapping", "rebase_edit"),
            Screen("cases.routetable", "alt_route"),
            Screen("clocks.clockrule", "timer"),
            Screen("clocks.threshold", "straighten"),
            Page("health", _("Is everything working?"), "monitor_heart", looking.PERMISSION),
            Screen("clocks.sweeprun", "radar"),
            Screen("calendars.businesscalendar", "calendar_month"),
            Screen("calendars.calendarversion", "event_available"),
            Screen("vendors.country", "flag_circle"),
            Screen("accounts.user", "badge"),
            Screen("accounts.accountrequest", "how_to_reg"),
            Screen("accounts.department", "corporate_fare"),
            Screen("accounts.desk", "desk"),
            Page("mailbox", _("Embedded mailbox"), "inbox", "notifications.view_mailbox", mailbox.is_kept),
        ),
    ),
)


def menu(request: HttpRequest) -> list[dict[str, object]]:
    """Return the menu's groups with the entries that this person may open; no counts, so that none can leak."""
    index = reverse("admin:index")
    front = entry(request, _("Dashboard"), "dashboard", index)
    front["active"] = request.path == index
    groups: list[dict[str, object]] = [{"title": "", "items": [front]}]
    for title, screens in MENU:
        items = [item for screen in screens if (item := screen.item(request)) is not None]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def entry(request: HttpRequest, title: Text, icon: str, link: str) -> dict[str, object]:
    """Return one entry; it is active on its list and on the pages below it."""
    return {"title": title, "icon": icon, "link": link, "active": request.path.startswith(link)}


def site_context(request: HttpRequest) -> dict[str, object]:
    """Return what every admin page shows: the person's roles in words, and what does not work at the moment."""
    if not request.user.is_authenticated:
        return {}
    return {
        "portal_roles": "、".join(label_of(role) for role in roles_of(request.user)),
        # Asked by the template, so that a redirect or a file costs no query.
        "portal_troubles": SimpleLazyObject(partial(looking.banner, timezone.now())),
        "portal_guide": guide.chapter_of(request),
        "portal_sees_health": request.user.has_perm(looking.PERMISSION),
    }
