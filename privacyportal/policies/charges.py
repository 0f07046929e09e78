"""Of which individual numbers does a person still see to the disposal?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.charging import Charge, register
from privacyportal.policies.models import NumberDisposal

register(
    Charge(
        code="policies.numbers",
        label=_("Individual numbers to be disposed of"),
        relation="policies.NumberDisposal.registered_by",
        held_by=lambda people: NumberDisposal.objects.filter(registered_by__in=people, disposed_on=None).select_related(
            "reference"
        ),
        hand_over=None,
        goes_on=_("The head of the compliance department is reminded of it."),
    )
)
