"""How is a button of a case made?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.models import Case
from privacyportal.backoffice.actions import ActionForm, ObjectAction

HANDLE, APPROVE = "cases.handle_case", "cases.approve_case"
type Available = Callable[[Case, Any], bool]


def of_case(service: Callable[..., Any]) -> Callable[..., Any]:
    """Return a button's deed that calls a service with the case and what was typed."""

    def run(*, obj: Case, by: Any, at: datetime, **typed: Any) -> Any:
        return service(case=obj, by=by, at=at, **typed)

    return run


def button(
    name: str,
    label: Any,
    run: Callable[..., Any],
    available: Available,
    form: type[ActionForm] = ActionForm,
    *,
    permission: str = HANDLE,
    tone: str = "normal",
    help_text: Any = "",
) -> ObjectAction:
    """Return a button; most need the right to work on cases."""
    return ObjectAction(
        name=name,
        label=label,
        run=run,
        permission=permission,
        available=available,
        form=form,
        tone=tone,
        help_text=help_text,
    )
