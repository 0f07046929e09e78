"""What do law and policy forbid when purposes, categories, wordings and the policy itself change?"""

import re
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from privacyportal.backoffice.dates import long_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.states import PurposeKind, Sensitivity

ARTICLE = re.compile(r"第?\s*[0-9０-９〇一二三四五六七八九十百千]+\s*条")


def not_retroactive(first_day: date | None, *, today: date, section: str, replaces: bool) -> Refusal | None:
    """What people were told or decided by is not changed for days that have passed.

    What replaces nothing may have begun before it is entered here: two persons vouch for its day.
    """
    if not replaces or (first_day is not None and first_day >= today):
        return None
    return Refusal(
        code="policies.retroactive",
        section=section,
        cannot=_("This version cannot begin on that day."),
        missing=_("Its first day lies before %(day)s; what held until now stays as it was.") % {"day": long_day(today)},
        next_step=_("Choose a day from today on."),
        field="valid_from",
    )


def announced(announcement: str) -> Refusal | None:
    """People are notified of a changed purpose, or it is published (Article 21(3))."""
    if announcement.strip():
        return None
    return Refusal(
        code="policies.purpose_not_announced",
        section="3",
        cannot=_("This purpose cannot be drafted."),
        missing=_("How people are told of it is not entered (Article 21(3))."),
        next_step=_("Enter where and when it is published."),
        field="announcement",
    )


def affair_of_law(kind: str, reason: str) -> Refusal | None:
    """Individual numbers are used only for the affairs that the law lists (Number Act, Article 9)."""
    if kind != PurposeKind.INDIVIDUAL_NUMBER or ARTICLE.search(reason):
        return None
    return Refusal(
        code="policies.affair_without_article",
        section="3",
        cannot=_("This purpose cannot be drafted."),
        missing=_("The article that lists this affair for individual numbers is not named in the reason."),
        next_step=_("Name law and article, such as 番号法第9条第3項."),
        field="change_reason",
    )


def within_the_law(sensitivity: str, by_law: str) -> Refusal | None:
    """Where the law says how sensitive a category is, the firm does not (Act, Article 2(3); Number Act, 2(5))."""
    if not by_law or sensitivity == by_law:
        return None
    return Refusal(
        code="policies.sensitivity_of_law",
        section="7",
        cannot=_("This category cannot be drafted so."),
        missing=_("By law its sensitivity is: %(sensitivity)s.") % {"sensitivity": Sensitivity(by_law).label},
        next_step=_("Keep it; enter another category for other data."),
        field="sensitivity",
    )


def names_recipients(is_provision: bool, recipients: str, recipient: str) -> Refusal | None:
    """A consent to a provision says whether it names one company or a class of recipients, and which (section 10a))."""
    if not is_provision or (recipients and recipient.strip()):
        return None
    return Refusal(
        code="policies.recipient_not_named",
        section="10a)",
        cannot=_("This wording cannot be drafted."),
        missing=_("A consent to a provision names a company or a class of recipients."),
        next_step=_("Choose which of the two, and enter the name."),
        field="recipient" if recipients else "recipients",
    )


def purpose_published(is_published: bool, purpose: str, day: date) -> Refusal | None:
    """People are asked only about purposes that are published on the day (section 3)."""
    if is_published:
        return None
    return Refusal(
        code="policies.wording_for_no_purpose",
        section="3",
        cannot=_("This wording cannot be drafted."),
        missing=_("Purpose %(purpose)s is not a published purpose on %(day)s.")
        % {"purpose": purpose, "day": long_day(day)},
        next_step=_("Choose another purpose or day."),
        field="purpose",
    )


def code_free(is_taken: bool, field: str = "code") -> Refusal | None:
    """A code is given once; what bears it changes by versions."""
    if not is_taken:
        return None
    return Refusal(
        code="policies.code_taken",
        cannot=_("This code cannot be used."),
        missing=_("It is in use already."),
        next_step=_("Draft a change of it instead, or choose another code."),
        field=field,
    )


