"""How is a button of a case made?"""

from collections.abc import Callable, Iterable, Sequence

from cases import guards
from cases.models import Case
from cases.services.moving import can_take
from cases.states import StepByKind
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ActionForm, ObjectAction, nothing
from privacyportal.backoffice.buttons import Button
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Refusal

type Available = Callable[[Case, User], bool]
type Obstacles = Callable[[Case, Actor], Sequence[Refusal | None]]


class CaseButton(Button):
    """A button with its place: before the others, or behind one click."""

    is_front: bool
    tone: str


def button(
    name: str,
    label: Text,
    deed: Deed[..., object],
    available: Available,
    form: type[ActionForm] = ActionForm,
    *,
    tone: str = "normal",
    help_text: Text = "",
    run: Callable[..., object] | None = None,
    obstacles: Obstacles = nothing,
    done: Text | Callable[[object], Text] = "",
    many: type[ActionForm] | None = None,
) -> ObjectAction[Case]:
    """Return a button; who is offered it follows from its deed, `available` says when; `many` is its form in lists."""
    return ObjectAction[Case](
        name=name,
        label=label,
        deed=deed,
        run=run,
        available=available,
        obstacles=obstacles,
        done=done,
        form=form,
        many=many,
        tone=tone,
        help_text=help_text,
    )


def only_own(authors: Iterable[User], by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from deciding on what waits for a second person: that all of it is their own."""
    is_person = by.account is not None
    barred = [guards.second_person(is_person=is_person, is_author=by.is_same_person(author)) for author in authors]
    return barred[:1] if all(barred) else ()


def takes(step: StepByKind) -> Available:
    """Return whether the table lets a case take a step now."""
    return lambda case, user: can_take(case, step)


def is_open(case: Case, user: User) -> bool:
    """Return whether the case has not ended."""
    return case.is_open


def always(case: Case, user: User) -> bool:
    """Return True: an ended case takes it as well."""
    return True
