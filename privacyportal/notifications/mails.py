"""What does a collective mail say, and is anything of it left to say? Which bodies can be written to?"""

from collections.abc import Iterable, Sequence

from django.core import checks
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyportal.accounts.models import Desk
from privacyportal.notifications.addressees import Addressee, Source, register_source
from privacyportal.notifications.checking import prepare, why_not
from privacyportal.notifications.checks import declarations_hold, patience_holds
from privacyportal.notifications.hours import decide_at, moment_of
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Item, Kind, kind_of, register_kind
from privacyportal.notifications.releasing import COLLECTIVE
from privacyportal.notifications.states import BOUNCED, AddresseeKind, Reason, Status
from privacyportal.notifications.telling import Fact
from privacyportal.references.registry import url_for

ITEMS = "_collected"


def wanted(message: Message) -> str:
    """Drop the items that are no longer wanted, each with its reason; the mail goes unless none is left."""
    items, left = _items(message), []
    for item in items:
        reason = why_not(item)
        if not reason:
            left.append(item)
        else:
            _drop(item, reason)
    message.__dict__[ITEMS] = left
    return "" if left else Reason.NOTHING_LEFT


def unsent(message: Message, reason: str) -> None:
    """What is left of a mail that was not sent was not sent for the same reason."""
    for item in Message.objects.filter(collective=message, status=Status.COLLECTED).order_by("pk"):
        _drop(item, reason)


@transaction.atomic
def _drop(item: Message, reason: str) -> None:
    """Record an item as not sent; its kind hears of it."""
    rows = Message.objects.filter(pk=item.pk, status=Status.COLLECTED)
    if rows.update(status=Status.SUPPRESSED, reason=reason):
        kind_of(item.kind).unsent(item, reason)


def content(message: Message) -> Content:
    """Every item with its link, worst first."""
    contents = [(kind_of(item.kind).says(item), item) for item in left(message)]
    contents.sort(key=lambda pair: pair[0].urgency)
    items = [_itemize(content, item) for content, item in contents]
    count = ngettext("%(count)d matter", "%(count)d matters", len(items)) % {"count": len(items)}
    return Content(
        bracket=count,
        ask=_("Your reminders, the nearest: %(nearest)s") % {"nearest": items[0].bracket},
        lead=_("%(count)s need your attention, the most urgent first.") % {"count": count},
        items=items,
        action=_("Open your work list"),
        path=reverse("work"),
        why=_("You receive this mail because several reminders fell due for you at the same time."),
    )


def _itemize(content: Content, message: Message) -> Item:
    number = message.reference.number if message.reference else ""
    return Item(
        bracket=content.bracket,
        ask=content.ask,
        record=" ".join(part for part in (number, str(content.title)) if part),
        limit=content.limit,
        url=content.path or (url_for(message.reference) if message.reference else ""),
        tone=content.tone,
    )


def left(message: Message) -> list[Message]:
    """The matters of a message: itself, or what `wanted` has left of a collective mail a moment ago, or else all."""
    if message.kind != COLLECTIVE:
        return [message]
    return message.__dict__.get(ITEMS) or _items(message)


def _items(message: Message) -> list[Message]:
    rows = Message.objects.filter(collective=message, status=Status.COLLECTED).select_related("reference")
    items = list(rows.order_by("pk"))
    for item in items:
        item.recipient = message.recipient
        item.next_attempt_at = message.next_attempt_at  # it waited for the mail server as long as its mail
        decide_at(item, moment_of(message))
    prepare(items)
    return items


register_kind(
    Kind(
        code=COLLECTIVE,
        label=gettext_lazy("Collective mail"),
        wanted=wanted,
        content=content,
        unsent=unsent,
        facts={"items": Fact.COUNT},
    )
)


def came_back(message: Message) -> Content:
    """Say that a mail about a record did not arrive, and what is to be done."""
    number = message.reference.number if message.reference else ""
    return Content(
        bracket=_("A mail came back"),
        ask=_("Correct the mail address"),
        lead=_("A mail from the portal came back: the address does not exist or takes nothing from us."),
        lines=[(_("reference number"), number)] if number else [],
        action=_("Open the mail that came back"),
        path=reverse("admin:notifications_message_change", args=[_returned(message)]),
        why=_("You receive this mail because you answer for the record, or may send mails again."),
        handover=_("It stays in your work list until you write down what was done about it."),
    )


def still_open(message: Message) -> str:
    """Why it need not be told any more that a mail came back."""
    is_open = Message.objects.returned().filter(pk=_returned(message)).exists()
    return "" if is_open else Reason.SETTLED


def _returned(message: Message) -> int:
    """The key of the mail that came back, which the key of the message about it names."""
    return int(message.key.rpartition(":")[2])


register_kind(
    Kind(
        code=BOUNCED,
        label=gettext_lazy("A mail came back"),
        content=came_back,
        wanted=still_open,
    )
)


def body(desk: Desk) -> Addressee:
    """Return an outside body's desk as an addressee; where it is reached is given with each message."""
    return Addressee(kind=AddresseeKind.BODY, key=BODY.key(desk.pk), name=str(desk))


def _bodies(keys: Sequence[int]) -> Iterable[Addressee]:
    desks = Desk.objects.filter(pk__in=keys, is_active=True)
    return [body(desk) for desk in desks if not desk.is_ours]


BODY = Source(code="desk", kind=AddresseeKind.BODY, find=_bodies)
register_source(BODY)
checks.register(declarations_hold)
checks.register(patience_holds)
