"""What may not be used jointly, and what must be announced when (policy section 8, Article 27(5)(iii) and (6))?"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

SECTION = "8"
CANNOT_REGISTER = _("This joint use cannot be registered.")
CANNOT_CHANGE = _("This change of the joint use cannot be made.")


def shareable(*, numbers: str, sensitive: str) -> Refusal | None:
    """Refuse individual numbers (My Number Act 19) and sensitive information (section 7) in a joint use.

    Both are the names of such items chosen.
    """
    if numbers:
        return Refusal(
            code="numbers_in_joint_use",
            section="3",
            cannot=CANNOT_REGISTER,
            missing=_("Individual numbers are never used jointly: %(items)s.") % {"items": numbers},
            next_step=_("Take them out of the items."),
            field="categories",
        )
    if not sensitive:
        return None
    return Refusal(
        code="sensitive_in_joint_use",
        section="7",
        cannot=CANNOT_REGISTER,
        missing=_("Sensitive information is not used jointly: %(items)s.") % {"items": sensitive},
        next_step=_("Take it out of the items."),
        field="categories",
    )


def facts_complete(*, facts: Mapping[str, bool]) -> list[Refusal]:
    """Refuse a joint use without the facts to be announced beforehand; `facts` is field → whether it is filled."""
    return [
        Refusal(
            code="joint_use_fact_missing",
            section=SECTION,
            cannot=CANNOT_REGISTER,
            missing=_("One of the facts to be announced beforehand is missing."),
            next_step=_("Fill it in: items, range of users, purposes, and the responsible party's particulars."),
            field=field,
        )
        for field, is_filled in facts.items()
        if not is_filled
    ]


def purposes_general(*, affairs: str) -> Refusal | None:
    """Refuse the affairs for individual numbers as purposes of a joint use."""
    if not affairs:
        return None
    return Refusal(
        code="affairs_in_joint_use",
        section="3",
        cannot=CANNOT_REGISTER,
        missing=_("The affairs for individual numbers are no purposes of a joint use: %(codes)s.") % {"codes": affairs},
        next_step=_("Take them out of the purposes."),
        field="purposes",
    )


def days_in_order(*, starts_on: date, ends_on: date | None) -> Refusal | None:
    """Refuse a joint use that ends before it starts."""
    if ends_on is None or ends_on >= starts_on:
        return None
    return Refusal(
        code="joint_use_out_of_order",
        cannot=CANNOT_REGISTER,
        missing=_("It would end before it starts."),
        next_step=_("Correct the dates."),
        field="ends_on",
    )


def days_kept(*, changed: Mapping[str, bool]) -> list[Refusal]:
    """Refuse other days for a joint use that replaces another or was replaced: what was announced held until then."""
    return [
        Refusal(
            code="joint_use_days_fixed",
            section=SECTION,
            cannot=CANNOT_CHANGE,
            missing=_("It replaced another joint use, was replaced or was wound up, and their days meet."),
            next_step=_("Change the joint use that holds now by “Change purposes or responsible party”."),
            field=field,
        )
        for field, is_changed in changed.items()
        if is_changed
    ]


def replaced_after_start(*, from_on: date, starts_on: date) -> Refusal | None:
    """Refuse a change that takes effect before the joint use it changes has held for a day."""
    if from_on > starts_on:
        return None
    return Refusal(
        code="joint_use_replaced_before_start",
        section=SECTION,
        cannot=CANNOT_CHANGE,
        missing=_("It would take effect before this joint use has started."),
        next_step=_("Enter a day after its start."),
        field="from_on",
    )


def announced_beforehand(*, published_on: date | None, starts_on: date) -> Refusal | None:
    """Refuse an announcement after the start: the person is told beforehand."""
    if published_on is None or published_on <= starts_on:
        return None
    return Refusal(
        code="announced_too_late",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("It would be announced only after its start."),
        next_step=_("Let it start on or after the day of the announcement."),
        field="starts_on",
    )


def co_host_has_desk(*, is_co_host: bool, has_desk: bool) -> Refusal | None:
    """Refuse a seminar co-host without its own desk (section 8(iv))."""
    if not is_co_host or has_desk:
        return None
    return Refusal(
        code="co_host_without_desk",
        section="8(iv)",
        cannot=_("This seminar co-host cannot be registered."),
        missing=_("A co-host answers at a desk of its own, and none is given."),
        next_step=_("Choose its desk, or have it registered."),
        field="desk",
    )


def seminar_dated(*, is_seminar: bool, event_on: date | None) -> Refusal | None:
    """Refuse a seminar's joint use without its day: each event is an arrangement of its own."""
    if not is_seminar or event_on is not None:
        return None
    return Refusal(
        code="seminar_without_day",
        section=SECTION,
        cannot=CANNOT_REGISTER,
        missing=_("The day of the seminar is missing."),
        next_step=_("Enter the day; each event is registered by itself."),
        field="event_on",
    )


def responsible_among_users(*, is_ours: bool, is_among: bool) -> Refusal | None:
    """Refuse a responsible party that is not one of the joint users."""
    if is_ours or is_among:
        return None
    return Refusal(
        code="responsible_not_a_user",
        section="8(iv)",
        cannot=CANNOT_REGISTER,
        missing=_("The responsible party is not among the joint users."),
        next_step=_("Choose one of the partners, or leave it empty where we are responsible."),
        field="responsible_partner",
    )


def range_unchanged(*, changed: Mapping[str, bool]) -> list[Refusal]:
    """Refuse a change of the items or of the range of users; it is not possible by announcing it (Article 27(6))."""
    return [
        Refusal(
            code="joint_use_range_fixed",
            section=SECTION,
            cannot=CANNOT_CHANGE,
            missing=_("The items and the range of users cannot be changed by an announcement (Article 27(6))."),
            next_step=_("Obtain the persons' consent, or register a new joint use for data collected from now on."),
            field=field,
        )
        for field, is_changed in changed.items()
        if is_changed
    ]


def published_before(*, changed: Mapping[str, bool], published_on: date | None, from_on: date | None) -> list[Refusal]:
    """Refuse a change of purposes or of the responsible party that was not announced before the day it takes effect."""
    if published_on is not None and from_on is not None and published_on < from_on:
        return []
    return [
        Refusal(
            code="joint_use_change_unannounced",
            section=SECTION,
            cannot=CANNOT_CHANGE,
            missing=_("A change of the purposes or of the responsible party is announced beforehand (Article 27(6))."),
            next_step=_("Use “Change purposes or responsible party” with the day announced and a later first day."),
            field=field,
        )
        for field, is_changed in changed.items()
        if is_changed
    ]
