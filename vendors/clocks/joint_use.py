"""What is to be seen to when a joint use is over, or has lost what it rests on?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.clocks.plan import Duty, Facts, Subject, register
from vendors.clocks.days import morning, planning
from vendors.lapses import use_lapses_on
from vendors.models import JointUseArrangement

USE_LAPSE, OF_GROUND = "vendors.joint_use_lapse", "abroad"


def use_facts(arrangement: JointUseArrangement) -> Facts | None:
    """Return what is to be seen to once a joint use is over, or a partner abroad has lost its ground.

    Winding up ends it: the data at the partners, their desks. One that was replaced goes on in the next.
    """
    day = use_lapses_on(arrangement)
    if day is None:
        return None
    return Facts(
        started_at=morning(day),
        stopped_at=arrangement.settled_at,
        cancelled=arrangement.is_replaced,
        variant=OF_GROUND if arrangement.ends_on is None or day <= arrangement.ends_on else "",
    )


register(
    Subject(
        prefix="JOINTUSE",
        owner=lambda arrangement: None,
        department=lambda arrangement: planning(),
        title=lambda arrangement: arrangement.name,
        related=("superseded_by",),
        prefetch=("partners__foreign_grounds__vendor", "partners__country__designations"),
    ),
    duties=[
        Duty(
            code=USE_LAPSE,
            starts=_("first day after the joint use, or on which a partner abroad has no ground"),
            label=_("Lapse of a joint use"),
            ask=_("Wind the joint use up: data at the partners, their desks, what rests on it"),
            facts=use_facts,
            variants=lambda: {OF_GROUND: _("a partner abroad has lost its ground")},
        ),
    ],
)
