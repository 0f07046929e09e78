"""How does the firm permit that individual numbers are entrusted further (My Number Act, Articles 10 and 11)?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.backoffice.writing import locked
from vendors.models import Entrustment, NumberPermission
from vendors.states import SIGN_OFF


@deed(right=SIGN_OFF, on="entrustment", words=_("permission to entrust numbers further"))
def permit_further_tier(
    *,
    entrustment: Entrustment,
    company: str,
    work: str,
    checked: str,
    permitted_on: date,
    through: NumberPermission | None = None,
    by: Actor,
    at: datetime,
) -> NumberPermission:
    """Record that a company may handle a contract's individual numbers at a further tier; every tier needs its own.

    :raises Refused: section 6, when the contract has no numbers, allows nothing to be entrusted further or does not run
        on the day, or when the company that entrusts it has no permission under the same contract.
    """
    contract = locked(entrustment, "vendor__reference", "reference")
    permission = NumberPermission(
        entrustment=contract,
        through=through,
        company=company,
        work=work,
        checked=checked,
        permitted_on=permitted_on,
        recorded_at=at,
        recorded_by=by.account,
    )
    refuse_if(permission.refusals(), obj=contract)
    permission.save()
    changes = {"entrustment": str(contract.reference), "tier": permission.tier, "permitted_on": permitted_on}
    deeds = [
        trail.Entry(action="vendors.further_tier_permitted", obj=obj, changes=changes, section="6")
        for obj in (contract, contract.vendor)
    ]
    trail.record_many(deeds, by=by, at=at)
    return permission
