"""What should have been sent, and what was? Reckoned from the rows put in and the mail server's log alone."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db import connection

NUMBER = re.compile(r"[A-Z]+-\d+")
# Every running clock with a step whose moment has passed: its owner is to be told, once.
DUE = """
SELECT reference.number, person.email
FROM clocks_level level
JOIN clocks_clock clock ON clock.id = level.clock_id
JOIN references_reference reference ON reference.id = clock.reference_id
JOIN vendors_vendor vendor ON vendor.reference_id = reference.id
JOIN accounts_user person ON person.id = vendor.owner_id
WHERE clock.state = 'running' AND level.fire_at <= now()
"""
ENDED = """
SELECT reference.number, person.email, message.status
FROM notifications_message message
JOIN references_reference reference ON reference.id = message.reference_id
JOIN accounts_user person ON person.id = message.recipient_id
WHERE message.status IN ('unknown', 'failed')
"""

type Pair = tuple[str, str]


@dataclass(frozen=True)
class Verdict:
    """How many of the due matters arrived, were lost, came twice, ended visibly otherwise, or came unasked."""

    due: int
    accepted: int
    lost: int
    doubled: int
    unknown: int
    failed: int
    unasked: int


def due() -> set[Pair]:
    """Return what has to be sent now, as (number, mail address)."""
    with connection.cursor() as cursor:
        cursor.execute(DUE)
        return {(number, address) for number, address in cursor.fetchall()}


def judge(wanted: set[Pair], log: Counter[Pair]) -> Verdict:
    """Compare what had to be sent with the mail server's log of (subject, recipient)."""
    arrived: Counter[Pair] = Counter()
    for (subject, address), times in log.items():
        for number in NUMBER.findall(subject)[:1]:
            arrived[number, address] += times
    with connection.cursor() as cursor:
        cursor.execute(ENDED)
        ended = {(number, address): status for number, address, status in cursor.fetchall()}
    return Verdict(
        due=len(wanted),
        accepted=len(wanted & arrived.keys()),
        lost=len(wanted - arrived.keys() - ended.keys()),
        doubled=sum(times - 1 for times in arrived.values()),
        unknown=sum(status == "unknown" for status in ended.values()),
        failed=sum(status == "failed" for status in ended.values()),
        unasked=len(arrived.keys() - wanted),
    )
