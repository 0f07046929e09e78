"""What does the head of a department say to each thing that gives their staff access?"""

from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from privacyportal.backoffice.actions import ActionForm, Fold
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.lines import LineField
from privacyportal.policies.models import AccessGrant, AccessReview
from privacyportal.policies.services import Said
from privacyportal.policies.words import granted_text

KEEP, WITHDRAW = "kept", "withdrawn"
CHOICES = (
    ("", gettext_lazy("Decide later")),
    (KEEP, pgettext_lazy("access", "confirm")),
    (WITHDRAW, pgettext_lazy("access", "withdraw")),
)


class AccessForm(ActionForm):
    """A decision and a reason for each row that is still to be decided, by person."""

    reason = LineField(
        label=gettext_lazy("Reason for all that have none of their own"),
        required=False,
    )

    def prepare(self) -> None:
        """Add the rows of everybody but the person who decides."""
        self.rows: list[AccessGrant] = []
        if isinstance(self.obj, AccessReview):
            pending = self.obj.grants.pending().select_related("person").order_by("person__username", "kind", "code")
            self.rows = [row for row in pending if not row.person.is_same_person(self.user)]
        people = groupby(self.rows, key=lambda row: row.person)
        self.folds = [self._fold(str(person), list(rows)) for person, rows in people]

    def _fold(self, person: str, rows: list[AccessGrant]) -> Fold:
        first, names = rows[0], []
        for row in rows:
            label = granted_text(row.kind, row.code)
            decision = forms.ChoiceField(label=label, choices=CHOICES, required=False, widget=UnfoldAdminSelectWidget)
            reason = LineField(label=_("%(granted)s: reason") % {"granted": label}, required=False)
            self.fields |= {f"decision_{row.pk}": decision, f"reason_{row.pk}": reason}
            names += [f"decision_{row.pk}", f"reason_{row.pk}"]
        never = _("never")
        signed_in, used = table_instant(first.last_sign_in_at) or never, table_instant(first.last_used_at) or never
        said = {"signed_in": signed_in, "used": used, "holds": first.holds or _("nothing")}
        text = _("Last sign-in: %(signed_in)s. Last used: %(used)s. In charge of: %(holds)s.") % said
        return Fold(title=person, text=text, names=tuple(names))

    def clean(self) -> dict[str, object]:
        """Return what is said by the keys of rows."""
        given, said = self.cleaned_data, {}
        for row in self.rows:
            if decision := given.get(f"decision_{row.pk}"):
                reason = given.get(f"reason_{row.pk}") or given.get("reason", "")
                said[row.pk] = Said(keeps=decision == KEEP, reason=reason)
        if not said:
            self.add_error(None, _("Nothing was decided."))
        return {"said": said}
