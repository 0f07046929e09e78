"""Does the oracle of the faults count what was lost, doubled, unasked, untimely and falsely said, and nothing else?"""

from privacyportal.roof.bench.faults.oracle import Admitted, Pair, Verdict, judge
from privacyportal.roof.bench.faults.run import missed_bars
from privacyportal.roof.bench.faults.server import Line, numbers_of

A, B, C = (("VENDOR-1", "a@portal.example"), ("VENDOR-2", "b@portal.example"), ("VENDOR-3", "b@portal.example"))
NONE = frozenset[Pair]()


def line(*pairs: Pair, what: str = "accepted", at: float = 10) -> Line:
    """A mail that tells of these."""
    return {"at": at, "what": what, "to": pairs[0][1], "numbers": [number for number, _to in pairs]}


def found(verdict: Verdict) -> dict[str, int]:
    """What is not zero, but for the counts that are good."""
    good = {"levels", "accepted"}
    return {name: count for name, count in vars(verdict).items() if count and name not in good}


def test_what_arrived_once_is_good_in_mails_of_its_own_or_in_one_for_a_person() -> None:
    assert found(judge({A, B, C}, [line(A), line(B, C)], Admitted())) == {}


def test_what_never_arrived_is_lost_whatever_the_portal_calls_sent() -> None:
    verdict = judge({A, B}, [line(A)], Admitted())
    assert found(verdict) == {"lost": 1}
    assert missed_bars(verdict, 5, 1.0) == ["lost"]


def test_what_came_twice_is_doubled_although_it_is_unknown_by_now() -> None:
    verdict = judge({A, B}, [line(A), line(A), line(B)], Admitted(unknown=frozenset({A})))
    assert found(verdict) == {"doubled": 1, "unknown": 1}
    assert missed_bars(verdict, 1, 1.0) == ["doubled"]


def test_what_is_called_failed_is_lost_unless_the_server_refused_that_mail_or_that_recipient() -> None:
    said = Admitted(failed=frozenset({A, B, C}))
    assert found(judge({A, B, C}, [], said)) == {"lost": 3}
    assert found(judge({A, B, C}, [line(A, what="refused")], said)) == {"lost": 2, "failed": 1}
    mailbox: Line = {"at": 1, "what": "refused", "to": "b@portal.example", "numbers": []}
    assert found(judge({A, B, C}, [mailbox], said)) == {"lost": 1, "failed": 2}


def test_what_was_refused_and_is_not_called_failed_is_lost() -> None:
    assert found(judge({A}, [line(A, what="refused")], Admitted())) == {"lost": 1}


def test_as_many_may_be_unknown_as_senders_were_killed_and_what_nobody_can_know() -> None:
    verdict = judge({A, B}, [line(B)], Admitted(unknown=frozenset({A})))
    assert (missed_bars(verdict, 1, 1.0), missed_bars(verdict, 0, 1.0)) == ([], ["unknown"])
    doubtful = judge({A, B}, [line(B)], Admitted(unknown=frozenset({A})), doubtful={A})
    assert (found(doubtful), missed_bars(doubtful, 0, 1.0)) == ({"doubtful": 1}, [])


def test_what_is_not_due_is_unasked_and_what_comes_in_a_quiet_span_untimely() -> None:
    verdict = judge({A}, [line(A, at=5), line(B, at=7)], Admitted(), quiet=[(5, 7)])
    assert found(verdict) == {"unasked": 1, "untimely": 1}
    assert missed_bars(verdict, 0, 1.0) == ["unasked", "untimely"]


def test_what_takes_longer_than_two_minutes_is_missed() -> None:
    assert missed_bars(judge({A}, [line(A)], Admitted()), 0, 120.1) == ["caught up"]


def test_a_mail_tells_of_what_its_subject_names_or_else_of_all_that_its_text_names() -> None:
    single = b"From: x\r\nSubject: =?utf-8?b?VkVORE9SLTEwMDAwMDE=?= A\r\n B\r\n\r\nVENDOR-7\r\n.\r\n"
    assert numbers_of(single) == ["VENDOR-1000001"]
    collective = (
        b"Subject: 2\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVENDOR-7 and VENDOR-8, VENDOR-7\r\n.\r\n"
    )
    assert numbers_of(collective) == ["VENDOR-7", "VENDOR-8"]
