"""What becomes of a mapping that somebody keeps: is it shared, is it put away?"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import writing
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.models import ImportMapping
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.imports.runs import IMPORT


@deed(right=IMPORT, on="mapping", words=_("sharing of a mapping"))
def share_mapping(*, mapping: ImportMapping, is_shared: bool, by: Actor, at: datetime) -> ImportMapping:
    """Share one's own mapping with all who import, or share it no more.

    :raises Refused: when it is somebody else's.
    """
    return _change(mapping, {"is_shared": is_shared}, by, at)


@deed(right=IMPORT, on="mapping", words=_("putting a mapping away"))
def put_away_mapping(*, mapping: ImportMapping, by: Actor, at: datetime) -> ImportMapping:
    """Put one's own mapping away: it is offered and asked no more; what came in by it stays.

    :raises Refused: when it is somebody else's.
    """
    return _change(mapping, {"is_retired": True, "is_shared": False}, by, at)


def _change(mapping: ImportMapping, said: dict[str, bool], by: Actor, at: datetime) -> ImportMapping:
    stored = writing.locked(mapping)
    refuse_if([_not_own(stored, by)], obj=stored)
    writing.write(stored, **said)
    trail.record(action="backoffice.import_mapping_changed", obj=stored, by=by, at=at, changes=dict(said))
    return stored


def _not_own(mapping: ImportMapping, by: Actor) -> Refusal | None:
    if by.account is not None and mapping.owner_id == by.account.pk:
        return None
    return Refusal(
        code="imports.mapping_of_another",
        cannot=_("The mapping cannot be changed."),
        missing=_("It is somebody else's."),
        next_step=_("Bring a file in by it and keep it under a name of your own."),
    )
