"""What must be so before a text is stored as a version of the policy, or its outline corrected?"""

from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import Refusal


def outline_open(is_open: bool) -> Refusal | None:
    """What was stored as a version, or given up, is corrected no more."""
    if is_open:
        return None
    return Refusal(
        code="policies.outline_closed",
        cannot=_("This outline cannot be changed."),
        missing=_("Its text was stored as a version, or given up."),
        next_step=_("Bring the text in anew."),
    )


def outline_has_section(has_section: bool) -> Refusal | None:
    """A policy is cited by its sections; a text without any cannot be kept as one."""
    if has_section:
        return None
    return Refusal(
        code="policies.outline_without_section",
        section="14",
        cannot=_("The text cannot be stored."),
        missing=_("No line is the heading of a section."),
        next_step=_("Correct the outline first."),
    )


def text_not_stored_yet(version: str) -> Refusal | None:
    """One text is one version; `version` names the one that holds it, empty where there is none."""
    if not version:
        return None
    return Refusal(
        code="policies.text_stored_already",
        section="14",
        cannot=_("The text cannot be stored."),
        missing=_("It is already kept as %(version)s.") % {"version": version},
        next_step=_("Give this outline up."),
    )
