"""How does the trail tell a duty or a figure, of which it keeps the code?"""

from privacyportal.clocks.plan.duties import label_of
from privacyportal.clocks.plan.measures import UnknownMeasure, measure_of


def name_of_duty(code: str) -> str:
    """Return the name of a duty; its code where nobody declares it any more."""
    return str(label_of(code))


def name_of_measure(code: str) -> str:
    """Return the name of a figure; its code where nobody declares it any more."""
    try:
        return str(measure_of(code).label)
    except UnknownMeasure:
        return code
