"""How does a version of the policy come into force? One person proposes the day, a second puts it in force."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.clocks import river as clocks
from privacyportal.policies import guards
from privacyportal.policies.effects import of_policy
from privacyportal.policies.models import PolicyOutline, PolicyReview, PolicyVersion, StaffPledge
from privacyportal.policies.permissions import MANAGE_POLICY
from privacyportal.policies.services.items import raise_changes
from privacyportal.references.models import Reference

# Who has done any of these to a version is not its second person.
AUTHORSHIP = ("policies.version_loaded", "policies.version_proposed")
# Nor is it who decided how its text comes apart.
OUTLINING = ("policies.outline_drafted", "policies.outline_corrected")


@deed(right=MANAGE_POLICY, on="version", words=_("first day of a policy version"))
def propose_version(
    *, version: PolicyVersion, valid_from: date, change_reason: str, by: Actor, at: datetime
) -> PolicyVersion:
    """Propose from which Tokyo day a version is in effect; it is not before a second person puts it in force.

    :raises Refused: when the day has passed.
    :raises Conflict: when it is in force already, or was given up.
    """
    publishing.require_draft(version)
    refuse_if([_early(valid_from, at)], obj=version)
    PolicyVersion.objects.filter(pk=version.pk).update(valid_from=valid_from, change_reason=change_reason)
    version.refresh_from_db()
    changes = {"version": version.number, "valid_from": valid_from}
    trail.record(
        action="policies.version_proposed",
        obj=version,
        by=by,
        at=at,
        changes=changes,
        reason=change_reason,
        section="14",
    )
    return version


@deed(right=MANAGE_POLICY, on="version", words=_("putting of a policy version in force"))
def publish_version(*, version: PolicyVersion, by: Actor, at: datetime) -> PolicyVersion:
    """Put a version in force from the day proposed; the former one ends there, and all staff are asked to read it.

    Each section that is new, changed or gone opens a review item.

    :raises Refused: by who loaded it, corrected its outline or proposed the day; no day, a day past, or not after
        the newest pledge or review.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(version)
    early = _early(version.valid_from, at)
    no_day = guards.first_day_known(version.valid_from)
    refuse_if([outlined_by(version, by), no_day or early], obj=version)
    impact = of_policy(version)
    former = PolicyVersion.objects.in_force_on(version.valid_from).first() if version.valid_from else None
    publishing.put_in_force(
        version,
        versions=PolicyVersion.objects.all(),
        changes=AUTHORSHIP,
        newest_use=_newest_use(former),
        impact=impact,
        by=by,
        at=at,
    )
    changes = {"version": version.number, "valid_from": version.valid_from}
    reason = version.change_reason
    trail.record(
        action="policies.version_published", obj=version, by=by, at=at, changes=changes, reason=reason, section="14"
    )
    if former is not None:
        raise_changes(version, former, by=by, at=at)
    _ask_again([version, former], at)
    return version


def _early(valid_from: date | None, at: datetime) -> Refusal | None:
    replaces = PolicyVersion.objects.published().exists()
    return guards.not_retroactive(valid_from, today=tokyo_day(at), replaces=replaces, section="14")


def outlined_by(version: PolicyVersion, by: Actor) -> Refusal | None:
    """Return what keeps somebody from putting a version in force: that they brought in or corrected its text."""
    outline = PolicyOutline.objects.filter(version=version).first()
    return publishing.second_person(outline, by, OUTLINING) if outline else None


def _newest_use(former: PolicyVersion | None) -> date | None:
    """Return the last day on which somebody pledged to keep the former version, or reviewed it."""
    if former is None:
        return None
    signed = former.signings.aggregate(last=Max("signed_at"))["last"]
    reviewed: date | None = PolicyReview.objects.filter(version=former).aggregate(last=Max("reviewed_on"))["last"]
    return max((day for day in (signed and tokyo_day(signed), reviewed) if day), default=None)


def _ask_again(versions: list[PolicyVersion | None], at: datetime) -> None:
    """Bring the clocks of the versions in line, and those of all staff: the pledge is open again."""
    own = [version.reference for version in versions if version is not None and version.reference is not None]
    sheets: list[Reference] = [sheet.reference for sheet in StaffPledge.objects.select_related("reference")]
    clocks.refresh_many(references=[*own, *sheets], at=at)
