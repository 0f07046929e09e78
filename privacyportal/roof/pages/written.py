"""What was understood of a day or moment that is being typed?"""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from privacyportal.backoffice.written import moments
from privacyportal.backoffice.written.readings import Doubt, Frame, Read, Towards, as_example, in_words

LONGEST = 100
_READERS = {"day": moments.day_only, "moment": moments.instant}


@require_POST
def written(request: HttpRequest) -> JsonResponse:
    """Answer `state` (read, asked, unread) and its `words`; where it is asked, `readings` with `words` and `value`.

    The text comes in the body: what somebody types by mistake stands in no log. Nothing is stored.

    :raises BadRequest: for another kind of box, or a text that is no day.
    """
    text, kind = request.POST.get("text", ""), request.POST.get("kind", "")
    towards = request.POST.get("towards", "")
    if kind not in _READERS or len(text) > LONGEST or towards not in {one.value for one in Towards}:
        raise BadRequest
    reading = _READERS[kind](text, Frame(timezone.now(), Towards(towards)))
    match reading:
        case Read(value=value):
            return JsonResponse({"state": "read", "words": reading.said or in_words(value)})
        case Doubt(readings=readings):
            offered = [{"words": in_words(one), "value": as_example(one)} for one in readings]
            return JsonResponse({"state": "asked", "words": reading.text, "readings": offered})
        case _:
            return JsonResponse({"state": "unread", "words": reading.text})
