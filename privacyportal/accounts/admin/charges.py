"""What does a person's page show of what they are in charge of, and of what has changed hands?"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts import charging
from privacyportal.accounts.leaving_forms import numbers_of
from privacyportal.accounts.models import Handover, User
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.panels import HISTORY_ROWS, Panel


def in_charge(person: User) -> Panel:
    """Return what a person is in charge of, by number, and what they have handed over or taken over, newest first."""
    held = [
        {
            "label": charge.label,
            "count": len(records),
            "numbers": numbers_of(charge, records),
            "goes_on": charge.goes_on,
        }
        for charge, records in charging.held_by(person)
    ]
    rows = Handover.objects.filter(Q(person=person) | Q(successor=person)).select_related("person", "successor")
    changed = [
        {
            "at": table_instant(row.at),
            "label": charging.label_of(row.charge),
            "record": row.record,
            "person": row.person,
            "successor": row.successor,
            "reason": row.reason,
        }
        for row in rows.order_by("-at", "-pk")[:HISTORY_ROWS]
    ]
    return Panel("charges", _("In charge of"), "accounts/charges.html", {"held": held, "changed": changed})
