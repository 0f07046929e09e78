"""What does staff see of a person: details, what they decided, what was provided?"""

from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from consents import services
from consents.admin.matrix import SCOPES, matrix
from consents.forms import DataSubjectForm
from consents.models import ConsentEntry, DataSubject, ThirdPartyProvision
from privacyportal.backoffice.actions import Link
from privacyportal.backoffice.admin import Button, actor
from privacyportal.backoffice.dates import table_day, tokyo_day
from privacyportal.backoffice.dayboxes import DayQuestion
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.written.readings import Towards
from privacyportal.erasure.buttons import ERASE
from privacyportal.erasure.display import erased
from privacyportal.search.boxes import FoundAdmin

SHOWN = 100


@admin.register(DataSubject)
class DataSubjectAdmin(FoundAdmin[DataSubject]):
    """Persons whose personal data the firm holds."""

    object_actions = (ERASE,)
    form = DataSubjectForm
    add_permission = "consents.change_datasubject"
    change_permission = "consents.change_datasubject"
    list_display = ("number", "known_as", "kana", "customer_number", "registered_on")
    list_select_related: ClassVar = ("reference",)
    search_help_text = gettext_lazy("Name, reading, telephone or number")
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": (("name", "kana"), ("customer_number", "telephone"), ("address", "email"))}),)

    @admin.display(description=gettext_lazy("number"), ordering="reference__number")
    def number(self, obj: DataSubject) -> str:
        """Return the person's number."""
        return str(obj.reference)

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def known_as(self, obj: DataSubject) -> str:
        """Return the name, or that it is erased."""
        return obj.title

    @admin.display(description=gettext_lazy("registered at"), ordering="registered_at")
    def registered_on(self, obj: DataSubject) -> str:
        """Return the day of registration."""
        return table_day(tokyo_day(obj.registered_at))

    def create(self, request: HttpRequest, form: ModelForm) -> DataSubject:
        """Register the person."""
        return services.register_person(**form.cleaned_data, by=actor(request), at=timezone.now())

    def change(self, request: HttpRequest, obj: DataSubject, form: ModelForm) -> DataSubject:
        """Correct the person's details."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        return services.change_person(person=obj, changes=changes, by=actor(request), at=timezone.now())

    def get_header(self, request: HttpRequest, obj: DataSubject) -> dict[str, object]:
        """Return number, name and how many consents hold today."""
        in_force = ConsentEntry.objects.visible_to(request.user).filter(data_subject=obj)
        facts = [
            (_("Customer number"), obj.customer_number),
            (_("Reading"), obj.kana),
            (_("Consents in force"), in_force.in_force_on(timezone.localdate()).count()),
            *erased(obj),
        ]
        return {"number": str(obj.reference), "title": obj.title, "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: DataSubject) -> list[Panel]:
        """Return the person's decisions today, all entries, provisions, then files and history."""
        user = request.user
        entries = ConsentEntry.objects.visible_to(user).filter(data_subject=obj)
        provided = ThirdPartyProvision.objects.visible_to(user).filter(data_subject=obj)
        related = ("reference", "wording", "purpose", "recorded_by")
        story = {"entries": list(entries.select_related(*related).order_by("-decided_at", "-pk")[:SHOWN])}
        provided = provided.with_keeping().select_related("reference", "purpose", "country")
        provisions = list(provided.order_by("-provided_on", "-pk")[:SHOWN])
        panels = [
            Panel("consents", _("Consents"), "consents/matrix_panel.html", self.matrix_context(request, obj)),
            Panel("decisions", _("Decisions in order"), "consents/entries_panel.html", story),
        ]
        if user.has_perm("consents.view_thirdpartyprovision"):
            panels.append(
                Panel("provisions", _("Provisions"), "consents/provisions_panel.html", {"provisions": provisions})
            )
        return [*panels, *super().get_panels(request, obj)]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether details may be corrected: nobody writes again what is erased."""
        is_erased = isinstance(obj, DataSubject) and obj.erasure_id is not None
        return not is_erased and super().has_change_permission(request, obj)

    def buttons_for(self, request: HttpRequest, obj: DataSubject) -> Sequence[Button]:
        """Return the buttons that lead to a new decision of this person, and to a date."""
        record, dated = Link(label=_("Record a decision"), tone="primary"), Link(label=_("Consents on a date"))
        page: Button = {"action": dated, "url": reverse("admin:consents_datasubject_matrix", args=[obj.pk]), "why": ""}
        url = self.add_decision_url(request, obj)
        return [{"action": record, "url": url, "why": ""}, page] if url else [page]

    def add_decision_url(self, request: HttpRequest, person: DataSubject) -> str:
        """Return where a decision of the person is recorded, nothing for those who may not."""
        if not request.user.has_perm("consents.add_consententry"):
            return ""
        return f"{reverse('admin:consents_consententry_add')}?{urlencode({'data_subject': person.pk})}"

    # The matrix page

    def get_urls(self) -> list[URLPattern]:
        """Return the admin URLs plus the page of all purposes on a date."""
        view = self.admin_site.admin_view(self.matrix_view)
        return [path("<int:pk>/consents/", view, name="consents_datasubject_matrix"), *super().get_urls()]

    def matrix_context(self, request: HttpRequest, person: DataSubject) -> dict[str, object]:
        """Return the matrix for the day asked for, today where none was; without rows where it is not clear which."""
        today = timezone.localdate()
        asked = DayQuestion(request.GET, "on", usual=today, towards=Towards.PAST)
        day = asked.day
        return {
            "person": person,
            "asked": asked,
            "day": day,
            "today": today,
            "scopes": SCOPES,
            "rows": matrix(person, day) if day else [],
            "page": reverse("admin:consents_datasubject_matrix", args=[person.pk]),
            "add_url": self.add_decision_url(request, person),
        }

    def matrix_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show every purpose and what held on the chosen day."""
        person = self.get_object(request, str(pk)) if self.has_view_permission(request) else None
        if person is None or not request.user.has_perm("consents.view_consententry"):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Consents on a date"),
            "opts": self.opts,
            "original": person,
            "object_url": self.object_url(person),
            **self.matrix_context(request, person),
        }
        return TemplateResponse(request, "consents/matrix.html", context)
