"""What can become of a message?"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The kind of mail that tells whose task a mail that came back is.
BOUNCED = "notifications.bounced"


class Status(models.TextChoices):
    """From the queue to its end; `unknown` is the one state that only a person can settle."""

    HELD = "held", _("Held back")
    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Sending failed")
    SUPPRESSED = "suppressed", _("Not sent")
    COLLECTED = "collected", _("In a collective mail")
    UNKNOWN = "unknown", _("Delivery unknown")


class AddresseeKind(models.TextChoices):
    """To whom: who reads it decides what may be told."""

    STAFF = "staff", _("member of staff")
    VENDOR_CONTACT = "vendor_contact", _("vendor's contact")
    DATA_SUBJECT = "data_subject", pgettext_lazy("addressee", "data subject")
    BODY = "body", _("outside body (JSDA, authority, partner's desk)")


class Channel(models.TextChoices):
    """By what: a letter is printed and posted by a person, and never reaches the mail server."""

    MAIL = "mail", pgettext_lazy("channel", "mail")
    LETTER = "letter", pgettext_lazy("channel", "letter")


class Posting(models.TextChoices):
    """How a letter was posted."""

    ORDINARY = "ordinary", _("ordinary mail")
    SPECIFIED = "specified", _("specified record mail")
    REGISTERED = "registered", _("registered mail")
    CERTIFIED = "certified", _("certified mail with proof of content")
    OTHER = "other", _("delivered in another way")


class Way(models.TextChoices):
    """How a person closes the task that a mail which came back is."""

    CORRECTED = "corrected", _("The address is corrected: send it again")
    OTHER = "other", _("Another way was taken: do not send it")


# What nobody has got, tried to send, or is writing: it can be stopped without a trace outside.
UNSENT = models.Q(status=Status.HELD) | models.Q(status=Status.SUPPRESSED) | models.Q(status=Status.WAITING, attempts=0)

TRANSITIONS = {
    "release": ((Status.HELD,), Status.WAITING),
    "collect": ((Status.HELD,), Status.COLLECTED),
    "hold": ((Status.WAITING,), Status.HELD),
    "take_apart": ((Status.COLLECTED,), Status.HELD),
    "transmit": ((Status.WAITING,), Status.SENDING),
    "accept": ((Status.SENDING, Status.UNKNOWN), Status.SENT),
    "retry": ((Status.WAITING, Status.SENDING), Status.WAITING),
    "fail": ((Status.WAITING, Status.SENDING), Status.FAILED),
    "suppress": ((Status.HELD, Status.WAITING, Status.COLLECTED), Status.SUPPRESSED),
    "lose": ((Status.SENDING,), Status.UNKNOWN),
    "doubt": ((Status.HELD, Status.WAITING), Status.UNKNOWN),
    "settle": ((Status.FAILED, Status.UNKNOWN), Status.SUPPRESSED),
    "resend": ((Status.FAILED, Status.UNKNOWN), Status.WAITING),
    "bounce": ((Status.SENT, Status.SENDING, Status.UNKNOWN), Status.FAILED),
    "post": ((Status.WAITING,), Status.SENT),
    "drop": ((Status.WAITING,), Status.SUPPRESSED),
}

TONES = {
    Status.HELD: "waiting",
    Status.COLLECTED: "done",
    Status.WAITING: "waiting",
    Status.SENDING: "waiting",
    Status.SENT: "done",
    Status.FAILED: "late",
    Status.SUPPRESSED: "closed",
    Status.UNKNOWN: "late",
}


class Hold(models.TextChoices):
    """Why a message is held back; without any of these it only waits for its hour."""

    HOUR = "", _("Waits for the recipient's hours")
    BRAKE = "brake", _("Held back by the storm brake")
    RELEASED = "released", _("Released by a person")
    AGAIN = "again", _("Waited for the mail server past its hour, or for other reminders to the same person")


class Reason(models.TextChoices):
    """Why a message was not sent, or may not have been; apps that register kinds of mail add their own codes."""

    RECIPIENT_INACTIVE = "recipient_inactive", _("The recipient's account is disabled")
    UNLISTED = "unlisted", _("The addressee is no longer on file")
    NOT_CONCERNED = "not_concerned", _("The record no longer concerns the addressee")
    SETTLED = "settled", _("Settled by a person")
    DROPPED = "dropped", _("A person decided not to send it")
    NOTHING_LEFT = "nothing_left", _("Nothing of the collective mail was left to say")
    TAKEN_APART = "taken_apart", _("It waited too long; its matters leave anew")
    IMPORTED = "imported", _("Already past when imported")
    IN_BULK = "in_bulk", _("Done to many records at once; who did it chose to tell nobody")
    NOT_PERMITTED = "not_permitted", _("The recipient may not see the record")
    NO_ADDRESS = "no_address", _("The recipient has no mail address")
    NOT_PREPARED = "not_prepared", _("The mail could not be written")
    REFUSED = "refused", _("The mail server refused it")
    GIVEN_UP = "given_up", _("Given up after repeated attempts")
    BOUNCED = "bounced", _("It came back: the address does not exist or takes nothing from us")
    OTHER_WAY = "other_way", _("It came back; whoever answers for the record took another way")
    DEAD_ADDRESS = "dead_address", _("An earlier mail to this address came back")
    NO_ANSWER = "no_answer", _("The mail server did not answer after the text was sent")
    RESTORED = "restored", _("It may have left between the backup and the restoration of the portal")
    SENDER_DIED = "sender_died", _("The sending process ended before the mail server's answer was recorded")
