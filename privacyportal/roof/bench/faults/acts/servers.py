"""What becomes of reminders when the broker goes away or forgets, or the database cuts its connections?"""

import time

from privacyportal.roof.bench.faults.acts.registry import fault, nothing
from privacyportal.roof.bench.faults.scene import Scene

DROPS = 5


@fault("Redis stopped and started empty")
def redis_stopped(scene: Scene, first: int) -> None:
    """The broker is away for a while and has forgotten everything."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    scene.redis.stop()
    time.sleep(scene.pace.seconds)
    scene.redis.start()


@fault("Redis restarted")
def redis_restarted(scene: Scene, first: int) -> None:
    """The broker is away for a moment, three times."""
    nothing(scene, first)
    scene.wait_for_mails(first)
    for _time in range(3):
        scene.redis.stop()
        scene.redis.start()
        time.sleep(1)


@fault("Redis flushed")
def redis_flushed(scene: Scene, first: int) -> None:
    """The broker forgets everything, twice."""
    nothing(scene, first)
    scene.redis.flush()
    scene.wait_for_mails(first)
    scene.redis.flush()


@fault("database connections dropped")
def connections_dropped(scene: Scene, first: int) -> None:
    """Every connection is cut, several times, while mails are sent."""
    nothing(scene, first)
    for _time in range(DROPS):
        scene.wait_for_mails(first)
        scene.drop_connections()
        time.sleep(scene.pace.seconds / DROPS)
