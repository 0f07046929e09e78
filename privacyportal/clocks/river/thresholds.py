"""By which figure is something judged on a day, and how does a figure change?"""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.drafting import published
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.rights import right
from privacyportal.clocks.models import Threshold
from privacyportal.clocks.plan import measure_of, measures

CHANGE = right("clocks.change_threshold")
CHANGES = ("clocks.threshold_drafted", "clocks.threshold_corrected")
SINCE = date(1970, 1, 1)
type Value = Decimal | str | date


def value_on(code: str, day: date) -> Decimal:
    """Return the figure in force on a day; as the portal brings it where none is stored.

    :raises UnknownMeasure: when no app has declared it.
    """
    return values_on([code], day)[code]


def values_on(codes: Collection[str], day: date) -> dict[str, Decimal]:
    """Return several figures in force on a day, by their codes.

    :raises UnknownMeasure: when no app has declared one.
    """
    stored = dict(Threshold.objects.in_force(day).filter(code__in=codes).values_list("code", "value"))
    return {code: stored[code] if code in stored else measure_of(code).value for code in codes}


@deed(right=CHANGE, words=_("Thresholds of this release"), by_portal=True)
def install_thresholds(*, by: Actor, at: datetime) -> list[Threshold]:
    """Enter the figures that the portal brings and that have no version yet; return those entered."""
    known = set(Threshold.objects.published().values_list("code", flat=True))
    rows = [
        Threshold(
            code=measure.code,
            value=measure.value,
            certainty=measure.certainty,
            source=measure.source,
            stage=publishing.Stage.PUBLISHED,
            published_at=at,
            valid_from=SINCE,
        )
        for measure in measures()
        if measure.code not in known
    ]
    Threshold.objects.bulk_create(rows)
    entered = [trail.Entry(action="clocks.threshold_entered", obj=row, changes={"code": row.code}) for row in rows]
    if entered:
        trail.record_many(entered, by=by, at=at)
    return rows


@deed(right=CHANGE, on="obj", words=_("Draft a change"))
def amend(
    *, obj: Threshold, value: Decimal, source: str, valid_from: date, change_reason: str, by: Actor, at: datetime
) -> Threshold:
    """Draft another value from a day on; nothing is judged by it before a second person publishes it.

    :raises Refused: when there is a draft already, or the value is beyond what the law fixes.
    """
    refuse_if([publishing.no_draft_yet(Threshold.objects.filter(code=obj.code)), _beyond(obj.code, value)], obj=obj)
    draft = Threshold(
        code=obj.code,
        certainty=obj.certainty,
        value=value,
        source=source,
        valid_from=valid_from,
        change_reason=change_reason,
        drafted_at=at,
        drafted_by=by.account,
    )
    draft.clean_fields()
    draft.save()
    changes = {"code": obj.code, "value": str(value), "valid_from": valid_from}
    trail.record(action="clocks.threshold_drafted", obj=draft, by=by, at=at, changes=changes, reason=change_reason)
    return draft


@deed(right=CHANGE, on="obj", words=_("Change the draft"))
def correct(
    *, obj: Threshold, value: Decimal, source: str, valid_from: date, change_reason: str, by: Actor, at: datetime
) -> Threshold:
    """Put a draft right.

    :raises Refused: when the value is beyond what the law fixes.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(obj)
    refuse_if([_beyond(obj.code, value)], obj=obj)
    obj.value, obj.source, obj.valid_from, obj.change_reason = value, source, valid_from, change_reason
    obj.clean_fields()
    obj.save(update_fields=["value", "source", "valid_from", "change_reason"])
    changes = {"code": obj.code, "value": str(value), "valid_from": valid_from}
    trail.record(action="clocks.threshold_corrected", obj=obj, by=by, at=at, changes=changes, reason=change_reason)
    return obj


@deed(right=CHANGE, on="obj", words=_("Put in force"))
def publish(*, obj: Threshold, by: Actor, at: datetime) -> Threshold:
    """Put a draft in force from its first day on.

    :raises Refused: when a person who drafted or changed it publishes it, its first day is not after the newest day
        on which something was judged by the present value, or it is beyond what the law fixes.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(obj)
    measure = measure_of(obj.code)
    refuse_if([_beyond(obj.code, obj.value)], obj=obj)
    return published(
        obj,
        versions=Threshold.objects.filter(code=obj.code),
        authorship=CHANGES,
        newest_use=measure.newest_use(),
        impact=effect_text(obj),
        action="clocks.threshold_published",
        told={"code": obj.code, "value": str(obj.value)},
        by=by,
        at=at,
    )


@deed(right=CHANGE, on="obj", words=_("Withdraw the draft"))
def withdraw(*, obj: Threshold, reason: str, by: Actor, at: datetime) -> Threshold:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    publishing.give_up(obj)
    trail.record(action="clocks.threshold_withdrawn", obj=obj, by=by, at=at, changes={"code": obj.code}, reason=reason)
    return obj


def effect_text(draft: Threshold) -> str:
    """What publishing a draft would change, in words."""
    measure, before = measure_of(draft.code), value_on(draft.code, draft.valid_from)
    figure, word = gettext("%(before)s becomes %(after)s."), gettext("“%(before)s” becomes “%(after)s”.")
    change = (word if measure.words else figure) % {
        "before": Threshold(code=draft.code, value=before).value_text,
        "after": draft.value_text,
    }
    told = measure.affected(before, draft.value, draft.valid_from)
    return "\n".join([change, told or gettext("What has been judged stays as it was judged.")])


def _beyond(code: str, value: Decimal) -> Refusal | None:
    measure = measure_of(code)
    if round(value, measure.places) != value:
        return _too_fine(measure.places)
    bounds = {"least": _bound(measure.least), "most": _bound(measure.most)}
    if (measure.least is None or value >= measure.least) and (measure.most is None or value <= measure.most):
        return None
    return Refusal(
        code="clocks.threshold_beyond_law",
        cannot=_("This value cannot be set: the law fixes how far it may go."),
        missing=_("At least %(least)s, at most %(most)s.") % bounds,
        next_step=_("Choose a value within the law (%(source)s).") % {"source": measure.source},
        field="value",
    )


def _too_fine(places: int) -> Refusal:
    return Refusal(
        code="clocks.threshold_too_fine",
        cannot=_("This value cannot be set."),
        missing=_("It has more decimals than make sense here (at most %(places)s).") % {"places": places},
        next_step=_("Enter a rounded value."),
        field="value",
    )


def _bound(value: Decimal | None) -> str:
    return "－" if value is None else f"{value:f}"
