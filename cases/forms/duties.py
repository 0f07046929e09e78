"""What must be typed to promise a date, extend it, report a leak, or dispose of identity documents?"""

from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.forms import fields
from cases.forms.actions import SentForm
from cases.forms.redraft import RedraftForm
from cases.models import Case, CasePromise, IdentityDisposal, PromiseExtension
from cases.services import identity_files
from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.attachments.reading import may_take
from privacyportal.backoffice.actions import ActionForm
from privacyportal.backoffice.dates import long_instant, tokyo_day
from privacyportal.backoffice.prepared import offer_rows
from privacyportal.backoffice.related import RecordsField
from privacyportal.backoffice.written.readings import Towards


class PromisedForm(RedraftForm):
    """A day, or a moment of it, that is promised or asked for."""

    day_field, moment_field = "by_on", "by_at"

    def clean(self) -> dict[str, object]:
        """A moment lies on its day; a moment alone names the day."""
        data = super().clean() or {}
        on, at = data.get(self.day_field), data.get(self.moment_field)
        told = tokyo_day(at) if isinstance(at, datetime) else None
        if told is not None and on is None:
            data[self.day_field] = told
        elif told is not None and told != on:
            self.add_error(self.moment_field, _("The time does not lie on that day."))
        elif on is None and self.moment_field not in self.errors:
            self.add_error(self.day_field, _("Enter the day."))
        return data


class PromiseForm(PromisedForm, SentForm):
    """The letter or call that promised a date."""

    what = fields.select(_("what was promised"), CasePromise.What.choices)
    by_on = fields.day(_("promised day"))
    by_at = fields.moment(
        _("promised time"), required=False, towards=Towards.FUTURE, help_text=_("Only where a time was promised.")
    )
    field_order = ("what", "by_on", "by_at", "channel", "counterparty", "happened_at", "text")


def open_promises(case: Case) -> "QuerySet[CasePromise]":
    """Return the promises not yet kept."""
    return CasePromise.objects.filter(case=case, kept_at=None).prefetch_related("extensions")


def extensions(case: Case, decision: str) -> "QuerySet[PromiseExtension]":
    """Return the extensions of a case that stand so and of which the person has not been told."""
    return PromiseExtension.objects.filter(promise__case=case, decision=decision, told_at=None)


class KeptForm(SentForm):
    """The letter or call that kept a promise."""

    promise = fields.record(_("promise"), CasePromise.objects.none())
    field_order = ("promise", "channel", "counterparty", "happened_at", "text")

    def prepare(self) -> None:
        """Offer the promises not yet kept."""
        super().prepare()
        fields.offer_first(self, "promise", open_promises(self.obj))


class AskExtensionForm(PromisedForm):
    """A later day for a promise, and why."""

    promise = fields.record(_("promise"), CasePromise.objects.none())
    to_on = fields.day(_("new day"))
    to_at = fields.moment(
        _("new time"), required=False, towards=Towards.FUTURE, help_text=_("Only where a time was promised.")
    )
    reason = fields.text(_("reason"))
    day_field, moment_field = "to_on", "to_at"

    obj: Case

    def prepare(self) -> None:
        """Offer the promises; show why the last extension was refused."""
        super().prepare()
        fields.offer_first(self, "promise", open_promises(self.obj))
        last = PromiseExtension.objects.filter(promise__case=self.obj).order_by("-asked_at").first()
        if last is not None and last.decision == PromiseExtension.Decision.REFUSED:
            self.fields["reason"].initial = last.reason
            self.show_reason(last.decision_reason)


class DecideExtensionForm(ActionForm):
    """The extension to decide on, to be read, and a remark."""

    extension = fields.record(_("new day"), PromiseExtension.objects.none())
    asked = fields.text(_("reason given for it"), required=False)
    reason = fields.text(_("remark"), required=False)

    obj: Case

    def prepare(self) -> None:
        """Offer what waits for a decision."""
        pending = extensions(self.obj, PromiseExtension.Decision.PENDING)
        first = fields.offer_first(self, "extension", pending)
        self.fields["asked"].disabled = True
        self.fields["asked"].initial = first.reason if first else ""


class TellExtensionForm(SentForm):
    """The letter that tells the person of the approved later day."""

    extension = fields.record(_("new day"), PromiseExtension.objects.none())
    field_order = ("extension", "channel", "counterparty", "happened_at", "text")

    def prepare(self) -> None:
        """Offer what was approved."""
        super().prepare()
        fields.offer_first(self, "extension", extensions(self.obj, PromiseExtension.Decision.APPROVED))


class LeakFactsForm(ActionForm):
    """Since when the firm knew, and whether an attack is likely."""

    known_at = fields.moment(_("known in the firm since"), help_text=_("When any department knew."))
    wrongful_purpose = fields.tick(
        _("likely done with a wrongful purpose"), help_text=_("Then the final report is due within 60 days.")
    )
    reason = fields.line(_("reason"), help_text=_("Needed to change facts recorded before."))

    obj: Case

    def prepare(self) -> None:
        """Open with what is recorded."""
        leak = self.obj.leak_report
        self.fields["known_at"].initial = leak.known_at if leak else fields.this_minute
        self.fields["wrongful_purpose"].initial = leak.wrongful_purpose if leak else False


class LeakReportForm(ActionForm):
    """A report to the authority that was made."""

    reported_at = fields.moment(_("reported at"))
    reported_to = fields.line(_("reported to"), required=True)
    receipt_number = fields.line(_("receipt number"), max_length=60)

    obj: Case

    def prepare(self) -> None:
        """Open with this minute, and where the last report went."""
        self.fields["reported_at"].initial = fields.this_minute
        leak = self.obj.leak_report
        if leak is not None:
            last = leak.filings.last()
            self.fields["reported_to"].initial = last.reported_to if last else ""
            self.fields["reported_at"].help_text = _("Known since %(at)s") % {"at": long_instant(leak.known_at)}


class DisposalForm(ActionForm):
    """How the identity documents went, and who saw it."""

    method = fields.select(_("method of disposal"), IdentityDisposal.Method.choices)
    count = fields.number(_("number of documents"))
    disposed_at = fields.moment(_("disposed of at"))
    documents = RecordsField(
        label=_("files to erase for good"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Name and content are erased and cannot be restored; who, when and why remain."),
    )
    checked_by = fields.record(_("checked by"), User.objects.none())

    obj: Case

    def prepare(self) -> None:
        """Offer other people, and the files that the person may take."""
        staff = User.objects.filter(is_active=True).exclude(pk=self.user.pk)
        offer_rows(self, "checked_by", staff.order_by("last_name", "first_name"))
        self.fields["disposed_at"].initial = fields.this_minute
        kept = Attachment.objects.filter(reference=self.obj.reference, erasure=None).order_by("pk")
        offer_rows(self, "documents", kept.filter(pk__in=[file.pk for file in kept if may_take(self.user, file)]))
        self.fields["documents"].initial = list(identity_files(self.obj).values_list("pk", flat=True))
