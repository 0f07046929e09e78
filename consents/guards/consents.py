"""What forbids recording a person's decision?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from consents.guards.wording import no_consent
from consents.states import ConsentState, Decision
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies.states import Scope

SECTIONS = {
    Scope.USE: "3",
    Scope.THIRD_PARTY: "10a)",
    Scope.FOREIGN: "11③",
}


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a person said: on which wording, which decision, when, and until when it is to hold.

    `shown_then` says whether the wording was in force on the day; `same_purpose` whether the purpose that was named,
    where one was, is the wording's.
    """

    wording: str
    scope: str
    purpose: str
    decision: str
    decided_at: datetime
    expires_on: date | None
    is_for_numbers: bool
    shown_then: bool
    same_purpose: bool

    @property
    def decided_on(self) -> date:
        """Return the Tokyo day of the decision."""
        return tokyo_day(self.decided_at)

    @property
    def section(self) -> str:
        """Return the section of the policy that the consent serves."""
        return SECTIONS[Scope(self.scope)]


def refusals(said: Statement, *, before: ConsentState, at: datetime) -> list[Refusal | None]:
    """Return every rule that says no; `before` is what held just before the decision."""
    return [
        individual_number(said),
        wording_in_force(said),
        same_purpose(said),
        not_ahead(said, at),
        something_to_withdraw(said, before),
        only_given_ends(said),
    ]


def individual_number(said: Statement) -> Refusal | None:
    """Consent never widens what individual numbers are used for (Number Act, Articles 9 and 30(2))."""
    if not said.is_for_numbers:
        return None
    return no_consent(
        "individual_number",
        "3",
        _("Individual numbers are used only for the affairs that the law lists; a consent does not widen them."),
        _("Choose a wording for one of the nine purposes."),
        field="wording",
    )


def wording_in_force(said: Statement) -> Refusal | None:
    """The wording shown was the one in force on the day."""
    if said.shown_then:
        return None
    return no_consent(
        "wording_not_in_force",
        said.section,
        _("Wording %(wording)s was not in force on %(day)s.")
        % {"wording": said.wording, "day": long_day(said.decided_on)},
        _("Choose the version that was shown to the person."),
        field="wording",
    )


def same_purpose(said: Statement) -> Refusal | None:
    """A consent covers the purpose that its wording names, no other (section 3)."""
    if said.same_purpose:
        return None
    return no_consent(
        "other_purpose",
        "3",
        _("Wording %(wording)s is about purpose %(purpose)s.") % {"wording": said.wording, "purpose": said.purpose},
        _("Choose a wording for this purpose."),
        field="wording",
    )


def not_ahead(said: Statement, at: datetime) -> Refusal | None:
    """A decision is recorded after it was made."""
    if said.decided_at <= at:
        return None
    return no_consent(
        "decided_ahead", "", _("The decision lies in the future."), _("Correct the time."), field="decided_at"
    )


def something_to_withdraw(said: Statement, before: ConsentState) -> Refusal | None:
    """Only a consent in force can be withdrawn."""
    if said.decision != Decision.WITHDRAWN or before == ConsentState.GIVEN:
        return None
    return no_consent(
        "nothing_to_withdraw",
        said.section,
        _("No consent was in force then; its state was: %(state)s.") % {"state": before.label},
        _("If the person refuses, record a refusal."),
        field="decision",
    )


def only_given_ends(said: Statement) -> Refusal | None:
    """A last day belongs to a given consent and lies on or after the decision."""
    if said.expires_on is None or (said.decision == Decision.GIVEN and said.expires_on >= said.decided_on):
        return None
    return no_consent(
        "expiry_out_of_place",
        "",
        _("Only a given consent ends, and not before it was given."),
        _("Correct the last day in force."),
        field="expires_on",
    )


def entry_stands(*, field: str) -> Refusal:
    """Entries are added and never changed; what a row says otherwise is a new decision, or a mistake."""
    return Refusal(
        code="consents.entry_stands",
        cannot=_("This row changes an entry that stands."),
        missing=_("Entries are never changed."),
        next_step=_("Bring a new decision as a new row."),
        field=field,
    )
