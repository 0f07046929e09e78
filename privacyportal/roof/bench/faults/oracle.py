"""What should have been sent, and what was? Reckoned from the records and the mail server's log.

Nothing here asks the portal's code for sending. Its own words about what it sent are read for one question only: does
it admit, of what did not arrive, that it does not know (unknown), or that it was refused (failed)? Refused counts where
the server's log says so too.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from privacyportal.roof.bench.faults.postbox import matters
from privacyportal.roof.bench.faults.server import Line

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
# What was put into a collective mail ends as that does.
ADMITTED = """
SELECT reference.number, person.email, COALESCE(whole.status, message.status)
FROM notifications_message message
JOIN references_reference reference ON reference.id = message.reference_id
JOIN accounts_user person ON person.id = message.recipient_id
LEFT JOIN notifications_message whole ON whole.id = message.collective_id
WHERE COALESCE(whole.status, message.status) IN ('unknown', 'failed')
"""

ENDINGS = ("unknown", "failed")

type Pair = tuple[str, str]
type Span = tuple[float, float]


@dataclass(frozen=True)
class Admitted:
    """What the portal says that it does not know, and what that it could not be sent."""

    unknown: frozenset[Pair] = frozenset()
    failed: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """How many of the due matters arrived, were lost, came twice, unasked or untimely, or ended visibly otherwise.

    `doubtful` became unknown because nobody can know; `unknown` are the others.
    """

    levels: int
    accepted: int
    lost: int
    doubled: int
    unasked: int
    untimely: int
    failed: int
    doubtful: int
    unknown: int


def due() -> set[Pair]:
    """Return what has to be sent now, as (number, mail address)."""
    with connection.cursor() as cursor:
        cursor.execute(DUE)
        return {(number, address) for number, address in cursor.fetchall()}


def admitted() -> Admitted:
    """Return what the portal admits."""
    with connection.cursor() as cursor:
        cursor.execute(ADMITTED)
        rows = cursor.fetchall()
    said = {ending: frozenset((n, address) for n, address, status in rows if status == ending) for ending in ENDINGS}
    return Admitted(**said)


def judge(
    wanted: set[Pair],
    log: Sequence[Line],
    said: Admitted,
    *,
    doubtful: Collection[Pair] = (),
    quiet: Sequence[Span] = (),
) -> Verdict:
    """Compare what had to be sent with the mail server's log.

    :param doubtful: what may be unknown although no sender was killed
    :param quiet: spans in which nothing may arrive
    """
    mails = matters(log, "accepted")
    arrived = Counter((number, address) for _at, number, address in mails)
    refused = said.failed & refused_by_server(log, wanted)
    return Verdict(
        levels=len(wanted),
        accepted=len(wanted & arrived.keys()),
        lost=len(wanted - arrived.keys() - said.unknown - refused),
        doubled=sum(times - 1 for times in arrived.values()),
        unasked=len(arrived.keys() - wanted),
        untimely=sum(begins <= at < ends for at, _number, _address in mails for begins, ends in quiet),
        failed=len(refused),
        doubtful=len(said.unknown & set(doubtful)),
        unknown=len(said.unknown - set(doubtful)),
    )


def refused_by_server(log: Sequence[Line], wanted: set[Pair]) -> set[Pair]:
    """Return what the server refused for good: a text, or a recipient and so all that is meant for that address."""
    texts = {(number, address) for _at, number, address in matters(log, "refused")}
    addresses = {line["to"] for line in log if line["what"] == "refused" and not line["numbers"]}
    return texts | {(number, address) for number, address in wanted if address in addresses}


def settled(wanted: set[Pair], log: Sequence[Line]) -> bool:
    """Whether each of the due matters has arrived, been refused, or is admitted to be unknown."""
    said = admitted()
    arrived = {(number, address) for _at, number, address in matters(log, "accepted")}
    return not wanted - arrived - said.unknown - (said.failed & refused_by_server(log, wanted))
