"""What is to become of a message whose turn it is: does it leave, and if so, how does it read now?"""

from django.db import transaction

from privacyportal.notifications.addressees import addressee_of
from privacyportal.notifications.checking import is_dead, why_not
from privacyportal.notifications.composing import compose
from privacyportal.notifications.leasing import end
from privacyportal.notifications.mails import left
from privacyportal.notifications.models import Message
from privacyportal.notifications.reconsidering import hold_again
from privacyportal.notifications.registry import kind_of
from privacyportal.notifications.states import Reason
from privacyportal.notifications.wire import Mail


def decide(message: Message) -> Mail | str:
    """The mail as it is to leave now; or what became of the message instead.

    :raises LostLease: when another process has it.
    """
    unwanted = why_not(message)
    if unwanted:
        return _drop(message, unwanted)
    held = hold_again(message, left(message))
    if held:
        return held
    addressee = addressee_of(message)
    if addressee is None or not addressee.email:
        return end(message, "fail", reason=Reason.NO_ADDRESS)
    if is_dead(message):
        return end(message, "fail", reason=Reason.DEAD_ADDRESS)
    return compose(message)


@transaction.atomic
def _drop(message: Message, reason: str) -> str:
    outcome = end(message, "suppress", reason=reason)
    kind_of(message.kind).unsent(message, reason)
    return outcome
