"""Who takes over what a person is in charge of? One for everything, one for a kind, one for a record."""

from collections.abc import Sequence

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from privacyportal.accounts import charging
from privacyportal.accounts.charging import Charge
from privacyportal.accounts.guards import SHOWN
from privacyportal.accounts.models import User
from privacyportal.accounts.services import Successors
from privacyportal.backoffice.actions import ActionForm, Fold
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.prepared import offer_rows

# As many records of a kind have a field each; more are handed over by kind, or before, on their own lists.
SINGLE = 40


class SuccessorField(forms.ModelChoiceField):
    """Somebody with an open account who takes over."""

    def __init__(self, *, label: Text) -> None:
        people = User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk")
        super().__init__(
            people, label=label, required=False, widget=UnfoldAdminSelectWidget, empty_label=gettext_lazy("Choose")
        )


def people_but(key: int) -> QuerySet[User]:
    """Return those with an open account but one, by name."""
    return User.objects.filter(is_active=True).exclude(pk=key).order_by("last_name", "first_name", "pk")


class HandoverForm(ActionForm):
    """A reason, and who takes over: shows what the person is in charge of by number, and no more of it."""

    reason = forms.CharField(label=gettext_lazy("reason"), widget=UnfoldAdminTextareaWidget)

    def prepare(self) -> None:
        """Add a field for everything, one for each kind of charge, one for each record."""
        self.held = charging.held_by(self.obj) if isinstance(self.obj, User) else []
        if any(not charge.goes_on for charge, _records in self.held):
            self._ask("successor", _("Successor for everything"))
        self.folds = [self._fold(charge, records) for charge, records in self.held]

    def _fold(self, charge: Charge[Model], records: Sequence[Model]) -> Fold:
        title = _("%(charge)s (%(count)d)") % {"charge": charge.label, "count": len(records)}
        said = numbers_of(charge, records)
        if charge.goes_on:
            return Fold(title=title, text=f"{charge.goes_on} {said}")
        names = [self._ask(charging.field_of(charge), _("Successor for all of these"))]
        single = records if len(records) <= SINGLE else ()
        names += [self._ask(charging.field_of(charge, record), charge.name(record)) for record in single]
        return Fold(title=title, text=said, names=tuple(names))

    def _ask(self, name: str, label: str) -> str:
        self.fields[name] = SuccessorField(label=label)
        offer_rows(self, name, people_but(self.obj.pk))
        return name

    def clean(self) -> dict[str, object]:
        """Return the reason and who takes over what."""
        given = self.cleaned_data
        by_charge, by_record = {}, {}
        for charge, records in self.held:
            if named := given.get(charging.field_of(charge)):
                by_charge[charge.code] = named
            for record in records:
                if named := given.get(charging.field_of(charge, record)):
                    by_record[charging.key_of(charge, record)] = named
        successors = Successors(given.get("successor"), by_charge, by_record)
        return {"reason": given.get("reason", ""), "successors": successors}


def numbers_of(charge: Charge[Model], records: Sequence[Model]) -> str:
    """Return the numbers of what a person is in charge of, as many as can be read, and that there are more."""
    shown = pgettext("list", ", ").join(charge.name(record) for record in records[:SHOWN])
    left = len(records) - SHOWN
    return shown if left <= 0 else _("%(shown)s and %(left)d more") % {"shown": shown, "left": left}


def in_charge_of(person: User) -> str:
    """Return in one line what a person is in charge of: how many of which kind."""
    counted = [
        _("%(charge)s (%(count)d)") % {"charge": charge.label, "count": len(records)}
        for charge, records in charging.held_by(person)
    ]
    return pgettext("list", ", ").join(counted)
