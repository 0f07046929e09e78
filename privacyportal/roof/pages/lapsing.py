"""What has lost what it rests on, for this person to see to?"""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.figures import View, narrowed
from cases.models import Case
from consents.models import ConsentEntry, ThirdPartyProvision
from privacyportal.accounts.models import User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.roof.pages.boards import Tile, listing
from vendors.models import ForeignGround, JointUseArrangement, Vendor

TONE = "late"


def lapses(user: User, at: datetime) -> list[Tile]:
    """Return the counts that are not nought, each with the list of exactly these."""
    found = [*_of_cases(user, at), *_of_consents(user, at), *_of_vendors(user, at), *_of_joint_use(user, at)]
    return [tile for tile in found if tile.count]


def _of_cases(user: User, at: datetime) -> list[Tile]:
    if not user.has_perm("cases.handle_case"):
        return []
    count = narrowed(Case.objects.visible_to(user), View.UNSUPPORTED, user, at).count()
    return [Tile(_("Cases whose support has lapsed"), count, listing("cases_case", show=View.UNSUPPORTED), TONE)]


def _of_consents(user: User, at: datetime) -> list[Tile]:
    if not user.has_perm("consents.add_thirdpartyprovision"):
        return []
    provisions = ThirdPartyProvision.objects.visible_to(user).without_support(at).count()
    consents = ConsentEntry.objects.visible_to(user).purpose_over_on(tokyo_day(at)).count()
    return [
        Tile(
            _("Provisions whose support has lapsed"),
            provisions,
            listing("consents_thirdpartyprovision", support="lapsed"),
            TONE,
        ),
        Tile(
            _("Consents to a purpose that is over"),
            consents,
            listing("consents_consententry", standing="purpose_over"),
            TONE,
        ),
    ]


def _of_vendors(user: User, at: datetime) -> list[Tile]:
    if not user.has_perm("vendors.view_foreignground"):
        return []
    day = tokyo_day(at)
    seen = Vendor.objects.contents_visible_to(user)
    every = {"show": "all"}
    return [
        Tile(
            _("Grounds abroad that hold no longer"),
            ForeignGround.objects.visible_to(user).lapsed_on(day).count(),
            listing("vendors_foreignground", show="lapsed"),
            TONE,
        ),
        Tile(
            _("Active vendors without a contract in force"),
            seen.without_contract(day).count(),
            listing("vendors_vendor", support="no_contract", **every),
            TONE,
        ),
        Tile(
            _("Active vendors without a ground abroad"),
            seen.without_ground(day).count(),
            listing("vendors_vendor", support="no_ground", **every),
            TONE,
        ),
    ]


def _of_joint_use(user: User, at: datetime) -> list[Tile]:
    if not user.has_perm("vendors.change_jointusearrangement"):
        return []
    day, seen = tokyo_day(at), JointUseArrangement.objects.visible_to(user)
    listed = "vendors_jointusearrangement"
    return [
        Tile(_("Joint uses to wind up"), seen.to_settle_on(day).count(), listing(listed, support="over"), TONE),
        Tile(
            _("Joint uses without a ground abroad"),
            seen.without_ground_on(day).count(),
            listing(listed, support="no_ground"),
            TONE,
        ),
    ]
