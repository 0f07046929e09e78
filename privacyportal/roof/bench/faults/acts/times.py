"""What becomes of reminders when the hours close while they wait, or when the machine's clock jumps?"""

import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from django.utils import timezone

from privacyportal.accounts.models import Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.calendars import services as calendars
from privacyportal.calendars.models import OpenSlot
from privacyportal.calendars.states import Weekday
from privacyportal.clocks.models import Level
from privacyportal.roof.bench.faults.acts.mail import LATER
from privacyportal.roof.bench.faults.acts.registry import Act, fault
from privacyportal.roof.bench.faults.postbox import says
from privacyportal.roof.bench.faults.scene import Scene

# After so many seconds the hours close; the mail server is back, longer after the mails were let go than the portal
# takes for no waiting at all; the hours begin again.
CLOSES, BACK, OPENS = 60, 170, 205
HOUR = 3600
NOON = 12
CODE = "BENCH"


@fault("mail server away over closing time")
def closing(scene: Scene, first: int) -> None:
    """What waits for the mail server is not to be told at once; it comes back when nobody is there any more."""
    begins = timezone.now()
    closes, opens = begins + timedelta(seconds=CLOSES), begins + timedelta(seconds=OPENS)
    sit_down(closes, opens)
    Level.objects.filter(recorded_at=None).update(at_once=False)
    scene.postbox.stop()
    scene.quiet.append((closes.timestamp(), opens.timestamp()))
    scene.start_worker()
    scene.start_beat()
    time.sleep(BACK)
    scene.postbox.start()
    time.sleep(OPENS - BACK)


def sit_down(closes: datetime, opens: datetime) -> None:
    """Let everybody sit at a desk that is open on every day and at every hour but from `closes` to `opens`."""
    at = timezone.now()
    calendar = calendars.create_calendar(
        code=f"{CODE}{at:%H%M%S}", name_ja="計測", name_en="Bench", timezone=zone_at_noon(at), by=PORTAL, at=at
    )
    zone = ZoneInfo(calendar.timezone)
    stretches = ((time_of_day(opens, zone), datetime.min.time()), (datetime.min.time(), time_of_day(closes, zone)))
    slots = [OpenSlot(weekday=day, opens=begin, closes=end) for day in Weekday for begin, end in stretches]
    version = calendars.draft(calendar=calendar, by=PORTAL, at=at)
    calendars.set_week(version=version, slots=slots, by=PORTAL, at=at)
    calendars.publish(version=version, by=PORTAL, at=at)
    desk = Desk.objects.create(code=calendar.code, kind=Desk.Kind.OURS, name="計測", calendar=calendar)
    desk.members.set(User.objects.filter(is_staff=True))


def zone_at_noon(at: datetime) -> str:
    """Return a zone in which it is about noon at `at`: the hours' end and beginning are of one day."""
    ahead = NOON - at.astimezone(ZoneInfo("UTC")).hour
    # In these names the sign is the other way round.
    return f"Etc/GMT{-ahead:+d}"


def time_of_day(moment: datetime, zone: ZoneInfo) -> clock_time:
    """Return what the clocks of a zone show."""
    return moment.astimezone(zone).time()


def clock_jumps(seconds: int) -> Act:
    """Return the act in which the clock of worker and scheduler jumps, while a third of the mails wait for a retry."""

    def act(scene: Scene, first: int) -> None:
        scene.postbox.tell(says("TEXT", LATER, every=3, remainder=1))
        scene.start_worker(is_clocked=True)
        scene.start_beat(is_clocked=True)
        scene.wait_for_mails(first)
        scene.set_clock(seconds)
        scene.postbox.tell()

    return act


fault("clock set back by an hour")(clock_jumps(-HOUR))
fault("clock set forward by an hour")(clock_jumps(HOUR))
