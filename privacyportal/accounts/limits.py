"""How often may one try to sign in, how long does a session hold? The figures, in one place."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

# Attempts in vain within WINDOW before a name, or everybody at one network address, has to wait for HOLD.
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 60
WINDOW = timedelta(minutes=15)
HOLD = timedelta(minutes=15)
# A count that nobody has added to for so long is forgotten.
COUNT_KEPT = timedelta(days=1)
# Attempts that were turned away are told to the trail at most so often for one name or address, with their number.
TOLD_EVERY = timedelta(minutes=1)

# How many former passwords are compared with a new one.
FORMER_PASSWORDS = 5

# One-time codes have so many figures; so many recovery codes are made at once.
CODE_DIGITS = 6
RECOVERY_CODES = 10
# Between the password and the second step.
SECOND_STEP_WITHIN = timedelta(minutes=10)
# When nobody did anything for so long, people of these roles show again that it is they; all others after
# PORTAL_IDLE_SECONDS. Who gives rights has the shortest.
IDLE_OF_ROLES = {"administrator": timedelta(minutes=15), "auditor": timedelta(minutes=30)}
# So long after the sign-in a session of these roles is over, whatever is done in it; all others after
# PORTAL_SESSION_SECONDS.
LIFETIME_OF_ROLES = {"administrator": timedelta(hours=4), "auditor": timedelta(hours=8)}
# So long after its end a session is still known well enough that a form sent from it waits for the next sign-in.
KNOWN_AFTERWARDS = timedelta(days=1)
# A place from which nobody signed in for so long is a new one.
PLACE_KEPT = timedelta(days=180)


def least_of(of_roles: Mapping[str, timedelta], held: Iterable[str], whole: timedelta) -> timedelta:
    """Return the shortest of what the roles held allow, and of what everybody is allowed."""
    return min([whole, *(of_roles[name] for name in held if name in of_roles)])
