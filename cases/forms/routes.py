"""What must be typed to draft a routing table, set its rows and try a case on it?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.models import Case, RouteRow, RouteTable
from cases.services.tables import MOST, impact_text, otherwise
from cases.states import Concerns, Sender
from privacyportal.accounts.models import Desk
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.publishing import ImpactForm

ANY = [("", _("any"))]
YES_NO = [*ANY, ("yes", _("yes")), ("no", _("no"))]
ANSWERS = {"yes": True, "no": False, "": None}


def _days(label: Text) -> forms.IntegerField:
    days = fields.number(label)
    days.required, days.initial = False, None
    return days


class DraftTableForm(ActionForm):
    """From which day a new table is to hold, and why."""

    valid_from = fields.day(_("valid from"))
    change_reason = fields.line(_("reason for the change"), required=True)

    def prepare(self) -> None:
        """Open with today."""
        self.fields["valid_from"].required = True
        self.fields["valid_from"].initial = fields.this_day


class RowForm(ActionForm):
    """One row: its place, its conditions (any where left open), its desks and days, and what is said of it."""

    row = fields.record(_("row to be written anew"), RouteRow.objects.none())
    order = fields.number(_("place from the top"))
    number = fields.line(_("row"), required=True, max_length=10)
    sender = fields.select(_("sender"), [*ANY, *Sender.choices], required=False)
    concerns = fields.select(_("concerns"), [*ANY, *Concerns.choices], required=False)
    leak_suspected = fields.select(_("possible leak"), YES_NO, required=False)
    is_request = fields.select(_("request of a data subject"), YES_NO, required=False)
    we_are_responsible = fields.select(_("we are the responsible party"), YES_NO, required=False)
    desk = fields.record(_("desk"), Desk.objects.filter(is_active=True))
    owner_desk = fields.record(_("our desk that follows the case"), Desk.objects.filter(kind__in=Desk.OURS))
    linked_desk = fields.record(_("desk that gets a linked case"), Desk.objects.filter(kind__in=Desk.OURS))
    answer_days = _days(_("answer within business days"))
    pass_on_days = _days(_("pass on within business days"))
    body_days = _days(_("answer to an outside body within business days"))
    vendor_days = _days(_("vendor answers within business days"))
    reason = fields.line(_("route reason"), required=True, max_length=300)
    reason_en = fields.line(_("route reason in English"), required=True, max_length=300)
    guidance = fields.text(_("what to do"), required=False)
    guidance_en = fields.text(_("what to do, in English"), required=False)

    obj: RouteTable

    def prepare(self) -> None:
        """Offer the rows of the draft."""
        offer_rows(self, "row", self.obj.rows.order_by("order"))
        for name in ("row", "desk", "linked_desk"):
            self.fields[name].required = False

    def clean(self) -> dict[str, object]:
        """Read yes, no and any as a condition has them."""
        data = super().clean() or {}
        named = ("leak_suspected", "is_request", "we_are_responsible")
        return {**data, **{name: ANSWERS.get(data.get(name, "")) for name in named}}


class DropRowForm(ActionForm):
    """Which row is taken out."""

    row = fields.record(_("row"), RouteRow.objects.none())

    obj: RouteTable

    def prepare(self) -> None:
        """Offer the rows of the draft."""
        offer_rows(self, "row", self.obj.rows.order_by("order"))


class PublishTableForm(ImpactForm):
    """What the second person is shown: which open cases the draft would send elsewhere."""

    obj: RouteTable

    def measure(self) -> str:
        """Count them by desk, and name the first that the reader may see."""
        moved = otherwise(self.obj)[:MOST]
        seen = set(Case.objects.visible_to(self.user).filter(pk__in=[case.pk for case, _row in moved]))
        named = [f"{case} → {(row.desk or row.owner_desk) if row else '－'}" for case, row in moved if case in seen]
        return "\n".join([impact_text(self.obj), *named])


class TryForm(forms.Form):
    """What the table would be asked of a case."""

    sender = fields.select(_("sender"), Sender.choices)
    concerns = fields.select(_("concerns"), Concerns.choices)
    leak_suspected = fields.tick(_("possible leak"))
    is_request = fields.tick(_("request of a data subject"))
    we_are_responsible = fields.tick(_("we are the responsible party"))
