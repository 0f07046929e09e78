"""Who is told of a limit, and how long before or after it, in the rules that the portal brings along?"""

from privacyportal.clocks.plan import LevelCode, OffsetUnit, Role

type Steps = tuple[tuple[LevelCode, Role, int, OffsetUnit], ...]


def warning(code: LevelCode, offset: int, unit: OffsetUnit = OffsetUnit.BUSINESS_DAYS) -> Steps:
    """A notice to the owner before the limit."""
    return ((code, Role.OWNER, offset, unit),)


DAYS = OffsetUnit.BUSINESS_DAYS
OWNER_LATE: Steps = (
    (LevelCode.DUE, Role.OWNER, 0, DAYS),
    (LevelCode.OVERDUE, Role.OWNER, 1, OffsetUnit.MINUTES),
)


def late(manager: int, head: int) -> Steps:
    """From the due day on: the owner, then the owner's supervisor, then the head of compliance (business days)."""
    return (
        *OWNER_LATE,
        (LevelCode.ESCALATE_MANAGER, Role.MANAGER, manager, DAYS),
        (LevelCode.ESCALATE_HEAD, Role.COMPLIANCE_HEAD, head, DAYS),
    )


MONTH_AHEAD = warning(LevelCode.EARLY, -30, OffsetUnit.DAYS) + warning(LevelCode.SOON, -5)
QUARTER_AHEAD = warning(LevelCode.EARLY, -90, OffsetUnit.DAYS) + warning(LevelCode.SOON, -30, OffsetUnit.DAYS)
ASK = warning(LevelCode.DUE, 0)
# The supervisor hears with the owner that the limit has passed: the morning after it is one business day later, and of
# two steps at the same moment only the later one is mailed.
SHORT: Steps = (
    *OWNER_LATE,
    (LevelCode.OVERDUE, Role.MANAGER, 1, OffsetUnit.MINUTES),
    (LevelCode.ESCALATE_HEAD, Role.COMPLIANCE_HEAD, 3, DAYS),
)
USUAL = late(3, 7)
# The head hears at once, and again two business days late.
LAPSED: Steps = (
    (LevelCode.DUE, Role.OWNER, 1, OffsetUnit.PERCENT),
    (LevelCode.DUE, Role.COMPLIANCE_HEAD, 1, OffsetUnit.PERCENT),
    (LevelCode.OVERDUE, Role.OWNER, 1, OffsetUnit.MINUTES),
    (LevelCode.OVERDUE, Role.MANAGER, 1, OffsetUnit.MINUTES),
    (LevelCode.ESCALATE_HEAD, Role.COMPLIANCE_HEAD, 2, DAYS),
)
# What has lost its support: the owner hears on the day itself, whatever time is left to see to it.
AT_ONCE: Steps = ((LevelCode.EARLY, Role.OWNER, 1, OffsetUnit.PERCENT),)
# What ends by silence on the due day: the owner hears at once, twice before and on the day, others in time.
REVIEWED: Steps = (
    *AT_ONCE,
    *warning(LevelCode.SOON, -5),
    (LevelCode.ESCALATE_MANAGER, Role.MANAGER, -3, DAYS),
    (LevelCode.ESCALATE_HEAD, Role.COMPLIANCE_HEAD, -1, DAYS),
    (LevelCode.DUE, Role.OWNER, 0, DAYS),
)
