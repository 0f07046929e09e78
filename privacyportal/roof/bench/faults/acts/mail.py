"""What becomes of reminders when the mail server is away, slow, or refuses at one step of the conversation?"""

import time

from privacyportal.roof.bench.faults import oracle
from privacyportal.roof.bench.faults.acts.registry import Act, fault, nothing
from privacyportal.roof.bench.faults.postbox import says, silent
from privacyportal.roof.bench.faults.scene import Scene
from privacyportal.roof.bench.faults.server import DIGITS
from privacyportal.roof.bench.river import OWNERS

NO_MAILBOX, LATER, REFUSED = "550 5.1.1 no such mailbox", "451 4.7.1 come back later", "554 5.7.1 not taken"
# Which of the recipients nothing is said to: after their address, and after it was taken.
UNHEARD, TAKEN = 3, 8
SETTLE_SECONDS = 2


@fault("mail server refuses connections")
def refuses_connections(scene: Scene, first: int) -> None:
    """Nobody listens; the sessions end before a text was sent."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.postbox.tell(silent("RCPT"))
    scene.wait_for_held()
    # A text that was on its way on another session has its answer by then.
    time.sleep(SETTLE_SECONDS)
    scene.postbox.stop()
    scene.postbox.tell()
    time.sleep(scene.pace.seconds)
    scene.postbox.start()


@fault("mail server does not answer")
def does_not_answer(scene: Scene, first: int) -> None:
    """Sessions hang until the portal's patience ends."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.postbox.tell(silent("RCPT"))
    scene.wait_for_held()
    time.sleep(scene.pace.seconds)
    scene.postbox.tell()


@fault("mail server takes a second for each byte")
def tarpit(scene: Scene, first: int) -> None:
    """Whatever it says comes a byte at a time."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.postbox.tell(pace=scene.pace.byte)
    time.sleep(scene.pace.seconds)
    scene.postbox.tell()


def refused_to_all(step: str, line: str) -> Act:
    """Return the act in which the server refuses everybody at a step, for good by its words, for a while in truth."""

    def act(scene: Scene, first: int) -> None:
        nothing(scene, first)
        scene.wait_for_mails(first)
        scene.postbox.tell(says(step, line))
        time.sleep(scene.pace.seconds)
        scene.postbox.tell()

    return act


fault("mail server refuses all at the greeting")(refused_to_all("GREETING", "554 5.3.2 no service here"))
fault("mail server refuses all at EHLO")(refused_to_all("EHLO", "550 5.7.1 we do not know you"))
fault("mail server refuses all at STARTTLS", is_secure=True)(refused_to_all("STARTTLS", "554 5.7.4 no security here"))
fault("mail server refuses all at AUTH", is_secure=True)(refused_to_all("AUTH", "535 5.7.8 wrong password"))
fault("mail server refuses all at MAIL")(refused_to_all("MAIL", "550 5.7.1 sender refused"))


@fault("mail server answers 451 to a third, 550 to some")
def answers(scene: Scene, first: int) -> None:
    """The first for a while, the second for ever; both after the text."""
    for_ever = says("TEXT", NO_MAILBOX, every=50, remainder=7)
    scene.postbox.tell(says("TEXT", LATER, every=3, remainder=1), for_ever)
    nothing(scene, first)
    scene.wait_for_mails(first)
    time.sleep(scene.pace.seconds)
    scene.postbox.tell(for_ever)


@fault("mail server refuses one recipient at RCPT, some texts, for good")
def refuses_some(scene: Scene, first: int) -> None:
    """That is the recipient's, and nobody else waits for it."""
    scene.postbox.tell(
        says("RCPT", NO_MAILBOX, every=OWNERS, remainder=UNHEARD), says("TEXT", REFUSED, every=50, remainder=7)
    )
    nothing(scene, first)


@fault("two recipients hang")
def recipients_hang(scene: Scene, first: int) -> None:
    """To one address nothing is said, to another nothing after it was taken; all others are served meanwhile."""
    scene.postbox.tell(silent("RCPT", every=OWNERS, remainder=UNHEARD), silent("DATA", every=OWNERS, remainder=TAKEN))
    nothing(scene, first)
    others = {pair for pair in oracle.due() if int(DIGITS.findall(pair[1])[0]) not in (UNHEARD, TAKEN)}
    scene.wait(lambda: oracle.settled(others, scene.postbox.lines()), "the mails of all whose mailbox does not hang")
    scene.postbox.tell()
