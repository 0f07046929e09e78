"""Which sweeps are forgotten?"""

from datetime import timedelta

from privacyportal.clocks.models import ClockRule, SweepRun
from privacyportal.clocks.plan import Facts
from privacyportal.clocks.river import refresh
from privacyportal.clocks.river.sweeping import KEPT, prune_sweeps, sweep
from tests.factories.clocks import tokyo

NOW = tokyo("2027-02-01T09:00")
LONG_AGO = NOW - KEPT - timedelta(days=1)


def test_old_sweeps_that_found_nothing_are_forgotten_and_those_that_recorded_something_stay(
    rule: ClockRule, company: object
) -> None:
    vendor = company(Facts(started_at=LONG_AGO - timedelta(days=60)))
    refresh(reference=vendor.reference, at=LONG_AGO - timedelta(days=60))
    kept = sweep(at=LONG_AGO)
    assert kept.recorded > 0
    for at in (LONG_AGO, LONG_AGO, NOW - timedelta(days=1)):
        SweepRun.objects.create(at=at, started_at=at)
    SweepRun.objects.filter(pk=kept.pk).update(started_at=LONG_AGO)
    assert prune_sweeps(at=NOW) == 2
    assert prune_sweeps(at=NOW) == 0
    assert SweepRun.objects.filter(pk=kept.pk).exists()
