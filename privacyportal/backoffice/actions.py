"""What may be done with an object now, and how does its button work?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Fold:
    """A part of a form that opens when it is wanted, or when something in it is wrong: its title, a text, its fields.

    `fields` and `is_open` are filled in as it is shown.
    """

    title: Text
    text: Text = ""
    names: tuple[str, ...] = ()
    fields: tuple[forms.BoundField, ...] = ()
    is_open: bool = False


class ActionForm(forms.Form):
    """What must be typed before a button does its work; the object and the person are at hand for choices.

    What it opens with is compared when it is sent, so that nobody overwrites unseen what another has changed; where
    `shows_stored`, also what it shows and does not let be changed. `layout` is the template that shows its fields where
    they do not stand one below the other.
    """

    shows_stored = False
    layout = ""
    folds: Sequence[Fold] = ()

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        obj: models.Model,
        user: "User",
    ) -> None:
        self.obj = obj
        self.user = user
        super().__init__(data, files)
        for asked in self.fields.values():
            if isinstance(asked, forms.ModelChoiceField) and asked.empty_label is not None:
                asked.empty_label = _("Choose")
        self.prepare()

    def showing(self) -> list[str]:
        """Return the fields that open with what is stored."""
        if self.shows_stored:
            return list(self.fields)
        return [bound.name for bound in self.visible_fields() if not bound.field.disabled]

    def unfolded(self) -> list[forms.BoundField]:
        """Return the fields that are in no fold."""
        folded = {name for fold in self.folds for name in fold.names}
        return [bound for bound in self.visible_fields() if bound.name not in folded]

    def folded(self) -> list[Fold]:
        """Return the folds with their fields."""
        filled = [(fold, tuple(self[name] for name in fold.names)) for fold in self.folds]
        return [replace(fold, fields=fields, is_open=any(bound.errors for bound in fields)) for fold, fields in filled]

    def prepare(self) -> None:
        """Fit the fields to the object and the person at hand; forms override it."""


class ReasonForm(ActionForm):
    """A written reason."""

    reason = forms.CharField(label=_("reason"), widget=UnfoldAdminTextareaWidget)


def always(obj: models.Model, user: "User") -> bool:
    """Return True: the state of the object never forbids it."""
    return True


def nothing(obj: models.Model, by: Actor) -> Sequence[Refusal | None]:
    """Return no obstacle: whether it can be done is told by what is typed."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Link:
    """A button that leads to another page, and does nothing by itself."""

    label: Text
    tone: str = "normal"
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectAction[M: models.Model]:
    """A button on an object's page: a form and one deed.

    Who is offered the button follows from the deed's right; `available` answers whether the state of the object allows
    it; `obstacles` are the refusals that the deed's own guards give whatever is typed: while there are any, the page
    shows the name with why and what to do instead of a button that refuses. The deed is called with the object under
    its own name for it (`deed.on`), the cleaned form data, `by` and `at`; where the form and the deed differ, `run`
    stands between, called with `obj` instead. `done` is said afterwards; where that depends on what came of it, it is
    asked with what the deed returned. Lists offer it for many records at once where it has a form for that, `many`,
    whose `obj` is the first of them. `tone` is primary, normal or danger.
    """

    name: str
    label: Text
    deed: Deed[..., object]
    run: Callable[..., object] | None = None
    available: Callable[[M, "User"], bool] = always
    obstacles: Callable[[M, Actor], Sequence[Refusal | None]] = nothing
    form: type[ActionForm] = ActionForm
    many: type[ActionForm] | None = None
    tone: str = "normal"
    done: Text | Callable[[object], Text] = ""
    help_text: Text = ""

    def offered_to(self, by: Actor, obj: models.Model) -> bool:
        """Return whether the deed's right lets this actor do it to this object."""
        return self.deed.offered_to(by, obj)

    def in_the_way(self, obj: M, by: Actor) -> Sequence[Refusal]:
        """Return what forbids it to this actor now."""
        return [refusal for refusal in self.obstacles(obj, by) if refusal is not None]

    def said(self, result: object) -> str:
        """Return what is said after the deed; nothing where the button's name says it."""
        return str(self.done(result) if callable(self.done) else self.done)

    def execute(self, obj: models.Model, data: dict[str, object], *, by: Actor, at: datetime) -> object:
        """Do it: one service call."""
        if self.run is not None:
            return self.run(obj=obj, by=by, at=at, **data)
        return self.deed(**{self.deed.on: obj}, by=by, at=at, **data)
