"""How do the secrets of one-time codes get the newest key?"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import CodeGenerator
from privacyportal.accounts.services.factors import place_of
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.backoffice.sealed import is_newest, opened, sealed


@dataclass
class Secrets:
    """How many secrets were sealed anew, had the newest key already, and the keys of the rows that no key opens."""

    anew: int = 0
    standing: int = 0
    lost: list[int] = field(default_factory=list)


@deed(right=FOLLOWS, words=_("Encryption of the secrets of one-time codes with the newest key"), by_portal=True)
def reseal_secrets(*, is_trial: bool = False, by: Actor, at: datetime) -> Secrets:
    """Seal every secret with the newest key; a trial only counts. Whose secret no key opens adds the program again."""
    found = Secrets()
    for generator in CodeGenerator.objects.select_for_update(of=("self",)).select_related("user").order_by("pk"):
        place = place_of(generator.user)
        try:
            secret = opened(generator.secret, bound_to=place)
        except ValueError:
            found.lost.append(generator.pk)
            continue
        if is_newest(generator.secret):
            found.standing += 1
            continue
        found.anew += 1
        if not is_trial:
            CodeGenerator.objects.filter(pk=generator.pk).update(secret=sealed(secret, bound_to=place))
    if found.anew and not is_trial:
        trail.record(action="accounts.secrets_resealed", by=by, at=at, changes={"count": found.anew})
    return found
