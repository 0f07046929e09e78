"""How is a version of what others rest on drafted, put right and given up, with its entry in the trail?"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import models

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.publishing import DatedVersion, Stage


def drafted[V: DatedVersion](version: V, *, code: str, action: str, section: str, by: Actor, at: datetime) -> V:
    """Keep a draft and name it in the trail; its text stands in the draft itself, for ever."""
    version.stage, version.drafted_at, version.drafted_by = Stage.DRAFT, at, by.account
    version.clean_fields(exclude=("drafted_by", "published_by"))
    version.save()
    changes = {"code": code, "valid_from": version.valid_from}
    trail.record(
        action=action, obj=version, by=by, at=at, changes=changes, reason=version.change_reason, section=section
    )
    return version


def corrected[V: DatedVersion](
    version: V, values: Mapping[str, object], *, code: str, action: str, section: str, by: Actor, at: datetime
) -> V:
    """Change a locked draft and name the changed fields in the trail.

    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(version)
    held = type(version)._default_manager.filter(pk=version.pk).values(*values).get()
    changed = sorted(name for name, value in values.items() if held[name] != _key(value))
    for name, value in values.items():
        setattr(version, name, value)
    version.clean_fields(exclude=("drafted_by", "published_by"))
    version.save(update_fields=list(values))
    changes = {"code": code, "fields": changed}
    trail.record(action=action, obj=version, by=by, at=at, changes=changes, section=section)
    return version


def published[V: DatedVersion](
    version: V,
    *,
    versions: models.QuerySet[DatedVersion],
    authorship: Collection[str],
    newest_use: date | None,
    impact: str,
    action: str,
    told: Mapping[str, object],
    section: str = "",
    by: Actor,
    at: datetime,
) -> V:
    """Put a draft in force and name that in the trail, with its first day and what else is `told`.

    :raises Refused: as `publishing.put_in_force`.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.put_in_force(
        version, versions=versions, changes=authorship, newest_use=newest_use, impact=impact, by=by, at=at
    )
    changes = {**told, "valid_from": version.valid_from}
    trail.record(
        action=action, obj=version, by=by, at=at, changes=changes, reason=version.change_reason, section=section
    )
    return version


def given_up[V: DatedVersion](version: V, *, code: str, action: str, reason: str, by: Actor, at: datetime) -> V:
    """Withdraw a draft; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    publishing.give_up(version)
    trail.record(action=action, obj=version, by=by, at=at, changes={"code": code}, reason=reason)
    return version


def _key(value: object) -> object:
    return value.pk if isinstance(value, models.Model) else value
