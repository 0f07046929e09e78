"""Does no file in the embedded broker's folder end a worker, and does each whole one reach exactly one?"""

import json
import multiprocessing
import multiprocessing.synchronize
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError
from kombu.message import Message
from kombu.simple import SimpleQueue
from kombu.transport import filesystem

from privacyportal import broker, celery
from tests.live import DATABASE, mail_server, portal, wait_for

QUEUE = Queue("celery", Exchange("celery"), routing_key="celery")
MESSAGES = 3000


def connection(home: Path) -> Connection:
    """The embedded broker in a folder."""
    folders = {
        "data_folder_in": f"{home}/queue",
        "data_folder_out": f"{home}/queue",
        "control_folder": f"{home}/control",
    }
    return Connection("filesystem://", transport_options={**folders, "polling_interval": 0.001})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert celery.app is not None
    assert filesystem.Transport.Channel is broker.FolderChannel
    filesystem.Transport.global_state.clear()
    (tmp_path / "queue").mkdir()
    (tmp_path / "control").mkdir()
    return tmp_path


def send(home: Path, *bodies: object) -> None:
    """Put messages into the queue."""
    with connection(home) as line, line.Producer() as producer:
        for body in bodies:
            producer.publish(body, exchange=QUEUE.exchange, routing_key="celery", declare=[QUEUE], serializer="json")


def take(home: Path) -> list[object]:
    """Take everything that waits."""
    with connection(home) as line, line.SimpleQueue(QUEUE) as queue:
        return list(drained(queue))


def drained(queue: SimpleQueue) -> Iterator[object]:
    """The bodies of what a queue holds."""
    while True:
        try:
            message: Message = queue.get(block=False)
        except queue.Empty:
            return
        message.ack()
        yield message.payload


