"""What does a vendor's owner hear of their vendors every week, and to which contact may a vendor be written?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import COMPLIANCE_OFFICER
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.calendars.loading import display_hours
from privacyportal.checklists.models import Assessment, CorrectiveAction
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import ClockState
from privacyportal.clocks.show.display import item_of, titled
from privacyportal.notifications import services as notifications
from privacyportal.notifications.addressees import Addressee, Concern, Source, register_concern, register_source
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, Periodic, register_kind, register_periodic
from privacyportal.notifications.states import AddresseeKind
from privacyportal.references.models import Reference
from vendors.figures import SOON, url
from vendors.models import Entrustment, ForeignGround, Vendor

WEEKLY = "vendors.weekly"
GROUND_LAPSED = "vendors.ground_lapsed"
NOTHING_DUE = "vendors.nothing_due"
MOST = 50
FOUND = "_vendors_weekly"


def recipients(at: datetime) -> QuerySet[User]:
    """Return the owners of current vendors; for one who is absent that day also the deputy."""
    today = tokyo_day(at)
    away = Q(absent_from__lte=today, absent_until__gte=today)
    owners = User.objects.filter(pk__in=Vendor.objects.current().filter(owner__isnull=False).values("owner"))
    deputies = owners.filter(away, deputy__isnull=False).values("deputy")
    return User.objects.filter(Q(pk__in=owners.values("pk")) | Q(pk__in=deputies))


def vendors_of(person: User, at: datetime) -> QuerySet[Vendor]:
    """Return the current vendors that the person owns, and those of absent owners for whom the person stands in."""
    today = tokyo_day(at)
    stood_in = Q(owner__deputy=person.pk, owner__absent_from__lte=today, owner__absent_until__gte=today)
    current: QuerySet[Vendor] = Vendor.objects.visible_to(person).current()
    return current.filter(Q(owner=person.pk) | stood_in)


def due(person: User, at: datetime) -> QuerySet[Clock]:
    """Return what is late or falls due within thirty days about the person's vendors, as far as they may see it."""
    vendors = vendors_of(person, at)
    about: tuple[QuerySet[Model], ...] = (
        vendors,
        Entrustment.objects.filter(vendor__in=vendors.values("pk")),
        ForeignGround.objects.filter(vendor__in=vendors.values("pk")),
        Assessment.objects.filter(subject__in=vendors.values("reference")),
        CorrectiveAction.objects.filter(finding__subject__in=vendors.values("reference")),
    )
    condition = Q(pk__in=[])
    for records in about:
        condition |= Q(reference__in=records.values("reference"))
    clocks: QuerySet[Clock] = Clock.objects.visible_to(person).binding().filter(condition, state=ClockState.RUNNING)
    return clocks.filter(due_on__lte=tokyo_day(at) + SOON).select_related("reference").order_by("due_at", "pk")


def wanted(message: Message) -> str:
    """Send nothing where nothing is due: the record says so."""
    return "" if _found(message) else NOTHING_DUE


def content(message: Message) -> Content:
    """Return everything late and near, worst first."""
    at, hours, clocks = _moment(message), display_hours("DESK"), _found(message)
    late = sum(clock.due_at < at for clock in clocks)
    near = len(clocks) - late
    parts = [
        ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late} if late else "",
        ngettext("%(count)d within 30 days", "%(count)d within 30 days", near) % {"count": near} if near else "",
    ]
    counts = "、".join(part for part in parts if part)
    return Content(
        bracket=counts,
        ask=_("Your vendors this week"),
        lead=_("About the vendors that you own: %(counts)s. The most urgent comes first.") % {"counts": counts},
        items=[item_of(clock, title, at=at, hours=hours) for clock, title in titled(clocks[:MOST])],
        lines=[(_("Not shown here"), str(len(clocks) - MOST))] if len(clocks) > MOST else (),
        action=_("Open my vendors"),
        path=url(show="mine"),
        why=_("You receive this mail once a week because you own vendors, or stand in for an owner who is absent."),
        handover=_("If a vendor is no longer yours, please ask a compliance officer to name another owner."),
    )


def _found(message: Message) -> list[Clock]:
    """Read once for one attempt at sending: the question whether it is wanted comes first."""
    known: list[Clock] | None = message.__dict__.get(FOUND)
    if known is None:
        found = due(message.recipient, _moment(message)) if message.recipient is not None else ()
        known = message.__dict__[FOUND] = list(found)
    return known


def _moment(message: Message) -> datetime:
    return max(timezone.now(), message.queued_at)


def tell_lapse(ground: ForeignGround, *, by: Actor, at: datetime) -> None:
    """Tell the vendor's owner and the compliance officers that a ground no longer carries the provision abroad."""
    officers = list(User.objects.filter(groups__name=COMPLIANCE_OFFICER.code, is_active=True))
    owner = ground.vendor.owner if ground.vendor is not None else None
    people = [*officers, owner] if owner is not None else officers
    key = f"{GROUND_LAPSED}:{ground.reference}:{at:%Y%m%d%H%M%S%f}"
    notifications.queue(kind=GROUND_LAPSED, key=key, recipients=people, reference=ground.reference, by=by, at=at)


def _still_standing(message: Message) -> str:
    ground = ForeignGround.objects.get(reference=message.reference)
    return "" if ground.stopped_on is None and ground.valid_to is None else "settled"


def _lapse(message: Message) -> Content:
    ground = ForeignGround.objects.get(reference=message.reference)
    return Content(
        bracket=_("Ground abroad lapsing"),
        title=str(ground.party),
        ask=_("Please register another ground for the provision abroad, or stop the provision."),
        action=_("Open the ground"),
        why=_("You receive this because you supervise this recipient abroad."),
    )


register_kind(
    Kind(code=GROUND_LAPSED, label=gettext_lazy("Ground abroad lapsing"), content=_lapse, wanted=_still_standing)
)
register_periodic(
    Periodic(
        code=WEEKLY,
        label=gettext_lazy("Weekly mail to vendor owners"),
        recipients=recipients,
        wanted=wanted,
        content=content,
    )
)


def contact(vendor: Vendor) -> Addressee:
    """Return a vendor's contact as an addressee, by name where one is on file."""
    name = f"{vendor.name} {vendor.contact_name}" if vendor.contact_name else vendor.name
    return Addressee(
        kind=AddresseeKind.VENDOR_CONTACT,
        key=CONTACT.key(vendor.pk),
        name=name,
        email=vendor.contact_email,
        postal=vendor.address,
    )


def _contacts(keys: Sequence[int]) -> Iterable[Addressee]:
    return [contact(vendor) for vendor in Vendor.objects.filter(pk__in=keys)]


def _is_about_vendor(pk: int, reference: Reference) -> bool:
    return Vendor.objects.filter(pk=pk, reference=reference).exists()


def _is_entrusted(pk: int, reference: Reference) -> bool:
    return Entrustment.objects.filter(vendor=pk, reference=reference).exists()


def _nobody(pk: int, reference: Reference) -> list[str]:
    return []  # a vendor's record and its contracts name no data subject


CONTACT = Source(code="vendor", kind=AddresseeKind.VENDOR_CONTACT, find=_contacts)
register_source(CONTACT)
register_concern(
    Concern(prefix="VENDOR", source="vendor", holds=_is_about_vendor, others=_nobody),
    Concern(prefix="ENTRUST", source="vendor", holds=_is_entrusted, others=_nobody),
)
