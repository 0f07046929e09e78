"""What gives a person access today: which roles, seats and deputyships, and what rests on them?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacyportal.accounts import charging
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.policies.models import AccessGrant

# Signing in uses no right.
SIGNING_IN = ("accounts.signed_in", "accounts.signed_out")


def granted_in(person: User) -> Iterator[AccessGrant]:
    """Yield a row, not stored yet, for each role, each seat at a desk and each deputyship of a person."""
    used = AuditEntry.objects.filter(actor=person).exclude(action__in=SIGNING_IN).order_by("-sequence")
    last_used = used.values_list("at", flat=True).first()
    held = pgettext("list", ", ").join(
        _("%(charge)s (%(count)d)") % {"charge": charge.label, "count": len(records)}
        for charge, records in charging.held_by(person)
        if not charge.goes_on
    )
    kinds = AccessGrant.Kind
    given = [
        *((kinds.ROLE, code) for code in person.groups.order_by("name").values_list("name", flat=True)),
        *((kinds.DESK, code) for code in person.desks.order_by("code").values_list("code", flat=True)),
        *((kinds.DEPUTY, one.username) for one in person.deputizes_for.filter(is_active=True).order_by("username")),
    ]
    for kind, code in given:
        yield AccessGrant(
            person=person,
            kind=kind,
            code=code,
            holds=held if kind == kinds.ROLE else "",
            last_sign_in_at=person.last_login,
            last_used_at=last_used,
        )