def strange_files(home: Path) -> Iterator[Path]:
    """One of each kind of thing that is no message of this installation, under the name of one."""
    folder = home / "queue"
    whole = broker.packed({"body": "x", "properties": {}})
    contents = {
        "empty": b"",
        "blank": b"\0" * 4096,
        "half": whole[: len(whole) // 2],
        "unsigned": json.dumps({"body": "e30=", "headers": {}, "properties": {}}).encode(),
        "list": b"[]",
        "number": b"1",
        "bytes": bytes(range(256)),
        "changed": whole.replace(b"x", b"y", 1),
    }
    for name, content in contents.items():
        path = folder / f"0{name}.celery.msg"
        path.write_bytes(content)
        yield path
    for name, make in (("folder", os.mkdir), ("pipe", os.mkfifo)):
        path = folder / f"0{name}.celery.msg"
        make(path)
        yield path
    path = folder / "0nowhere.celery.msg"
    path.symlink_to(folder / "nowhere")
    yield path


def test_what_is_no_message_is_passed_over_and_stays_for_a_while(home: Path) -> None:
    strange = list(strange_files(home))
    send(home, {"number": 1})
    assert take(home) == [{"number": 1}]
    assert sorted((home / "queue").iterdir()) == sorted(strange)


def test_after_a_while_it_is_set_aside(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strange = list(strange_files(home))
    (home / "queue" / ".killed.part").write_bytes(b"half")
    send(home, {"number": 1})
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + broker.PATIENCE_SECONDS + 1)
    broker.tidy(home / "queue")
    assert len(list((home / "aside").iterdir())) == len(strange) + 1
    assert take(home) == [{"number": 1}]
    assert list((home / "queue").iterdir()) == []


def test_a_queue_that_nobody_reads_is_set_aside_after_an_hour(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broker.write_whole(home / "queue" / "1.gone.msg", broker.packed({"body": "x"}))
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + broker.UNREAD_SECONDS - 5)
    broker.tidy(home / "queue")
    assert len(list((home / "queue").iterdir())) == 1
    monkeypatch.setattr(time, "time", lambda: now() + broker.UNREAD_SECONDS + 5)
    broker.tidy(home / "queue")
    assert list((home / "queue").iterdir()) == []


def test_a_clock_that_was_set_back_makes_nothing_old(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send(home, {"number": 1})
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 86400)
    broker.tidy(home / "queue")
    assert take(home) == [{"number": 1}]


def test_a_message_keeps_its_turn(home: Path) -> None:
    send(home, *range(50))
    assert take(home) == list(range(50))


@pytest.mark.parametrize("damage", ["", "[", "{}", "[1]", '[["celery"]]', None])
def test_a_damaged_table_of_queues_serves_the_queue_of_its_name_and_is_mended(home: Path, damage: str | None) -> None:
    table = home / "control" / "celery.exchange"
    with connection(home) as line, line.Producer() as producer:
        producer.publish({"number": 1}, exchange=QUEUE.exchange, routing_key="celery", declare=[QUEUE])
        if damage is None:
            table.unlink()
        else:
            table.write_text(damage)
        producer.publish({"number": 2}, exchange="celery", routing_key="celery")
    filesystem.Transport.global_state.clear()  # as a process that begins
    assert take(home) == [{"number": 1}, {"number": 2}]
    assert json.loads(table.read_text()) == [["celery", "", "celery"]]


def test_a_folder_that_is_gone_is_made_again(home: Path) -> None:
    (home / "queue").rmdir()
    assert take(home) == []
    send(home, {"number": 1})
    assert take(home) == [{"number": 1}]


def test_a_message_that_cannot_be_stored_is_told_and_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with connection(home) as line, pytest.raises(ChannelError, match="No space left"):
        line.default_channel._put("celery", {"body": "x"})
    assert list((home / "queue").iterdir()) == []


def put_many(home: Path, writer: int) -> None:
    """Put a writer's share of the messages, as another process."""
    send(home, *([writer, number] for number in range(MESSAGES // 2)))


def take_many(home: Path, ended: multiprocessing.synchronize.Event, taken: "multiprocessing.Queue[object]") -> None:
    """Take until the writers have ended and nothing is left, as a worker does."""
    with connection(home) as line, line.SimpleQueue(QUEUE) as queue:
        while True:
            was_over = ended.is_set()
            bodies = list(drained(queue))
            for body in bodies:
                taken.put(body)
            if was_over and not bodies:
                return


def test_two_workers_race_for_thousands_of_messages_and_each_reaches_one(home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ended, taken = context.Event(), context.Queue()
    workers = [context.Process(target=take_many, args=(home, ended, taken)) for _ in range(2)]
    writers = [context.Process(target=put_many, args=(home, number)) for number in range(2)]
    for process in (*workers, *writers):
        process.start()
    for process in writers:
        process.join()
    ended.set()
    bodies = [taken.get(timeout=60) for _ in range(MESSAGES)]
    for process in (*writers, *workers):
        process.join()
        assert process.exitcode == 0
    assert sorted(bodies) == [[writer, number] for writer in range(2) for number in range(MESSAGES // 2)]
    assert list((home / "queue").iterdir()) == []


@pytest.mark.live
def test_a_real_worker_outlives_every_kind_of_file(tmp_path: Path) -> None:
    with mail_server() as room, portal(tmp_path, room) as made:
        home = made.directory / "broker"
        (home / "queue").mkdir(parents=True)
        strange = list(strange_files(home))
        worker = made.start_worker()
        made.start_beat()
        wait_for(lambda: sweeps(made.directory) >= 5, what=f"five sweeps\n{made.logs()}")
        assert worker.poll() is None, made.logs()
        assert len({path.name for path in strange} & {path.name for path in (home / "queue").iterdir()}) == len(strange)


def sweeps(directory: Path) -> int:
    """How many sweeps have ended."""
    with closing(sqlite3.connect(directory / DATABASE)) as database:
        return int(database.execute("SELECT count(*) FROM clocks_sweeprun WHERE ended_at IS NOT NULL").fetchone()[0])
