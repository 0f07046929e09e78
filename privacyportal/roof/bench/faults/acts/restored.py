"""What becomes of reminders when the portal is restored from a backup although mails have left since?"""

import time
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backups.connecting import close_all
from privacyportal.clocks.models import Level
from privacyportal.clocks.plan import LevelCode
from privacyportal.clocks.river.restoring import release_restored
from privacyportal.roof.bench.faults import oracle
from privacyportal.roof.bench.faults.acts.mail import LATER
from privacyportal.roof.bench.faults.acts.registry import fault
from privacyportal.roof.bench.faults.postbox import says
from privacyportal.roof.bench.faults.scene import Scene

# One in so many steps falls due only after the restoration.
LATE_ONE_IN = 20


@fault("restored after mails have left")
def restored(scene: Scene, first: int) -> None:
    """A backup while mails leave, all leave, back to it: held until a person releases it, then nothing twice."""
    late = Level.objects.filter(code=LevelCode.OVERDUE).annotate(part=F("clock_id") % LATE_ONE_IN).filter(part=1)
    keys = list(late.values_list("pk", flat=True))
    fall_due(keys, timedelta(days=1))
    try:
        before = go_back(scene, first)
    finally:
        fall_due(keys, timedelta())
    begins = time.time()
    scene.start_worker()
    scene.start_beat()
    time.sleep(scene.pace.seconds)
    scene.quiet.append((begins, time.time()))
    officer = User.objects.get(username="owner0")
    release_restored(reason="訓練", again=False, by=Staff(officer), at=timezone.now())
    # Whether it left before the restoration, nobody can know of what waited in the backup.
    scene.doubtful |= before


def fall_due(keys: list[int], later: timedelta) -> None:
    """Let steps fall due so much later than now."""
    Level.objects.filter(pk__in=keys).update(fire_at=timezone.now() + later)


def go_back(scene: Scene, first: int) -> set[oracle.Pair]:
    """Take a backup while a third of the mails wait, let all leave, restore it; return what had to leave."""
    scene.postbox.tell(says("TEXT", LATER, every=3, remainder=1))
    worker, beat = scene.start_worker(), scene.start_beat()
    scene.wait_for_mails(first)
    backup = scene.directory / "backup"
    scene.manage("backup", str(backup))
    scene.postbox.tell()
    wanted = oracle.due()
    scene.wait(lambda: oracle.settled(wanted, scene.postbox.lines()), "the mails that leave after the backup")
    scene.end(beat)
    scene.end(worker)
    close_all()
    scene.manage("restore", str(backup), "--replace")
    return wanted
