"""Which policy did the invented firm publish, and how did it change?"""

from datetime import timedelta

from privacyportal.audit.actors import acting
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.policies import services
from privacyportal.roof.demo.timeline import Story
from privacyportal.roof.demo.world import TEXTS, World

SECOND_VERSION_DAYS_AGO, NOTICE_DAYS = 400, 7
PUBLISHED = (
    ("policy_1.txt", 795, "個人情報保護方針_第1版.txt", "制定"),
    ("policy_2.txt", SECOND_VERSION_DAYS_AGO, "個人情報保護方針_第2版.txt", "委託先の監督の記載を改める"),
)


def story(world: World) -> Story:
    """Load both versions; a second officer puts each in force, in effect a week later."""
    officer, second = world.staff["kitamura"], world.staff["nishida"]
    for name, days_ago, source_name, reason in PUBLISHED:
        at = world.office.on(world.office.today - timedelta(days=days_ago), 15)
        yield at
        content = (TEXTS / name).read_bytes()
        version = services.load_policy(content=content, source_name=source_name, by=acting(officer), at=at).version
        valid_from = tokyo_day(at) + timedelta(days=NOTICE_DAYS)
        services.propose_version(
            version=version, valid_from=valid_from, change_reason=reason, by=acting(officer), at=at
        )
        services.publish_version(version=version, by=acting(second), at=at)
