"""What was understood of a day, a number or a code that is being typed?"""

from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from privacyportal.backoffice.written import kinds
from privacyportal.backoffice.written.readings import Doubt, Frame, Read, Towards

LONGEST = 100


@require_POST
def written(request: HttpRequest) -> JsonResponse:
    """Answer `state` (read, asked, unread) and its `words`; where it is asked, `readings` with `words` and `value`.

    The text comes in the body: what somebody types by mistake stands in no log. Nothing is stored.

    :raises BadRequest: for another kind of box, or a text that is too long.
    """
    text, kind = request.POST.get("text", ""), request.POST.get("kind", "")
    towards = request.POST.get("towards", "")
    if kind not in kinds.READERS or len(text) > LONGEST or towards not in {one.value for one in Towards}:
        raise BadRequest
    reading = kinds.READERS[kind](text, Frame(timezone.now(), Towards(towards)))
    match reading:
        case Read(value=value):
            return JsonResponse({"state": "read", "words": reading.said or _unlike(text, value)})
        case Doubt(readings=readings):
            offered = [{"words": kinds.shown(one), "value": kinds.typed(one)} for one in readings]
            return JsonResponse({"state": "asked", "words": reading.text, "readings": offered})
        case _:
            return JsonResponse({"state": "unread", "words": reading.text})


def _unlike(text: str, value: kinds.Value) -> str:
    """Return a day in words; of anything else what was read, where that is not what was typed."""
    words = kinds.shown(value)
    return words if isinstance(value, date) or words != text.strip() else ""
