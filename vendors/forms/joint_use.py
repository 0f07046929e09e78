"""What must be typed before a button of a joint use does its work?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.values import values_of
from privacyportal.backoffice.written.readings import Towards
from privacyportal.policies.models import PurposeOfUse
from vendors.forms import fields
from vendors.models import JointUseArrangement, JointUsePartner


class ReplaceArrangementForm(ActionForm):
    """New purposes or another responsible party, announced before the day they take effect."""

    purposes = fields.records(PurposeOfUse.objects.none(), label=_("purposes of use"))
    purpose_text = fields.text(label=_("purposes as announced"))
    responsible_partner = fields.record(
        JointUsePartner.objects.none(), label=_("responsible party, if not we"), required=False
    )
    responsible_name = fields.line(label=_("responsible party's name"), max_length=200)
    responsible_address = fields.line(label=_("responsible party's address"), max_length=300)
    responsible_representative = fields.line(label=_("responsible party's representative"), max_length=100)
    published_on = fields.day(towards=Towards.PAST, label=_("change announced on"))
    publication = fields.line(label=_("where it was announced"), max_length=300)
    from_on = fields.day(label=_("takes effect on"))

    obj: JointUseArrangement

    def prepare(self) -> None:
        """Open with what holds now; offer the general purposes, and the partners of this joint use."""
        kept = ("purpose_text", "responsible_name", "responsible_address", "responsible_representative")
        self.initial.update(values_of(self.obj, (*kept, "purposes")))
        self.initial["responsible_partner"] = self.obj.responsible_partner_id
        general = PurposeOfUse.objects.visible_to(self.user).filter(kind=PurposeOfUse.Kind.GENERAL)
        offer_rows(self, "purposes", general.order_by("pk"))
        offer_rows(self, "responsible_partner", self.obj.partners.all())


class ParticularsForm(ActionForm):
    """The responsible party's new name, address or representative, and since which day."""

    responsible_name = fields.line(label=_("responsible party's name"), max_length=200)
    responsible_address = fields.line(label=_("responsible party's address"), max_length=300)
    responsible_representative = fields.line(label=_("responsible party's representative"), max_length=100)
    changed_on = fields.day(towards=Towards.PAST, label=_("changed on"))

    obj: JointUseArrangement

    def prepare(self) -> None:
        """Open with what was announced."""
        kept = ("responsible_name", "responsible_address", "responsible_representative")
        self.initial.update(values_of(self.obj, kept))


class AnnounceForm(ActionForm):
    """On which day and where people were told."""

    announced_on = fields.day(towards=Towards.PAST, label=_("announced on"))
    publication = fields.line(label=_("where it was announced"), max_length=300)


class SettleForm(ActionForm):
    """What became of the data at the partners."""

    settlement = fields.text(label=_("what became of the data at the partners"))
