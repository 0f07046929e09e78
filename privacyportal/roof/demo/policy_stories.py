"""Which policy did the invented firm publish, and how did it change?"""

from datetime import timedelta

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.policies import services
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import TEXTS, World

PUBLISHED = (("policy_1.txt", 795, "個人情報保護方針_第1版.txt"), ("policy_2.txt", 240, "個人情報保護方針_第2版.txt"))


def story(world: World) -> Story:
    """Load both versions, each in effect a week later."""
    officer, before = world.staff["kitamura"], None
    for name, days_ago, source_name in PUBLISHED:
        at = world.office.on(world.office.today - timedelta(days=days_ago), 15)
        yield at
        content = (TEXTS / name).read_bytes()
        version = services.load_policy(content=content, source_name=source_name, by=officer, at=at).version
        effective_from = tokyo_day(at) + timedelta(days=7)
        if before is not None:
            dates = {"effective_from": before.effective_from, "retired_on": effective_from - timedelta(days=1)}
            services.date_version(version=before, **dates, by=officer, at=at)
        before = services.date_version(
            version=version, effective_from=effective_from, retired_on=None, by=officer, at=at
        )
