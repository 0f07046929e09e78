"""Which buttons does a joint use have, and what is still to be done about it?"""

from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.erasure.buttons import ERASE
from vendors import services
from vendors.admin.buttons import FILE
from vendors.forms import joint_use as forms
from vendors.models import JointUseArrangement, PartyChange


def is_to_settle(arrangement: JointUseArrangement) -> bool:
    """Return whether a joint use is over, and nobody has wound it up."""
    return JointUseArrangement.objects.to_settle_on(tokyo_day(timezone.now())).filter(pk=arrangement.pk).exists()


def owed_since(arrangement: JointUseArrangement) -> date | None:
    """Return since when people are to be told of the responsible party's new particulars; None where they know."""
    rows = PartyChange.objects.filter(arrangement=arrangement, announced_on=None)
    return rows.values_list("changed_on", flat=True).first()


ARRANGEMENT: tuple[ObjectAction[JointUseArrangement], ...] = (
    ObjectAction(
        name="replace",
        label=_("Change purposes or responsible party"),
        deed=services.replace_arrangement,
        form=forms.ReplaceArrangementForm,
        available=lambda arrangement, user: not arrangement.is_replaced,
        help_text=_(
            "Announced before the day it takes effect (Article 27(6)); the present joint use ends the day before."
        ),
    ),
    ObjectAction(
        name="settle",
        label=_("Wind up"),
        deed=services.settle_arrangement,
        form=forms.SettleForm,
        available=lambda arrangement, user: is_to_settle(arrangement),
        tone="primary",
        help_text=_("Returned or erased at the partners, as agreed. What still rests on it is in the lists."),
    ),
    ObjectAction(
        name="particulars",
        label=_("Change the party's name, address or representative"),
        deed=services.change_particulars,
        form=forms.ParticularsForm,
        available=lambda arrangement, user: not arrangement.is_replaced,
        help_text=_("The party stays the same; people are told without delay (Article 27(6))."),
    ),
    ObjectAction(
        name="announce",
        label=_("Record the announcement of the change"),
        deed=services.announce_particulars,
        form=forms.AnnounceForm,
        available=lambda arrangement, user: bool(owed_since(arrangement)),
        tone="primary",
    ),
    replace(FILE, deed=services.keep_arrangement_file),
    ERASE,
)
