"""How often may one try to sign in, how long does a session hold? The figures, in one place."""

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
