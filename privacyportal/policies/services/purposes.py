"""How does a purpose of use come, change and end? By a draft that a second person publishes."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.drafting import corrected, drafted, given_up, published
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.policies import guards, uses
from privacyportal.policies.effects import of_purpose
from privacyportal.policies.models import PurposeOfUse, PurposeVersion
from privacyportal.policies.permissions import CHANGE_PURPOSE
from privacyportal.policies.services.items import raise_item
from privacyportal.policies.states import Occasion

# Who has done any of these to a draft is not its second person.
AUTHORSHIP = ("policies.purpose_drafted", "policies.purpose_corrected")


@deed(right=CHANGE_PURPOSE, words=_("draft of a new purpose of use"))
def draft_new_purpose(
    *,
    code: str,
    kind: str,
    clause: str,
    name_ja: str,
    name_en: str,
    announcement: str,
    valid_from: date,
    change_reason: str,
    by: Actor,
    at: datetime,
) -> PurposeVersion:
    """Draft a purpose that there is not yet; nothing may rest on it before a second person has published it.

    :raises Refused: code in use, first day past, not announced (Article 21(3)), affair without its article.
    """
    refuse_if([guards.code_free(_versions(code).exclude(stage=publishing.Stage.WITHDRAWN).exists())])
    version = PurposeVersion(
        code=code,
        kind=kind,
        clause=clause,
        name_ja=name_ja,
        name_en=name_en,
        announcement=announcement,
        valid_from=valid_from,
        change_reason=change_reason,
    )
    refuse_if(_refusals(version, at))
    return drafted(version, code=code, action="policies.purpose_drafted", section="3", by=by, at=at)


@deed(right=CHANGE_PURPOSE, on="purpose", words=_("draft of a changed purpose of use"))
def draft_purpose(
    *,
    purpose: PurposeOfUse,
    clause: str,
    name_ja: str,
    name_en: str,
    announcement: str,
    valid_from: date,
    change_reason: str,
    is_end: bool = False,
    by: Actor,
    at: datetime,
) -> PurposeVersion:
    """Draft the next version of a purpose, or its end; only what is reasonably related to it (Article 17(2)).

    :raises Refused: a draft waits already, first day past, not announced (Article 21(3)), affair without its article.
    """
    version = PurposeVersion(
        purpose=purpose,
        code=purpose.code,
        kind=purpose.kind,
        clause=clause,
        name_ja=name_ja,
        name_en=name_en,
        announcement=announcement,
        valid_from=valid_from,
        change_reason=change_reason,
        is_end=is_end,
    )
    refuse_if([publishing.no_draft_yet(_versions(purpose.code)), *_refusals(version, at)], obj=purpose)
    return drafted(version, code=purpose.code, action="policies.purpose_drafted", section="3", by=by, at=at)


@deed(right=CHANGE_PURPOSE, on="version", words=_("change of a draft of a purpose of use"))
def correct_purpose(*, version: PurposeVersion, by: Actor, at: datetime, **values: object) -> PurposeVersion:
    """Put right a draft; whoever does so is not its second person.

    :raises Refused: as for drafting.
    :raises Conflict: when it is no longer a draft.
    """
    stored = corrected(
        version, values, code=version.code, action="policies.purpose_corrected", section="3", by=by, at=at
    )
    refuse_if(_refusals(stored, at), obj=stored)
    return stored


@deed(right=CHANGE_PURPOSE, on="version", words=_("publishing of a purpose of use"))
def publish_purpose(*, version: PurposeVersion, by: Actor, at: datetime) -> PurposeVersion:
    """Put a draft in force from its first day; the former text stays readable, and the change is to be looked at.

    :raises Refused: by who drafted or changed it; first day past, or not after the newest consent or provision.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(version)
    impact = of_purpose(version)
    refuse_if(_refusals(version, at), obj=version)
    version.purpose = _row(version)
    PurposeVersion.objects.filter(pk=version.pk).update(purpose=version.purpose)
    published(
        version,
        versions=_versions(version.code),
        authorship=AUTHORSHIP,
        newest_use=uses.newest(purpose=version.purpose),
        impact=impact,
        action="policies.purpose_published",
        told={"code": version.code, "is_end": version.is_end},
        section="3",
        by=by,
        at=at,
    )
    follow_purpose(version.purpose, tokyo_day(at))
    raise_item(
        occasion=Occasion.PURPOSE,
        key=f"purpose:{version.pk}",
        title=_("Purpose %(purpose)s: obligations, wordings and texts to be looked at") % {"purpose": version},
        finding=impact,
        source="個人情報保護法第17条第2項、第21条第3項",
        purpose=version.purpose,
        by=by,
        at=at,
    )
    return version


@deed(right=CHANGE_PURPOSE, on="version", words=_("withdrawal of a draft of a purpose of use"))
def withdraw_purpose(*, version: PurposeVersion, reason: str, by: Actor, at: datetime) -> PurposeVersion:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    return given_up(version, code=version.code, action="policies.purpose_withdrawn", reason=reason, by=by, at=at)


def follow_purpose(purpose: PurposeOfUse, today: date) -> None:
    """Let the purpose's own row say what its version in force says, and from when to when it is one."""
    published = PurposeVersion.objects.published().filter(purpose=purpose).order_by("valid_from")
    end = published.filter(is_end=True).first()
    text = published.filter(is_end=False, valid_from__lte=today).last() or published.filter(is_end=False).first()
    if text is None:
        return
    PurposeOfUse.objects.filter(pk=purpose.pk).update(
        clause=text.clause,
        name_ja=text.name_ja,
        name_en=text.name_en,
        valid_to=end.valid_from - timedelta(days=1) if end else purpose.valid_to,
    )
    purpose.refresh_from_db()


def _versions(code: str) -> "publishing.DatedVersionQuerySet":
    rows: publishing.DatedVersionQuerySet = PurposeVersion.objects.filter(code=code)
    return rows


def _refusals(version: PurposeVersion, at: datetime) -> list[Refusal | None]:
    return [
        guards.not_retroactive(
            version.valid_from, today=tokyo_day(at), replaces=version.purpose is not None, section="3"
        ),
        guards.announced(version.announcement),
        guards.affair_of_law(version.kind, version.change_reason),
    ]


def _row(version: PurposeVersion) -> PurposeOfUse:
    """Return the purpose of a version; a new one is entered now."""
    if version.purpose is not None:
        return version.purpose
    made: PurposeOfUse = PurposeOfUse.objects.create(
        code=version.code,
        kind=version.kind,
        clause=version.clause,
        name_ja=version.name_ja,
        name_en=version.name_en,
        valid_from=version.valid_from,
    )
    return made
