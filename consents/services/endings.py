"""How is the end of a provision recorded, once what it rests on has lapsed or before?"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from consents.guards.endings import ended_in_its_time
from consents.models import ProvisionEnding, ThirdPartyProvision
from consents.permissions import RECORD_PROVISION
from consents.states import CONTINUED, KEEP_MONTHS, Ending, section_of
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, refuse_if
from privacyportal.calendars.arithmetic import add_months
from privacyportal.clocks import river as clocks
from privacyportal.clocks.river.thresholds import value_on
from privacyportal.references.models import Reference


@deed(right=RECORD_PROVISION, on="provision", words=_("end of a provision"))
def end_provision(
    *, provision: ThirdPartyProvision, ending: str, ended_on: date, note: str, by: Actor, at: datetime
) -> ProvisionEnding:
    """Write down that a provision goes on no more: how, since which day (Enforcement Rules 18(1)(ii), section 10).

    What was done stands in the row alone, which can be erased; the trail cannot.

    :raises Refused: when the day is to come, or before the provision.
    :raises Conflict: when its end stands already.
    """
    # The number's lock puts two who end it at once in order.
    Reference.objects.select_for_update().get(pk=provision.reference_id)
    if ProvisionEnding.objects.filter(provision=provision).exists():
        raise Conflict(_("The end of this provision has been recorded already."))
    refuse_if(
        [ended_in_its_time(ended_on=ended_on, provided_on=provision.provided_on, today=tokyo_day(at))], obj=provision
    )
    ended = ProvisionEnding.objects.create(
        provision=provision,
        ending=Ending(ending),
        ended_on=ended_on,
        note=note,
        keep_until_on=keep_until(provision, ending, ended_on, tokyo_day(at)),
        recorded_at=at,
        recorded_by=by.account,
    )
    clocks.refresh(reference=provision.reference, at=at)
    trail.record(
        action="consents.provision_ended",
        obj=provision,
        by=by,
        at=at,
        changes={"ending": ending, "ended_on": ended_on},
        section=section_of(provision.ground),
    )
    return ended


def keep_until(provision: ThirdPartyProvision, ending: str, ended_on: date, made_on: date) -> date | None:
    """Return until when the record of a continued provision is kept by its end: data may have gone out until then.

    None where law wants no record, where each provision has its own, or where there was one provision only.
    """
    if provision.keep_until_on is None or provision.manner not in CONTINUED or ending == Ending.ONCE:
        return None
    return add_months(ended_on, int(value_on(KEEP_MONTHS[provision.manner], made_on)))
