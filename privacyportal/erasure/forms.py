"""What must be chosen and typed to propose an erasure?"""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from privacyportal.audit.actors import number_of
from privacyportal.backoffice.actions import ActionForm
from privacyportal.erasure.models import ErasableModel
from privacyportal.erasure.registry import erasable_of, erasables
from privacyportal.erasure.rules import Rule
from privacyportal.references.models import Reference


class ProposeForm(ActionForm):
    """Which content of the record, under which rule, why."""

    target = forms.TypedChoiceField(label=_("what is to be erased"), widget=UnfoldAdminSelectWidget)
    rule = forms.ChoiceField(label=_("rule of erasure"), choices=Rule.choices, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("It stays after the content is gone: do not repeat personal data here."),
    )

    def prepare(self) -> None:
        """Offer the rows that hold content."""
        target = self.fields["target"]
        if isinstance(target, forms.TypedChoiceField):
            target.choices = self._offered()
            target.coerce = self._row

    def _offered(self) -> list[tuple[str, str]]:
        """Return the rows of the record that hold content which this person may read."""
        reference = Reference.objects.get(number=number_of(self.obj))
        return [
            (f"{kind.model}:{row.pk}", f"{kind.words} {words}")
            for kind in erasables()
            for row, words in kind.rows(reference)
            if kind.readable(self.user, row)
        ]

    def _row(self, value: str) -> ErasableModel:
        model, _colon, key = value.partition(":")
        row: ErasableModel = erasable_of(model).model_class._base_manager.get(pk=key)
        return row
