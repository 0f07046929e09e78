"""How does staff register that individual numbers are needed no longer, and that they are gone?"""

from collections.abc import Sequence

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import Fieldsets, actor
from privacyportal.backoffice.dates import long_day, table_day, tokyo_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies import number_guards, services
from privacyportal.policies.models import NumberDisposal
from privacyportal.policies.number_forms import DisposalForm, NumberEndForm
from privacyportal.policies.retention import choices
from privacyportal.search.boxes import FoundAdmin

ASKED = ("affair", "documents", "need_ended_on", "kept_as", "counted_from_on")
STORED = (
    "number", "affair", "documents", "need_ended_on", "kept", "counted_from_on", "law_until_on", "registered_by",
    "disposed_on", "method", "disposed_by", "certificate", "checked_by",
)  # fmt: skip


def too_early(numbers: NumberDisposal, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps numbers from being disposed of today, whatever day is typed: need and periods of law."""
    today = tokyo_day(timezone.now())
    return [number_guards.after_need_and_law(disposed_on=today, from_on=numbers.from_on, today=today)]


@admin.register(NumberDisposal)
class NumberDisposalAdmin(FoundAdmin[NumberDisposal]):
    """Individual numbers whose need has ended: registered, disposed of, checked."""

    add_permission = "policies.change_numberdisposal"
    form = NumberEndForm
    list_display = ("number", "affair", "documents", "needed_until", "law_until", "gone")
    list_display_links = ("number",)
    list_filter = ("affair", "method")
    list_select_related = ("reference", "affair")
    search_help_text = _("number, documents")
    ordering = ("-registered_at", "-pk")
    readonly_fields = ("number", "kept")
    object_actions = (
        ObjectAction(
            name="dispose",
            label=_("Record the disposal"),
            deed=services.dispose_of_numbers,
            form=DisposalForm,
            available=lambda numbers, user: numbers.is_open,
            obstacles=too_early,
            tone="primary",
            help_text=_("You check what another person did (policy section 3)."),
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: NumberDisposal | None = None) -> Fieldsets:
        """Return what is asked, or what stands."""
        return ((None, {"fields": ASKED if obj is None else STORED}),)

    def create(self, request: HttpRequest, form: ModelForm) -> NumberDisposal:
        """Register the end of the need."""
        return services.register_number_end(**form.cleaned_data, by=actor(request), at=timezone.now())

    @display(description=_("number"), ordering="reference__number")
    def number(self, numbers: NumberDisposal) -> str:
        """Return the number of the record."""
        return str(numbers.reference)

    @display(description=_("kept by law as"))
    def kept(self, numbers: NumberDisposal) -> str:
        """Return as which kind of record law keeps the documents."""
        return str(dict(choices()).get(numbers.kept_as, numbers.kept_as))

    @display(description=_("last day of the need"), ordering="need_ended_on")
    def needed_until(self, numbers: NumberDisposal) -> str:
        """Return the last day of the need."""
        return table_day(numbers.need_ended_on)

    @display(description=_("kept by law until"), ordering="law_until_on")
    def law_until(self, numbers: NumberDisposal) -> str:
        """Return until when law keeps the documents."""
        return table_day(numbers.law_until_on)

    @display(description=_("disposed of on"), ordering="disposed_on")
    def gone(self, numbers: NumberDisposal) -> str:
        """Return when they were disposed of."""
        return table_day(numbers.disposed_on)

    def get_header(self, request: HttpRequest, obj: NumberDisposal) -> dict[str, object]:
        """Return number, documents, from when the numbers are to go and whether they are gone."""
        is_gone = not obj.is_open
        state = {"label": _("disposed of"), "tone": "done"} if is_gone else {"label": _("held"), "tone": "waiting"}
        facts = [(_("to be disposed of from"), long_day(obj.from_on)), (_("disposed of on"), long_day(obj.disposed_on))]
        return {"number": str(obj.reference), "title": obj.documents, "state": state, "facts": facts}
