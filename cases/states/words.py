"""What is a case, where can it stand, and what can it come to?"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a case is; later work adds kinds as rows of tables, not as code paths."""

    COMPLAINT = "complaint", _("complaint")
    DISCLOSURE = "disclosure", _("request for disclosure")


class Status(models.TextChoices):
    """Where a case stands."""

    RECEIVED = "received", pgettext_lazy("case", "received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("case", "acknowledged")
    INVESTIGATING = "investigating", _("under investigation")
    WAITING_PERSON = "waiting_person", _("waiting for the person")
    WAITING_BODY = "waiting_body", _("waiting for an outside body")
    AWAITING_APPROVAL = "awaiting_approval", _("answer awaiting approval")
    APPROVED = "approved", pgettext_lazy("case", "answer approved")
    ANSWERED = "answered", pgettext_lazy("case", "answered")
    CLOSED = "closed", pgettext_lazy("case", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("case", "withdrawn")
    DUPLICATE = "duplicate", pgettext_lazy("case", "duplicate")


OPEN = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.INVESTIGATING,
    Status.WAITING_PERSON,
    Status.WAITING_BODY,
    Status.AWAITING_APPROVAL,
    Status.APPROVED,
    Status.ANSWERED,
)
# Ended without an answer of its own: taken back by the person, or answered under another number.
UNANSWERED = (Status.WITHDRAWN, Status.DUPLICATE)
ENDED = (Status.CLOSED, *UNANSWERED)
WAITING = (Status.WAITING_PERSON, Status.WAITING_BODY)
WORKING = (Status.ACKNOWLEDGED, Status.INVESTIGATING)


class Channel(models.TextChoices):
    """How the case reached the firm."""

    TELEPHONE = "telephone", _("telephone")
    LETTER = "letter", _("letter")
    EMAIL = "email", _("email")
    COUNTER = "counter", _("counter")
    JSDA = "jsda", _("via the JSDA")
    PARTNER = "partner", _("via a joint-use partner")


class Sender(models.TextChoices):
    """Who addresses the firm; the routing table asks for it first."""

    PERSON = "person", _("the person")
    REPRESENTATIVE = "representative", _("a representative")
    JSDA = "jsda", _("JSDA consultation office")
    FINMAC = "finmac", _("FINMAC")
    AUTHORITY = "authority", _("an authority, court or police")
    PARTNER = "partner", _("a joint-use partner")


# Senders who name the date of the answer themselves.
BODIES = (Sender.JSDA, Sender.FINMAC, Sender.AUTHORITY)


class Concerns(models.TextChoices):
    """Whose handling the case is about; the routing table's condition."""

    OWN = "own", _("our own handling")
    SEMINAR_OURS = "seminar_ours", _("co-hosted seminar, our handling")
    SEMINAR_CO_HOST = "seminar_co_host", _("co-hosted seminar, the co-host's own handling")
    GROUP_JOINT_USE = "group_joint_use", _("a group company's handling in the joint use")
    GROUP_OWN = "group_own", _("a group company's own separate business")
    VENDOR = "vendor", _("a vendor's handling")
    FOREIGN = "foreign", _("provision abroad")
    INDIVIDUAL_NUMBER = "individual_number", _("individual number")
    TRADE = "trade", _("a trade or solicitation, with a data side")
    NOT_PERSONAL = "not_personal", _("not about personal information")


class Outcome(models.TextChoices):
    """What a case came to: the first three of a complaint, the others of a disclosure request."""

    UPHELD = "upheld", _("upheld")
    PARTLY = "partly", _("partly upheld")
    NOT_UPHELD = "not_upheld", _("not upheld")
    DISCLOSED = "disclosed", _("disclosed in full")
    PARTLY_DISCLOSED = "partly_disclosed", _("disclosed in part")
    NOT_DISCLOSED = "not_disclosed", _("not disclosed")
    NO_SUCH_DATA = "no_such_data", _("no such data")


class DisclosureMethod(models.TextChoices):
    """How the person wants the data (Article 33(1))."""

    ELECTRONIC = "electronic", _("by electronic record")
    DOCUMENT = "document", _("by document")


class ReopenReason(models.TextChoices):
    """Why a case is taken up again; it decides what happens to the deadline."""

    SAME_MATTER = "same_matter", _("same matter, not finished: the remaining time runs on")
    NEW_FACTS = "new_facts", _("new facts: a new deadline")
    OBJECTION = "objection", _("objection to the answer: a new deadline")


# A decision that gives less than was asked for is explained (Article 36).
NEEDS_GROUND = (Outcome.NOT_UPHELD, Outcome.PARTLY_DISCLOSED, Outcome.NOT_DISCLOSED, Outcome.NO_SUCH_DATA)

OUTCOMES = {
    Kind.COMPLAINT: (Outcome.UPHELD, Outcome.PARTLY, Outcome.NOT_UPHELD),
    Kind.DISCLOSURE: (Outcome.DISCLOSED, Outcome.PARTLY_DISCLOSED, Outcome.NOT_DISCLOSED, Outcome.NO_SUCH_DATA),
}


class PauseReason(models.TextChoices):
    """Why the clock stands still; internal delay is not a reason."""

    PERSON_INFORMATION = "person_information", _("information asked of the person")
    PERSON_DOCUMENTS = "person_documents", _("documents asked of the person")
    PERSON_IDENTITY = "person_identity", _("proof of identity asked of the person")
    PERSON_FEE = "person_fee", _("fee asked of the person")
    PERSON_CHOICE = "person_choice", _("the person's choice asked for")
    OUTSIDE_BODY = "outside_body", _("answer of an outside body awaited")
    AUTHORITY_ORDER = "authority_order", _("stopped by order of an authority")


BODY_REASONS = (PauseReason.OUTSIDE_BODY, PauseReason.AUTHORITY_ORDER)
# So many reminders go to whom we wait for; then it is decided how to go on (P4).
MOST_REMINDERS = 2


TONES = {
    Status.RECEIVED: "due",
    Status.ACKNOWLEDGED: "due",
    Status.INVESTIGATING: "due",
    Status.WAITING_PERSON: "waiting",
    Status.WAITING_BODY: "waiting",
    Status.AWAITING_APPROVAL: "due",
    Status.APPROVED: "due",
    Status.ANSWERED: "done",
    Status.CLOSED: "ended",
    Status.WITHDRAWN: "ended",
    Status.DUPLICATE: "ended",
}
