"""What may be done with an object now, and how does its button work?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from privacyportal.backoffice.labels import Text


class ActionForm(forms.Form):
    """What must be typed before a button does its work; the object and the person are at hand for choices.

    `shows_stored` says that it opens with what is stored, so that nobody overwrites unseen what another has changed.
    """

    shows_stored = False

    def __init__(self, *args: Any, obj: models.Model, user: Any, **kwargs: Any) -> None:
        self.obj = obj
        self.user = user
        super().__init__(*args, **kwargs)
        for asked in self.fields.values():
            if isinstance(asked, forms.ModelChoiceField) and asked.empty_label is not None:
                asked.empty_label = _("Choose")


class ReasonForm(ActionForm):
    """A written reason."""

    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget)


@dataclass(frozen=True, kw_only=True)
class ObjectAction:
    """A button on an object's page: a form and one service call.

    `run` is called with `obj`, the cleaned form data, `by` and `at` by keyword; `available` answers whether the state
    of the object allows it; `permission` is asked of the person on this object. `tone` is primary, normal or danger.
    """

    name: str
    label: Text
    run: Callable[..., Any]
    permission: str
    available: Callable[[Any, Any], bool] = field(default=lambda obj, user: True)
    form: type[ActionForm] = ActionForm
    tone: str = "normal"
    done: Text = ""
    help_text: Text = ""

    def execute(self, obj: models.Model, data: dict[str, Any], *, by: Any, at: datetime) -> Any:
        """Do it: one service call."""
        return self.run(obj=obj, by=by, at=at, **data)
