"""For which vendors may a person answer?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.charging import Charge, register
from vendors.models import Vendor
from vendors.services.register import hand_over, unfit
from vendors.states import Status

register(
    Charge(
        code="vendors.owned",
        label=_("Vendors supervised"),
        relation="vendors.Vendor.owner",
        held_by=lambda people: (
            Vendor.objects.filter(owner__in=people).exclude(status=Status.TERMINATED).select_related("reference")
        ),
        hand_over=hand_over,
        unfit=unfit,
    )
)
