"""How is a view of a list saved, for oneself or for others, and dropped again?"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import writing
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.rights import OWN, Right, right
from privacyportal.backoffice.saved_views import SavedView

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a list shows: `of_list` by its model's label, filters by name, order and columns by the columns' names."""

    of_list: str
    filters: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


def _is_own(user: "User", view: models.Model) -> bool:
    return isinstance(view, SavedView) and view.owner_id == user.pk


SHARE = right("backoffice.share_savedview")
DROP = Right(SHARE.permissions, personally=_is_own)


@deed(right=OWN, on="person", words=_("view of a list saved"))
def keep_view(*, person: "User", shown: Shown, name: str, opens: bool = False, by: Actor, at: datetime) -> SavedView:
    """Save a view for oneself; one of the same name is replaced. Where it `opens`, no other of one's own does.

    :raises Refused: when the name is missing, or one has as many as a list can show.
    """
    return _keep(shown, name, opens, by, at, audience=SavedView.Audience.OWN, owner=person, role=None)


@deed(right=SHARE, words=_("view of a list shared"))
def share_view(
    *, shown: Shown, name: str, role: Group | None = None, opens: bool = False, by: Actor, at: datetime
) -> SavedView:
    """Save a view for everybody of a role, or for everybody; one of the same name is replaced.

    :raises Refused: when the name is missing, or there are as many as a list can show.
    """
    audience = SavedView.Audience.FIRM if role is None else SavedView.Audience.ROLE
    return _keep(shown, name, opens, by, at, audience=audience, owner=None, role=role)


@deed(right=DROP, on="view", words=_("view of a list dropped"))
def drop_view(*, view: SavedView, by: Actor, at: datetime) -> None:
    """Take a view off the lists it stands on; the records that it showed stay."""
    trail.record(action="backoffice.view_dropped", obj=view, by=by, at=at, changes={"list": view.of_list})
    view.delete()


def _keep(shown: Shown, name: str, opens: bool, by: Actor, at: datetime, **whose: object) -> SavedView:
    standing = SavedView.objects.filter(of_list=shown.of_list, **whose)
    others = standing.exclude(name=name.strip()).select_for_update()
    refuse_if([_named(name), _room(len(others))])
    if opens:
        others.filter(opens=True).update(opens=False)
    values = {**asdict(shown), "opens": opens, "saved_at": at}
    named = {"name": name.strip(), **whose, "of_list": shown.of_list}
    known = standing.filter(name=name.strip()).first()
    view = SavedView.objects.create(**{**named, **values}) if known is None else writing.write(known, **values)
    changes = {"list": shown.of_list, "audience": view.audience, "opens": opens}
    trail.record(action="backoffice.view_saved", obj=view, by=by, at=at, changes=changes)
    return view


def _named(name: str) -> Refusal | None:
    if name.strip():
        return None
    return Refusal(
        code="backoffice.view_unnamed",
        cannot=_("The view cannot be saved."),
        missing=_("It has no name."),
        next_step=_("Type what the list shows."),
        field="name",
    )


def _room(others: int) -> Refusal | None:
    if others < MOST:
        return None
    return Refusal(
        code="backoffice.views_many",
        cannot=_("The view cannot be saved."),
        missing=_("There are as many as a list can show."),
        next_step=_("Drop one that nobody uses, or replace one by its name."),
        field="name",
    )