def first_day_known(first_day: date | None) -> Refusal | None:
    """A version of the policy comes into force on a day that somebody proposed."""
    if first_day is not None:
        return None
    return Refusal(
        code="policies.no_first_day",
        section="14",
        cannot=_("This version cannot come into force."),
        missing=_("From when it is in effect has not been proposed."),
        next_step=_("Enter the day; a second person then puts it in force."),
    )


def in_effect(is_in_effect: bool) -> Refusal | None:
    """What is reviewed is the version in effect (section 14)."""
    if is_in_effect:
        return None
    return Refusal(
        code="policies.not_in_effect",
        section="14",
        cannot=_("The review cannot be recorded."),
        missing=_("This version is not in effect."),
        next_step=_("Review the version in effect, or enter from when this one is."),
    )


def reviewed_by_now(day: date, today: date) -> Refusal | None:
    """A review is recorded after it was made."""
    if day <= today:
        return None
    return Refusal(
        code="policies.review_ahead",
        cannot=_("The review cannot be recorded."),
        missing=_("The day lies ahead."),
        next_step=_("Enter the day of the review."),
        field="reviewed_on",
    )


def own_section(is_of_version: bool) -> Refusal | None:
    """An obligation is mapped to a section of the same version."""
    if is_of_version:
        return None
    return Refusal(
        code="policies.section_of_other_version",
        cannot=_("The obligation cannot be mapped to this section."),
        missing=_("The section belongs to another version of the policy."),
        next_step=_("Choose a section of the same version."),
        field="section",
    )


def says_what_came_of_it(outcome: str) -> Refusal | None:
    """A review item is settled with what came of it (section 14)."""
    if outcome.strip():
        return None
    return Refusal(
        code="policies.no_outcome",
        section="14",
        cannot=_("The item cannot be settled."),
        missing=_("What came of it is not entered."),
        next_step=_("Enter it."),
        field="outcome",
    )


def informs_of_country(is_foreign: bool, information: str) -> Refusal | None:
    """A consent to a provision abroad is asked for with the information of Article 28(2) (section 11③)."""
    if not is_foreign or information.strip():
        return None
    return Refusal(
        code="policies.no_foreign_information",
        section="11③",
        cannot=_("This wording cannot be drafted."),
        missing=_("The information on the foreign country is not entered (Article 28(2))."),
        next_step=_("Enter country, its system for personal information, and the recipient's measures."),
        field="foreign_information",
    )


def still_open(is_open: bool) -> Refusal | None:
    """What came of a review item is written once."""
    if is_open:
        return None
    return Refusal(
        code="policies.item_settled",
        section="14",
        cannot=_("The item cannot be settled."),
        missing=_("Somebody has settled it already."),
        next_step=_("Read what came of it."),
    )


def trained_by_now(taken_on: date, today: date) -> Refusal | None:
    """A training is recorded when it has taken place (section 5)."""
    if taken_on <= today:
        return None
    return Refusal(
        code="policies.training_ahead",
        section="5",
        cannot=_("The training cannot be recorded."),
        missing=_("Its day is still to come."),
        next_step=_("Record it when it has taken place."),
        field="taken_on",
    )


def course_named(course: str) -> Refusal | None:
    """A training is recorded with what was taught (section 5)."""
    if course.strip():
        return None
    return Refusal(
        code="policies.training_unnamed",
        section="5",
        cannot=_("The training cannot be recorded."),
        missing=_("Its course is not named."),
        next_step=_("Enter it."),
        field="course",
    )


def access_of_others(*, is_own: bool) -> Refusal | None:
    """Nobody confirms what they may do themselves: another who may decide does (Guidelines 10-6)."""
    if not is_own:
        return None
    return Refusal(
        code="policies.access_own",
        section="5",
        cannot=_("This access cannot be decided on."),
        missing=_("It is your own."),
        next_step=_("Leave it to a compliance officer."),
    )


def access_explained(unexplained: Collection[int]) -> Refusal | None:
    """What somebody may see and do is confirmed or withdrawn for a written reason; `unexplained` are keys of rows."""
    if not unexplained:
        return None
    return Refusal(
        code="policies.access_reason",
        section="5",
        cannot=_("This access cannot be decided on."),
        missing=_("The reason is missing."),
        next_step=_("Write why it is still needed, or why not."),
        field=f"reason_{min(unexplained)}",
    )
