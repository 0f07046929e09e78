"""How do the words of a consent come, change and end? By a version that a second person publishes."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.drafting import corrected, drafted, given_up, published
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.policies import guards, uses
from privacyportal.policies.effects import of_wording
from privacyportal.policies.models import ConsentWording, DataCategory, PurposeOfUse
from privacyportal.policies.permissions import CHANGE_WORDING
from privacyportal.policies.states import Scope

AUTHORSHIP = ("policies.wording_drafted", "policies.wording_corrected")


@deed(right=CHANGE_WORDING, words=_("draft of a consent wording"))
def draft_wording(
    *,
    code: str,
    scope: str,
    purpose: PurposeOfUse,
    categories: Iterable[DataCategory],
    text_ja: str,
    valid_from: date,
    text_en: str = "",
    recipients: str = "",
    recipient: str = "",
    foreign_information: str = "",
    change_reason: str = "",
    by: Actor,
    at: datetime,
) -> ConsentWording:
    """Draft a wording, or the next version of one whose code exists; nobody is shown it before it is published.

    :raises Refused: a draft waits already, first day past, no published purpose, a provision without its recipient.
    """
    version = ConsentWording(
        code=code,
        version=_next_number(code),
        scope=scope,
        purpose=purpose,
        recipients=recipients,
        recipient=recipient,
        text_ja=text_ja,
        text_en=text_en,
        foreign_information=foreign_information,
        valid_from=valid_from,
        change_reason=change_reason,
    )
    refuse_if([publishing.no_draft_yet(ConsentWording.objects.filter(code=code)), *_refusals(version, at)])
    stored = drafted(version, code=str(version), action="policies.wording_drafted", section="3", by=by, at=at)
    stored.categories.set(categories)
    return stored


@deed(right=CHANGE_WORDING, on="wording", words=_("draft of the end of a consent wording"))
def draft_end_of_wording(
    *, wording: ConsentWording, valid_from: date, change_reason: str, by: Actor, at: datetime
) -> ConsentWording:
    """Draft that a wording is shown no more from a day on; what was decided on it stands.

    :raises Refused: a draft waits already, first day past.
    """
    version = wording.next(
        version=_next_number(wording.code), valid_from=valid_from, change_reason=change_reason, is_end=True
    )
    early = guards.not_retroactive(valid_from, today=tokyo_day(at), replaces=True, section="3")
    refuse_if([publishing.no_draft_yet(ConsentWording.objects.filter(code=wording.code)), early], obj=wording)
    stored = drafted(version, code=str(version), action="policies.wording_drafted", section="3", by=by, at=at)
    stored.categories.set(wording.categories.all())
    return stored


@deed(right=CHANGE_WORDING, on="wording", words=_("change of a draft of a consent wording"))
def correct_wording(
    *,
    wording: ConsentWording,
    categories: Iterable[DataCategory] | None = None,
    by: Actor,
    at: datetime,
    **values: object,
) -> ConsentWording:
    """Put right a draft; whoever does so is not its second person.

    :raises Refused: as for drafting.
    :raises Conflict: when it is no longer a draft: what people were shown never changes.
    """
    stored = corrected(
        wording, values, code=str(wording), action="policies.wording_corrected", section="3", by=by, at=at
    )
    refuse_if(_refusals(stored, at), obj=stored)
    if categories is not None:
        stored.categories.set(categories)
    return stored


@deed(right=CHANGE_WORDING, on="wording", words=_("publishing of a consent wording"))
def publish_wording(*, wording: ConsentWording, by: Actor, at: datetime) -> ConsentWording:
    """Put a draft in force from its first day; the version before it ends there and stays readable.

    :raises Refused: by who drafted or changed it; first day past, or not after the newest decision on the former one.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(wording)
    impact = of_wording(wording)
    former = ConsentWording.objects.in_force(wording.valid_from).filter(code=wording.code).first()
    refuse_if(_refusals(wording, at), obj=wording)
    return published(
        wording,
        versions=ConsentWording.objects.filter(code=wording.code),
        authorship=AUTHORSHIP,
        newest_use=uses.newest(wording=former) if former else None,
        impact=impact,
        action="policies.wording_published",
        told={"code": str(wording), "is_end": wording.is_end},
        section="3",
        by=by,
        at=at,
    )


@deed(right=CHANGE_WORDING, on="wording", words=_("withdrawal of a draft of a consent wording"))
def withdraw_wording(*, wording: ConsentWording, reason: str, by: Actor, at: datetime) -> ConsentWording:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    return given_up(wording, code=str(wording), action="policies.wording_withdrawn", reason=reason, by=by, at=at)


def _next_number(code: str) -> int:
    last: int | None = ConsentWording.objects.filter(code=code).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _refusals(version: ConsentWording, at: datetime) -> list[Refusal | None]:
    day, purpose = version.valid_from, version.purpose
    replaces = ConsentWording.objects.published().filter(code=version.code).exists()
    return [
        guards.not_retroactive(day, today=tokyo_day(at), replaces=replaces, section="3"),
        guards.names_recipients(version.scope != Scope.USE, version.recipients, version.recipient),
        guards.informs_of_country(version.scope == Scope.FOREIGN, version.foreign_information),
        None if version.is_end else guards.purpose_published(purpose.is_published_on(day), purpose.code, day),
    ]
