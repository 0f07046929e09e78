"""Which assessments, findings and actions does a list open on? What is not finished; a search looks through all."""

from collections.abc import Callable
from datetime import date

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.narrowing import Views
from privacyportal.backoffice.querysets import VisibleQuerySet
from privacyportal.checklists.querysets import ActionQuerySet, AssessmentQuerySet, FindingQuerySet
from privacyportal.checklists.states import ActionStatus

type View[Q] = tuple[str, Text, Callable[[Q, date], Q]]

# Who asks for a state or searches has said what they look for.
SAYS_IT_ITSELF = (SEARCH_VAR, "status__exact")


def whole[Q](rows: Q, today: date) -> Q:
    """Return all rows."""
    return rows


class ShownFilter[Q: VisibleQuerySet](Views[Q]):
    """The views of a list; it opens on the first."""

    title = _("shown")
    parameter_name = "show"
    views: tuple[View[Q], ...] = ()

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], model_admin: ModelAdmin
    ) -> None:
        self.is_asked = any(request.GET.get(name) for name in SAYS_IT_ITSELF)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the views."""
        return [(code, label) for code, label, _narrow in self.views]

    def value(self) -> str:
        """Return the chosen view."""
        codes = [code for code, _label, _narrow in self.views]
        chosen = super().value()
        return chosen if chosen in codes else "all" if self.is_asked else codes[0]

    def narrowed(self, rows: Q, request: HttpRequest) -> Q:
        """Return the view's records."""
        narrow = next(narrow for code, _label, narrow in self.views if code == self.value())
        return narrow(rows, tokyo_day(timezone.now()))


class AssessmentsShown(ShownFilter[AssessmentQuerySet]):
    """Assessments by what is still to be done about them."""

    views = (
        ("open", _("not finished"), lambda rows, today: rows.unfinished()),
        ("overdue", _("overdue"), lambda rows, today: rows.overdue_on(today)),
        ("waiting", _("awaiting sign-off"), lambda rows, today: rows.awaiting_sign_off()),
        ("all", _("all"), whole),
    )


class FindingsShown(ShownFilter[FindingQuerySet]):
    """Findings that are open, or all."""

    views = (("open", _("finding open"), lambda rows, today: rows.open()), ("all", _("all"), whole))


class ActionsShown(ShownFilter[ActionQuerySet]):
    """Actions by what is still to be done about them."""

    views = (
        ("open", _("not finished"), lambda rows, today: rows.exclude(status=ActionStatus.VERIFIED)),
        ("overdue", _("overdue"), lambda rows, today: rows.overdue_on(today)),
        ("waiting", _("awaiting verification"), lambda rows, today: rows.filter(status=ActionStatus.DONE)),
        ("all", _("all"), whole),
    )
