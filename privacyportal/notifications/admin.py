"""What does staff see of the outbox: what waits, what was sent, what failed?"""

from collections.abc import Iterable

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.dates import long_instant, table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn
from privacyportal.notifications import services
from privacyportal.notifications.again import ResendsInBulk
from privacyportal.notifications.forms import PostingForm, ResendForm, ReturnForm, SentForm
from privacyportal.notifications.models import Message
from privacyportal.notifications.querysets import to_be_posted, troubled
from privacyportal.notifications.registry import choices, label_of
from privacyportal.notifications.releasing import COLLECTIVE
from privacyportal.notifications.states import TONES, TRANSITIONS, Status
from privacyportal.search.boxes import AboutAdmin


class KindFilter(admin.SimpleListFilter):
    """Mails of one kind."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterable[tuple[str, str]]:
        """Every kind that an app has declared."""
        return choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Keep the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class DeliveryFilter(admin.SimpleListFilter):
    """Mails that somebody has to look after."""

    title = _("delivery")
    parameter_name = "delivery"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterable[tuple[str, str]]:
        """Those that failed or whose fate is unknown."""
        return [("troubled", str(_("Mails not delivered")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Keep them when asked."""
        return queryset.filter(troubled()) if self.value() else queryset


class ShownFilter(admin.SimpleListFilter):
    """All messages, or the letters that somebody has to print and post."""

    title = _("shown")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: object) -> Iterable[tuple[str, str]]:
        """Return the views."""
        return [("letters", str(_("Letters to post")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Keep the letters that wait."""
        return queryset.filter(to_be_posted()) if self.value() == "letters" else queryset


@admin.register(Message)
class MessageAdmin(AboutAdmin[Message], ResendsInBulk):
    """Everybody reads their own mails; compliance and managers those about records they may see."""

    list_display = ("state", "subject_or_kind", "to_whom", "whose", "way", "number", "queued", "sent", "why")
    list_filter = (ShownFilter, "status", DeliveryFilter, "addressee_kind", "channel", KindFilter)
    own_words = ("subject", "recipient__last_name", "recipient__first_name", "to_name", "to_address")
    search_help_text = _("Number, subject or addressee")
    list_select_related = ("recipient", "reference", "collective", "posted_by")
    ordering = ("-queued_at", "-pk")
    fields = (
        "kind_label",
        "to_whom",
        "whose",
        "way",
        "to_address",
        "to_postal",
        "subject",
        "body",
        "message_id",
        "attempts",
        "error",
    )
    readonly_fields = fields
    actions = ("resend_selected",)
    object_actions = (
        ObjectAction(
            name="close_return",
            label=_("Close the mail that came back"),
            deed=services.close_return,
            available=lambda message, user: message.is_returned,
            form=ReturnForm,
            tone="primary",
            help_text=_(
                "Correct the address where it is kept and let the mail be sent again, together with what was not sent "
                "to the old address meanwhile; or write down which other way was taken."
            ),
            done=_("The mail that came back is closed."),
        ),
        ObjectAction(
            name="resend",
            label=_("Send again"),
            deed=services.resend,
            available=lambda message, user: message.status in TRANSITIONS["resend"][0],
            form=ResendForm,
            tone="primary",
            help_text=_("The mail keeps its Message-ID. If it was delivered after all, it may arrive twice."),
            done=_("The mail is waiting to be sent again."),
        ),
        ObjectAction(
            name="went_out",
            label=_("It went out"),
            deed=services.record_sent,
            available=lambda message, user: message.status == Status.UNKNOWN,
            form=SentForm,
            help_text=_("The log of the mail server names it by its recipient or its Message-ID."),
            done=_("It is recorded that the mail went out."),
        ),
        ObjectAction(
            name="settle",
            label=_("Settle without sending"),
            deed=services.settle,
            available=lambda message, user: message.status in TRANSITIONS["settle"][0],
            form=ReasonForm,
            help_text=_("It was delivered after all, or is not needed any more."),
            done=_("The mail is settled."),
        ),
        ObjectAction(
            name="post",
            label=_("Record the posting"),
            deed=services.record_posting,
            available=lambda message, user: services.waits(message),
            form=PostingForm,
            tone="primary",
            help_text=_("Print the text below, post it, and record it here: nothing else makes a letter sent."),
            done=_("The posting is recorded."),
        ),
        ObjectAction(
            name="write_anew",
            label=_("Write the letter anew"),
            deed=services.write_anew,
            available=lambda message, user: services.waits(message),
            obstacles=lambda message, by: [services.still_wanted(message)],
            help_text=_("To the name and address on file now."),
            done=_("The letter is written anew. Please print it again."),
        ),
        ObjectAction(
            name="drop",
            label=_("Do not post"),
            deed=services.drop,
            available=lambda message, user: services.waits(message),
            form=ReasonForm,
            done=_("The letter will not be posted."),
        ),
    )

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Everybody on the staff may open the list; the rows are their own unless a role shows more."""
        return bool(request.user.is_active and request.user.is_staff)

    def get_turn(self, request: HttpRequest, obj: Message) -> Turn | None:
        """Return what somebody has to do about it: it came back, did not leave, or is a letter to be posted."""
        if obj.is_returned:
            return Turn(text=_("It came back: whoever answers for the matter puts the address right and closes it."))
        if obj.status in TRANSITIONS["resend"][0]:
            return Turn(text=_("It did not leave: somebody finds out why, and sends it again or settles it."))
        return Turn(text=_("Somebody prints, posts and records it.")) if services.waits(obj) else None

    def get_header(self, request: HttpRequest, obj: Message) -> dict[str, object]:
        """State, recipient and times."""
        return {
            "number": str(obj.reference or ""),
            "title": obj.subject or label_of(obj.kind),
            "state": {"label": obj.status_text, "tone": TONES[Status(obj.status)]},
            "facts": [
                (_("addressee"), obj.to_whom),
                (_("kind of addressee"), obj.get_addressee_kind_display()),
                (_("queued at"), long_instant(obj.queued_at)),
                (_("posted at") if obj.posted_by else _("sent at"), long_instant(obj.sent_at)),
                (_("posted by"), str(obj.posted_by or "")),
                (_("kind of posting"), f"{obj.get_posting_display()} {obj.posting_number}".strip()),
                (_("next attempt at"), long_instant(obj.next_attempt_at)),
                (_("not before"), long_instant(obj.release_at) if obj.status == Status.HELD else ""),
                (_("held back because"), obj.get_hold_display() if obj.status == Status.HELD else ""),
                (_("collective mail"), str(obj.collective or "")),
                (_("reason"), obj.reason_text),
            ],
        }

    def get_panels(self, request: HttpRequest, obj: Message) -> list[Panel]:
        """The reminders inside a collective mail."""
        if obj.kind != COLLECTIVE:
            return []
        rows = obj.collected.select_related("reference").order_by("pk")
        seen = rows.filter(pk__in=Message.objects.visible_to(request.user))
        return [Panel("items", _("In this mail"), "notifications/items.html", {"messages": list(seen)})]

    @display(description=_("state"), ordering="status")
    def state(self, obj: Message) -> SafeString:
        """The state as a badge."""
        tone = TONES[Status(obj.status)]
        return format_html('<span class="portal-badge portal-tone-{}">{}</span>', tone, obj.status_text)

    @display(description=_("mail subject"))
    def subject_or_kind(self, obj: Message) -> str:
        """The subject as sent; before that, the kind of mail."""
        return obj.subject or label_of(obj.kind)

    @display(description=_("kind"))
    def kind_label(self, obj: Message) -> str:
        """The kind in words."""
        return label_of(obj.kind)

    @display(description=_("addressee"), ordering="recipient__last_name")
    def to_whom(self, obj: Message) -> str:
        """The addressee's name."""
        return obj.to_whom

    @display(description=_("kind of addressee"), ordering="addressee_kind")
    def whose(self, obj: Message) -> str:
        """Who reads it."""
        return obj.get_addressee_kind_display()

    @display(description=_("way of sending"), ordering="channel")
    def way(self, obj: Message) -> str:
        """Mail or letter."""
        return obj.get_channel_display()

    @display(description=_("reference number"), ordering="reference__number")
    def number(self, obj: Message) -> SafeString | str:
        """The record's number, leading to it."""
        if obj.reference is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("reference", args=[obj.reference.number]), obj.reference)

    @display(description=_("queued at"), ordering="queued_at")
    def queued(self, obj: Message) -> str:
        """When it was queued, Tokyo time."""
        return table_instant(obj.queued_at)

    @display(description=_("sent at"), ordering="sent_at")
    def sent(self, obj: Message) -> str:
        """When the mail server accepted it, Tokyo time."""
        return table_instant(obj.sent_at)

    @display(description=_("reason"))
    def why(self, obj: Message) -> str:
        """Why it was not sent, or what the mail server said."""
        return obj.reason_text or obj.error
