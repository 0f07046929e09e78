"""Which rights are there beside those of the steps, and how does a vendor's owner come by theirs?"""

from dataclasses import dataclass

from django.db.models import Model
from guardian.shortcuts import assign_perm, remove_perm

from privacyportal.accounts.models import User
from privacyportal.backoffice.rights import right
from vendors.models import Entrustment, ForeignGround, Vendor, VendorUserObjectPermission
from vendors.querysets import OPENS_REGISTER

OF_OWNER = ("view_vendor", "supervise_vendor")


def _supervises_party(user: User, obj: Model) -> bool:
    """Return whether the vendor of a contract or ground was personally given to the person to supervise."""
    vendor = obj.vendor if isinstance(obj, Entrustment | ForeignGround) else None
    return vendor is not None and user.has_perm("vendors.supervise_vendor", vendor)


ADD = right("vendors.add_vendor")
SUPERVISE = right("vendors.supervise_vendor", personally=_supervises_party, by_deputy=True)
CHANGE_PARTNER = right("vendors.change_jointusepartner")
CHANGE_ARRANGEMENT = right("vendors.change_jointusearrangement")
CHANGE_COUNTRY = right("vendors.change_country")


@dataclass(frozen=True)
class Realigned:
    """Who gained and who lost access, by user name."""

    granted: tuple[str, ...]
    withdrawn: tuple[str, ...]


def may_own(person: User) -> bool:
    """Return whether the person's account and roles would let them work on a vendor that is given to them."""
    return person.is_active and any(person.has_perm(name) for name in OPENS_REGISTER)


def people_of(vendor: Vendor) -> list[User]:
    """Return who works on the vendor by assignment: its owner, while their account is open; deputies by date."""
    owner: User | None = vendor.owner
    return [owner] if owner is not None and owner.is_active else []


def realign(vendor: Vendor) -> Realigned:
    """Grant the owner's rights to those who should hold them and withdraw them from everyone else; safe to repeat."""
    wanted = {person.pk: person for person in people_of(vendor)}
    rows = VendorUserObjectPermission.objects.filter(content_object=vendor, permission__codename__in=OF_OWNER)
    held = {row.user_id: row.user for row in rows.select_related("user")}
    gone = [person for key, person in held.items() if key not in wanted]
    new = [person for key, person in wanted.items() if key not in held]
    for person in gone:
        _each(remove_perm, person, vendor)
    for person in new:
        _each(assign_perm, person, vendor)
    return Realigned(_names(new), _names(gone))


def _each(deed: object, person: User, vendor: Vendor) -> None:
    for codename in OF_OWNER:
        deed(f"vendors.{codename}", person, vendor)  # type: ignore[operator]


def _names(people: list[User]) -> tuple[str, ...]:
    return tuple(sorted(person.get_username() for person in people))
