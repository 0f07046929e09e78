"""How does a data category come and change? By a draft that a second person publishes, within the law."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.drafting import corrected, drafted, given_up, published
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.policies import guards, uses
from privacyportal.policies.effects import of_category
from privacyportal.policies.models import CategoryVersion, DataCategory
from privacyportal.policies.permissions import CHANGE_CATEGORY

AUTHORSHIP = ("policies.category_drafted", "policies.category_corrected")


@deed(right=CHANGE_CATEGORY, words=_("draft of a new data category"))
def draft_new_category(
    *,
    code: str,
    sensitivity: str,
    name_ja: str,
    name_en: str,
    valid_from: date,
    change_reason: str,
    by: Actor,
    at: datetime,
) -> CategoryVersion:
    """Draft a category that there is not yet.

    :raises Refused: code in use, first day past.
    """
    refuse_if([guards.code_free(_versions(code).exclude(stage=publishing.Stage.WITHDRAWN).exists())])
    version = CategoryVersion(
        code=code,
        sensitivity=sensitivity,
        name_ja=name_ja,
        name_en=name_en,
        valid_from=valid_from,
        change_reason=change_reason,
    )
    refuse_if(_refusals(version, at))
    return drafted(version, code=code, action="policies.category_drafted", section="7", by=by, at=at)


@deed(right=CHANGE_CATEGORY, on="category", words=_("draft of a changed data category"))
def draft_category(
    *,
    category: DataCategory,
    sensitivity: str,
    name_ja: str,
    name_en: str,
    valid_from: date,
    change_reason: str,
    by: Actor,
    at: datetime,
) -> CategoryVersion:
    """Draft the next version of a category: what it is called, how sensitive it is.

    :raises Refused: a draft waits already, first day past, less or more sensitive than the law says.
    """
    before = _versions(category.code).published().order_by("-valid_from").first()
    version = CategoryVersion(
        category=category,
        code=category.code,
        sensitivity=sensitivity,
        law_sensitivity=before.law_sensitivity if before else "",
        name_ja=name_ja,
        name_en=name_en,
        valid_from=valid_from,
        change_reason=change_reason,
    )
    refuse_if([publishing.no_draft_yet(_versions(category.code)), *_refusals(version, at)], obj=category)
    return drafted(version, code=category.code, action="policies.category_drafted", section="7", by=by, at=at)


@deed(right=CHANGE_CATEGORY, on="version", words=_("change of a draft of a data category"))
def correct_category(*, version: CategoryVersion, by: Actor, at: datetime, **values: object) -> CategoryVersion:
    """Put right a draft; whoever does so is not its second person.

    :raises Refused: as for drafting.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(version)
    refuse_if([guards.within_the_law(str(values.get("sensitivity", version.sensitivity)), version.law_sensitivity)])
    stored = corrected(
        version, values, code=version.code, action="policies.category_corrected", section="7", by=by, at=at
    )
    refuse_if(_refusals(stored, at), obj=stored)
    return stored


@deed(right=CHANGE_CATEGORY, on="version", words=_("publishing of a data category"))
def publish_category(*, version: CategoryVersion, by: Actor, at: datetime) -> CategoryVersion:
    """Put a draft in force from its first day; what was provided before is judged as it was then.

    :raises Refused: by who drafted or changed it; first day past, or not after the newest provision.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(version)
    impact = of_category(version)
    refuse_if(_refusals(version, at), obj=version)
    version.category = _row(version)
    CategoryVersion.objects.filter(pk=version.pk).update(category=version.category)
    published(
        version,
        versions=_versions(version.code),
        authorship=AUTHORSHIP,
        newest_use=uses.newest(category=version.category),
        impact=impact,
        action="policies.category_published",
        told={"code": version.code, "sensitivity": version.sensitivity},
        section="7",
        by=by,
        at=at,
    )
    follow_category(version.category, tokyo_day(at))
    return version


@deed(right=CHANGE_CATEGORY, on="version", words=_("withdrawal of a draft of a data category"))
def withdraw_category(*, version: CategoryVersion, reason: str, by: Actor, at: datetime) -> CategoryVersion:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    return given_up(version, code=version.code, action="policies.category_withdrawn", reason=reason, by=by, at=at)


def follow_category(category: DataCategory, today: date) -> None:
    """Let the category's own row say what its version in force says."""
    published = CategoryVersion.objects.published().filter(category=category).order_by("valid_from")
    version = published.filter(valid_from__lte=today).last() or published.first()
    if version is None:
        return
    DataCategory.objects.filter(pk=category.pk).update(
        name_ja=version.name_ja, name_en=version.name_en, sensitivity=version.sensitivity
    )
    category.refresh_from_db()


def _versions(code: str) -> "publishing.DatedVersionQuerySet":
    rows: publishing.DatedVersionQuerySet = CategoryVersion.objects.filter(code=code)
    return rows


def _refusals(version: CategoryVersion, at: datetime) -> list[Refusal | None]:
    return [
        guards.not_retroactive(
            version.valid_from, today=tokyo_day(at), replaces=version.category is not None, section="7"
        ),
        guards.within_the_law(version.sensitivity, version.law_sensitivity),
    ]


def _row(version: CategoryVersion) -> DataCategory:
    """Return the category of a version; a new one is entered now."""
    if version.category is not None:
        return version.category
    made: DataCategory = DataCategory.objects.create(
        code=version.code, sensitivity=version.sensitivity, name_ja=version.name_ja, name_en=version.name_en
    )
    return made
