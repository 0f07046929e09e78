"""What can a person decide, on which ground may data be provided, and what holds on a day?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Decision(models.TextChoices):
    """What an entry says: each is added, none is changed."""

    GIVEN = "given", pgettext_lazy("consent", "given")
    REFUSED = "refused", pgettext_lazy("consent", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")


class ConsentState(models.TextChoices):
    """What holds on a day, from all entries up to it."""

    NONE = "none", pgettext_lazy("consent", "not recorded")
    GIVEN = "given", pgettext_lazy("consent", "given")
    REFUSED = "refused", pgettext_lazy("consent", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("consent", "expired")


# The words of the house's badges: done, late, waiting, ended.
TONES: dict[str, str] = {
    ConsentState.NONE: "ended",
    ConsentState.GIVEN: "done",
    ConsentState.REFUSED: "late",
    ConsentState.WITHDRAWN: "late",
    ConsentState.EXPIRED: "waiting",
}


@dataclass(frozen=True)
class Standing[E]:
    """What holds on a day, and the entry that decides it (None when nothing is recorded)."""

    state: ConsentState
    entry: E | None = None

    @property
    def holds(self) -> bool:
        """Return whether a consent is in force."""
        return self.state == ConsentState.GIVEN

    @property
    def tone(self) -> str:
        """Return the badge's tone."""
        return TONES[self.state]


class Decided(Protocol):
    """A decision, as far as it tells what holds."""

    @property
    def pk(self) -> int | None:
        """Return the key: of two at the same instant the later has the higher."""

    @property
    def decision(self) -> str:
        """Return what was decided."""

    @property
    def decided_at(self) -> datetime:
        """Return when."""

    @property
    def decided_on(self) -> date:
        """Return on which Tokyo day."""

    @property
    def expires_on(self) -> date | None:
        """Return the last day of a consent that ends by itself."""


def standing[E: Decided](entries: Iterable[E], day: date) -> Standing[E]:
    """Return what holds on a Tokyo day, from the entries of one person on one purpose, scope and recipient.

    The last decision up to the end of the day decides; of two at the same instant, the one recorded later. A given
    consent holds through its last day.
    """
    known = [entry for entry in entries if entry.decided_on <= day]
    last = max(known, key=lambda entry: (entry.decided_at, entry.pk), default=None)
    if last is None:
        return Standing(ConsentState.NONE)
    if last.decision == Decision.GIVEN and last.expires_on is not None and last.expires_on < day:
        return Standing(ConsentState.EXPIRED, last)
    return Standing(ConsentState(last.decision), last)


class Channel(models.TextChoices):
    """How the decision reached the firm."""

    WRITTEN = "written", _("in writing")
    SCREEN = "screen", _("on a screen")
    EMAIL = "email", _("email")
    TELEPHONE = "telephone", _("telephone")
    COUNTER = "counter", _("counter")


class Ground(models.TextChoices):
    """The grounds a) to h) of policy section 10, and the one ground for individual numbers, which is none of them."""

    CONSENT = "a", _("a) consent of the person")
    LAW = "b", _("b) based on law")
    AUTHORITY = "c", _("c) inquiry of an authority or another outside body")
    PROTECTION = "d", _("d) protection of life, body or property")
    ENTRUSTMENT = "e", _("e) entrustment")
    SUCCESSION = "f", _("f) succession of business by merger or otherwise")
    JOINT_USE = "g", _("g) joint use")
    OTHER_LAW = "h", _("h) otherwise permitted by law")
    NUMBER_ACT = "n", _("Number Act, Article 19 (individual numbers)")


def section_of(ground: str) -> str:
    """Return the section of the policy that a ground belongs to: individual numbers are section 3's."""
    return "3" if ground == Ground.NUMBER_ACT else f"10{ground})"


class NumberItem(models.TextChoices):
    """The items of Article 19 of the Number Act under which a securities firm provides individual numbers."""

    AFFAIR = "19-2", _("Article 19(ii): needed for the affair, such as a statement to the tax office")
    ENTRUSTMENT = "19-6", _("Article 19(vi): entrustment, or succession of business")
    TRANSFER_BODY = "19-12", _("Article 19(xii): between transfer bodies for securities")
    PROTECTION = "19-16", _("Article 19(xvi): protection of life, body or property")


class Manner(models.TextChoices):
    """How the record of a provision is made; how long it is kept follows from it (Enforcement Rules 19, 21)."""

    EACH = "each", _("each time")
    BATCH = "batch", _("in one for continued provision")
    DOCUMENT = "document", _("a contract stands in for it")


# Ways of recording in which one record serves for what is provided on and on.
CONTINUED = (Manner.BATCH, Manner.DOCUMENT)


class Ending(models.TextChoices):
    """How a provision that had lost its support came to its end."""

    STOPPED = "stopped", _("provision stopped")
    RETURNED = "returned", _("stopped, and returned or erased at the recipient")
    ONCE = "once", _("made once, not continued")


class LawItem(models.TextChoices):
    """What h) may rest on: the items of Article 27(1) that b) to d) do not name, or another Act."""

    PUBLIC_HEALTH = "27-1-3", _("Article 27(1)(iii): public health, sound growth of children")
    ACADEMIC_PUBLICATION = "27-1-5", _("Article 27(1)(v): publishing or teaching academic results")
    ACADEMIC_JOINT = "27-1-6", _("Article 27(1)(vi): joint academic research")
    ACADEMIC_RECIPIENT = "27-1-7", _("Article 27(1)(vii): recipient is an academic institution")
    OTHER_ACT = "other", _("another Act")


class ForeignBasis(models.TextChoices):
    """The ground of policy section 11 under which a provision abroad is made."""

    DESIGNATED = "designated", _("① country designated by the rules")
    EQUIVALENT = "equivalent", _("② equivalent-measures system")
    CONSENT = "consent", _("③ a) consent to the foreign provision")
    EXEMPT = "exempt", _("③ b) to d)")


class SensitiveException(models.TextChoices):
    """The cases in which sensitive information may be provided (finance guideline, Article 5(1))."""

    LAW = "5-1", _("5-1 based on law")
    PROTECTION = "5-2", _("5-2 protection of life, body or property")
    PUBLIC_HEALTH = "5-3", _("5-3 public health, sound growth of children")
    PUBLIC_BODY = "5-4", _("5-4 cooperation with a state or local body")
    ACADEMIC = "5-5", _("5-5 academic research")
    WITHHOLDING = "5-6", _("5-6 withholding-tax affairs: membership of staff")
    INHERITANCE = "5-7", _("5-7 transfer of rights and duties by inheritance")
    BUSINESS = "5-8", _("5-8 proper conduct of financial business, with consent")
    BIOMETRIC = "5-9", _("5-9 biometric data for identity verification, with consent")


# The exceptions that hold only together with the person's consent.
EXCEPTIONS_WITH_CONSENT = frozenset({SensitiveException.BUSINESS, SensitiveException.BIOMETRIC})
# The grounds that clear section 11 (③ b) and c)) only where they rest on a Japanese law.
LAW_ABROAD = frozenset({Ground.LAW, Ground.AUTHORITY})


# For how many months a record of a provision is kept, by how it is made: figures with versions, within the law.
KEEP_MONTHS: dict[str, str] = {
    Manner.EACH: "consents.provision_record_months",
    Manner.BATCH: "consents.provision_batch_record_months",
    Manner.DOCUMENT: "consents.provision_contract_record_months",
}
