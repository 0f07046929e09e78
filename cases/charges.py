"""Of which cases may a person be in charge, and on which are they asked to decide?"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.services.assignment import hand_over, unfit
from cases.services.deciding import ask_again
from cases.states import Status
from privacyportal.accounts.charging import Charge, People, register


def to_decide(people: People) -> QuerySet[Case]:
    """Return the open cases whose answers, extensions and explanations people are asked to decide on."""
    asked = Q(handler__manager__in=people) | Q(handler__manager=None, desk__department__head__in=people)
    pending = [Q(proposals__decision="pending"), Q(promises__extensions__decision="pending")]
    waits = (
        pending[0] | pending[1] | Q(referrals__explanations__decision="pending") | Q(status=Status.AWAITING_APPROVAL)
    )
    keys = Case.objects.open().filter(asked & waits).values("pk")
    return Case.objects.filter(pk__in=keys).select_related("reference")


register(
    Charge(
        code="cases.handled",
        label=_("Cases handled"),
        relation="cases.Case.handler",
        held_by=lambda people: Case.objects.open().filter(handler__in=people).select_related("reference", "desk"),
        hand_over=hand_over,
        unfit=unfit,
    ),
    Charge(
        code="cases.to_decide",
        label=_("Cases to decide on"),
        held_by=to_decide,
        hand_over=ask_again,
        goes_on=_("Whoever then supervises the handler, or heads the department, is asked."),
    ),
)
