"""How does a second person agree to rights that somebody asked for an account?"""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from privacyportal.accounts import guards, services
from privacyportal.accounts import roles as table
from privacyportal.accounts.models import AccountRequest, User
from privacyportal.accounts.services.requests import REOPENS
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.refusals import Refusal
from privacyportal.backoffice.turns import Turn, another_decides

TONES = {"pending": "due", "agreed": "done", "refused": "ended"}


def is_pending(obj: AccountRequest, user: User) -> bool:
    """Return whether it awaits a second person."""
    return obj.decision == AccountRequest.Decision.PENDING


def own_request(obj: AccountRequest, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from deciding: that they asked for it, or that it is for them."""
    same_as_asker, same_as_concerned = by.is_same_person(obj.asked_by), by.is_same_person(obj.user)
    return [guards.second_person(same_as_asker=same_as_asker, same_as_concerned=same_as_concerned)]


def decides(obj: AccountRequest) -> Turn:
    """Return who decides on a request: neither who asked nor whose account it is."""
    return another_decides(obj.asked_by, obj.user)


def wanted(obj: AccountRequest) -> str:
    """Return what is asked for, in words: the roles, and which details would change to what."""
    roles = [table.label_of(code) for code in obj.roles]
    names = {field.name: field.verbose_name for field in User._meta.concrete_fields}
    details = [f"{names[name]}: {value}" for name, value in obj.changes.items() if name != REOPENS]
    details += [_("Open account again")] if obj.changes.get(REOPENS) else []
    keys = [_("Removal of all keys to sign in")] if obj.resets_keys else []
    link = [_("Link with the provider: %(subject)s") % {"subject": obj.subject}] if obj.subject else []
    return pgettext("list", ", ").join([*roles, *map(str, details), *keys, *link])


def pending_of(obj: User) -> AccountRequest | None:
    """Return the request for an account that waits for a second person."""
    waiting = obj.requests.filter(decision=AccountRequest.Decision.PENDING)
    return waiting.select_related("user", "asked_by").first()


def waiting_for(obj: User) -> SafeString | str:
    """Return what waits for a second person, leading to the request; nothing where nothing does."""
    request = pending_of(obj)
    if request is None:
        return ""
    path = reverse("admin:accounts_accountrequest_change", args=[request.pk])
    return format_html('<a href="{}">{}</a>', path, wanted(request))


@admin.register(AccountRequest)
class AccountRequestAdmin(ReadOnlyModelAdmin):
    """Rights, names and addresses that wait for a second person, and what became of earlier ones."""

    when_empty = _("A change of an account's rights, name or address made on its page waits here for a second person.")
    list_display = ("user", "what", "asked_by", "asked", "state", "decided_by")
    list_filter = ("decision",)
    list_select_related: ClassVar = ("user", "asked_by", "decided_by")
    ordering = ("-asked_at",)
    fieldsets = (
        (None, {"fields": (("user", "what"), ("asked_by", "asked"), "reason")}),
        (gettext_lazy("decision"), {"fields": (("state", "decided_by"), "decision_reason")}),
    )
    readonly_fields = ("what", "asked", "state")
    asks_again = True
    object_actions = (
        ObjectAction(
            name="agree",
            label=gettext_lazy("Agree"),
            deed=services.agree,
            available=is_pending,
            obstacles=own_request,
            tone="primary",
            help_text=gettext_lazy("What was asked for counts from now on."),
        ),
        ObjectAction(
            name="refuse",
            label=gettext_lazy("Refuse"),
            deed=services.refuse,
            available=is_pending,
            obstacles=own_request,
            form=ReasonForm,
        ),
    )

    @admin.display(description=gettext_lazy("asked for"))
    def what(self, obj: AccountRequest) -> str:
        """Return what is asked for, in words."""
        return wanted(obj)

    @admin.display(description=gettext_lazy("asked at"), ordering="asked_at")
    def asked(self, obj: AccountRequest) -> str:
        """Return when it was asked for."""
        return table_instant(obj.asked_at)

    @admin.display(description=gettext_lazy("decision"), ordering="decision")
    def state(self, obj: AccountRequest) -> SafeString:
        """Return what became of it, as word and colour."""
        label = obj.get_decision_display()
        return format_html('<span class="portal-badge portal-tone-{}">{}</span>', TONES[obj.decision], label)

    def get_header(self, request: HttpRequest, obj: AccountRequest) -> dict[str, object]:
        """Return whose rights, by whom asked, and what became of it."""
        facts = [(_("Asked by"), obj.asked_by), (_("Asked at"), table_instant(obj.asked_at))]
        state = {"label": obj.get_decision_display(), "tone": TONES[obj.decision]}
        return {"number": obj.user.username, "title": wanted(obj), "state": state, "facts": facts}

    def get_turn(self, request: HttpRequest, obj: AccountRequest) -> Turn | None:
        """Return who decides while it waits: neither who asked nor whose account it is."""
        return decides(obj) if obj.decision == AccountRequest.Decision.PENDING else None

    def get_panels(self, request: HttpRequest, obj: AccountRequest) -> list[Panel]:
        """Return nothing: the account's page tells the story."""
        return []
