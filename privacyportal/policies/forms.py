"""What must be typed about the policy and its master data?"""

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.formerrors import RulesLeftToService
from privacyportal.backoffice.lines import CodeField, LineField, WholeField
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.prepared import PreparedForm
from privacyportal.backoffice.publishing import ImpactForm
from privacyportal.backoffice.related import RecordsField
from privacyportal.backoffice.written.readings import Towards
from privacyportal.policies import effects
from privacyportal.policies.models import (
    CategoryVersion,
    ConsentWording,
    DataCategory,
    PolicyVersion,
    PurposeOfUse,
    PurposeVersion,
)
from privacyportal.policies.states import PurposeKind, Sensitivity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FirstDayForm(ActionForm):
    """From which day something is to hold, and why."""

    valid_from = DayField(
        label=_("valid from"),
        help_text=_("Nothing holds by the draft before a second person has published it."),
    )
    change_reason = forms.CharField(
        label=_("reason for the change"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


def text_field(
    label: "StrOrPromise", length: int, *, required: bool = True, help_text: "StrOrPromise" = ""
) -> forms.CharField:
    """Return a field of one line."""
    return LineField(label=label, max_length=length, required=required, help_text=help_text)


class PurposeDraftForm(FirstDayForm):
    """The next version of a purpose, beginning with what it says now."""

    clause = text_field(_("clause of the policy"), 20, required=False)
    name_ja = text_field(_("name in Japanese"), 200)
    name_en = text_field(_("name in English"), 200)
    announcement = text_field(
        _("how people are told"),
        300,
        help_text=_("A changed purpose is notified or published (Article 21(3)): where and when."),
    )
    is_end = forms.BooleanField(
        label=_("from that day it is no longer in use"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    field_order = ("clause", "name_ja", "name_en", "announcement", "valid_from", "change_reason", "is_end")

    obj: PurposeOfUse | PurposeVersion

    def prepare(self) -> None:
        """Begin with what the purpose says now."""
        now = self.obj
        self.initial = {"clause": now.clause, "name_ja": now.name_ja, "name_en": now.name_en, **self.initial}


class PurposeCorrectForm(PurposeDraftForm):
    """A draft of a purpose."""

    obj: PurposeVersion

    def prepare(self) -> None:
        """Begin with what the draft says."""
        super().prepare()
        draft = self.obj
        shown = {"announcement": draft.announcement, "valid_from": draft.valid_from, "is_end": draft.is_end}
        self.initial = {**self.initial, **shown}
        self.initial["change_reason"] = draft.change_reason


class NewPurposeForm(RulesLeftToService):
    """A purpose that there is not yet."""

    left_to_service = frozenset({"announcement", "valid_from", "code"})
    kind = forms.ChoiceField(label=_("kind of purpose"), choices=PurposeKind.choices, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = PurposeVersion
        field_classes: ClassVar = {"code": CodeField}
        fields = ("code", "kind", "clause", "name_ja", "name_en", "announcement", "valid_from", "change_reason")


class CategoryDraftForm(FirstDayForm):
    """The next version of a category, beginning with what it says now."""

    sensitivity = forms.ChoiceField(label=_("sensitivity"), choices=Sensitivity.choices, widget=UnfoldAdminSelectWidget)
    name_ja = text_field(_("name in Japanese"), 200)
    name_en = text_field(_("name in English"), 200)
    field_order = ("sensitivity", "name_ja", "name_en", "valid_from", "change_reason")

    obj: DataCategory | CategoryVersion

    def prepare(self) -> None:
        """Begin with what the category says now."""
        now = self.obj
        self.initial = {"sensitivity": now.sensitivity, "name_ja": now.name_ja, "name_en": now.name_en, **self.initial}


class CategoryCorrectForm(CategoryDraftForm):
    """A draft of a category."""

    obj: CategoryVersion

    def prepare(self) -> None:
        """Begin with what the draft says."""
        super().prepare()
        shown = {"valid_from": self.obj.valid_from, "change_reason": self.obj.change_reason}
        self.initial = {**self.initial, **shown}


class NewCategoryForm(RulesLeftToService):
    """A category that there is not yet."""

    left_to_service = frozenset({"valid_from", "code"})

    class Meta:
        model = CategoryVersion
        field_classes: ClassVar = {"code": CodeField}
        fields = ("code", "sensitivity", "name_ja", "name_en", "valid_from", "change_reason")


class ConsentWordingForm(PreparedForm, RulesLeftToService):
    """The words of a consent: a new wording, the next version of one, or a draft put right."""

    left_to_service = frozenset({"recipient", "recipients", "foreign_information", "valid_from", "purpose"})
    categories = RecordsField(
        label=_("items"),
        queryset=DataCategory.objects.order_by("code"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
    )

    class Meta:
        model = ConsentWording
        field_classes: ClassVar = {"code": CodeField}
        fields = [
            "code", "scope", "purpose", "categories", "recipients", "recipient", "text_ja", "text_en",
            "foreign_information", "valid_from", "change_reason",
        ]  # fmt: skip

    def prepare(self) -> None:
        """Propose today as the first day."""
        if "valid_from" in self.fields and not self.is_bound:
            self.initial.setdefault("valid_from", timezone.localdate())


class PublishPurposeForm(ImpactForm):
    """What publishing a purpose would change."""

    obj: PurposeVersion

    def measure(self) -> str:
        """Return what rests on it."""
        return effects.of_purpose(self.obj)


class PublishCategoryForm(ImpactForm):
    """What publishing a category would change."""

    obj: CategoryVersion

    def measure(self) -> str:
        """Return what rests on it."""
        return effects.of_category(self.obj)


class PublishWordingForm(ImpactForm):
    """What publishing a wording would change."""

    obj: ConsentWording

    def measure(self) -> str:
        """Return what rests on it."""
        return effects.of_wording(self.obj)


class PublishPolicyForm(ImpactForm):
    """What putting a version of the policy in force would change."""

    obj: PolicyVersion

    def measure(self) -> str:
        """Return what would change and who is asked to read it."""
        return effects.of_policy(self.obj)


class ReviewForm(ActionForm):
    """What a review of the policy came to."""

    reviewed_on = DayField(towards=Towards.PAST, label=_("reviewed on"))
    result = forms.CharField(label=_("result of the review"), widget=UnfoldAdminTextareaWidget)
    needs_change = forms.BooleanField(
        label=_("a new version is needed"), required=False, widget=UnfoldBooleanSwitchWidget
    )


class TrainingForm(ActionForm):
    """In what a member of staff was trained, when, and with which result."""

    course = LineField(label=_("course"), max_length=200)
    taken_on = DayField(towards=Towards.PAST, label=_("trained on"))
    score = WholeField(label=_("score"), min_value=0, max_value=1000, required=False)


class OutcomeForm(ActionForm):
    """What came of a review item."""

    outcome = forms.CharField(label=_("what came of it"), widget=UnfoldAdminTextareaWidget)
