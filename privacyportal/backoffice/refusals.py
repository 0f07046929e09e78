"""How does the portal say no, so that the user knows which promise forbids it and what to do next?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.labels import Text

CITATION = re.compile(r"^(?P<number>\d+)(?P<clause>.*)$")


class PortalError(Exception):
    """Something a person can understand and act on; its text is shown as it is.

    `status` is what a page that is shown again with it answers.
    """

    status = HTTPStatus.OK

    @property
    def text(self) -> str:
        """Return the sentence to show."""
        return str(self.args[0]) if self.args else ""


class Conflict(PortalError):
    """Another person was faster, or the record is not in the state that this action needs."""

    status = HTTPStatus.CONFLICT


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One rule that says no.

    `code` names the rule for machines; `section` is the policy's own count (`10a)`, `11`, `7`, empty where the rule is
    not the policy's); `cannot` the deed refused; `missing` what would be needed; `next_step` what to do; `link` the
    path where that can be done, with `link_label`; `field` the form field beside which it stands.
    """

    code: str
    section: str = ""
    cannot: Text
    missing: Text
    next_step: Text
    link: str = ""
    link_label: Text = ""
    field: str = ""

    @property
    def text(self) -> str:
        """Return the whole refusal as sentences in the active language."""
        parts = [str(part) for part in (self.cannot, self.missing, self.next_step) if part]
        if self.section:
            parts[0] = _("%(section)s: %(sentence)s") % {"section": cite(self.section), "sentence": parts[0]}
        return ("" if get_language() == "ja" else " ").join(parts)


class Refused(PortalError):
    """A service refuses a deed; carries every rule that says no.

    `deed`, `by` and `at` say what was tried, by whom and when, once the service's decorator has filled them in: a
    screen whose own transaction rolls back keeps the attempt again with them.
    """

    def __init__(self, refusals: Sequence[Refusal], *, obj: models.Model | None = None) -> None:
        super().__init__(*refusals)
        self.refusals = tuple(refusals)
        self.obj = obj
        self.deed = ""
        self.by: Actor | None = None
        self.at: datetime | None = None

    @property
    def text(self) -> str:
        """Return all refusals, one a line."""
        return "\n".join(refusal.text for refusal in self.refusals)


def cite(section: str) -> str:
    """Return a policy section as people cite it: `10a)` becomes 基本方針第10項a)."""
    match = CITATION.match(section)
    if match is None:
        return section
    return _("Policy section %(number)s%(clause)s") % match.groupdict()


def refuse_if(refusals: Sequence[Refusal | None], *, obj: models.Model | None = None) -> None:
    """Raise `Refused` when any of the guards' answers is a refusal.

    :raises Refused: with all refusals given.
    """
    given = [refusal for refusal in refusals if refusal is not None]
    if given:
        raise Refused(given, obj=obj)


def keep(refused: Refused, *, deed: str, by: Actor, at: datetime) -> None:
    """Record each refused attempt in the trail: which rule, which section, what was missing."""
    stored = refused.obj if refused.obj is not None and refused.obj.pk else None
    trail.record_many([_kept(refusal, deed, stored) for refusal in refused.refusals], by=by, at=at)


def _kept(refusal: Refusal, deed: str, obj: models.Model | None) -> trail.Entry:
    changes: dict[str, object] = {"deed": deed, "code": refusal.code, "missing": str(refusal.missing)}
    return trail.Entry(
        action="backoffice.refused", obj=obj, changes=changes, reason=refusal.text, section=refusal.section
    )
