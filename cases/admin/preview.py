"""Where would this case go, and by when, if it were saved now?"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import services
from cases.forms.intake import RouteQuestion
from cases.models import Case
from cases.services import Plan
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.refusals import PortalError
from privacyportal.clocks.show.display import limit_text


def route_preview(model_admin: "PortalModelAdmin[Case]", request: HttpRequest) -> JsonResponse:
    """Return route and deadlines as JSON for what has been typed so far; incomplete input is no error."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    question = RouteQuestion(request.GET, user=request.user)
    if not question.is_valid():
        return JsonResponse({"message": _("Route and deadlines appear when kind, sender and time are entered.")})
    facts = {name: value for name, value in question.cleaned_data.items() if name != "channel"}
    try:
        plan = services.preview_route(at=timezone.now(), **facts)
    except PortalError as error:
        return JsonResponse({"message": error.text})
    return JsonResponse(_answer(plan))


def _answer(plan: Plan) -> dict[str, object]:
    return {
        "desk": str(plan.answering),
        "telephone": plan.answering.telephone,
        "hours": plan.answering.hours,
        "owner": str(plan.owner),
        "linked": str(plan.linked) if plan.linked else "",
        "reason": plan.row.reason_text,
        "guidance": plan.row.guidance_text,
        "deadlines": [{"label": label, "limit": limit_text(due.at)} for label, due in plan.deadlines],
    }
