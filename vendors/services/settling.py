"""How is a joint use wound up once it is over?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.writing import locked, write
from privacyportal.clocks import river as clocks
from vendors import permissions
from vendors.models import JointUseArrangement


@deed(right=permissions.CHANGE_ARRANGEMENT, on="arrangement", words=_("winding up of the joint use"))
def settle_arrangement(
    *, arrangement: JointUseArrangement, settlement: str, by: Actor, at: datetime
) -> JointUseArrangement:
    """Write down what became of the data at the partners once a joint use is over (Guidelines 3-6-3(3), section 8).

    :raises Conflict: when it is not over, goes on in another, or was wound up before.
    """
    stored = locked(arrangement, "reference")
    if not JointUseArrangement.objects.to_settle_on(tokyo_day(at)).filter(pk=stored.pk).exists():
        raise Conflict(_("The joint use is not over, goes on in another, or has been wound up."))
    write(stored, settled_at=at, settled_by=by.account, settlement=settlement)
    clocks.refresh(reference=stored.reference, at=at)
    changes = {"arrangement": str(stored.reference), "ends_on": stored.ends_on}
    trail.record(
        action="vendors.arrangement_settled", obj=stored, by=by, at=at, changes=changes, reason=settlement, section="8"
    )
    return stored
