"""Does `manage.py due` say until when, and why, for everything that can be typed?"""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.calendars.calendars import SHARED_HOLIDAYS
from tests.calendars.test_vectors import FINAL_REPORTS

DESK = ["--slots", "09:00-12:00,13:00-17:00", "--closed", "12-31..01-03"]
GOV = ["--slots", "09:00-17:00", "--closed", "12-29,12-30,12-31,01-01,01-02,01-03"]
NIGHT = ["--slots", "00:00-24:00", "--weekdays", "Mon-Sun", "--holidays", "none"]


def run(*words: str) -> list[str]:
    out = StringIO()
    call_command("due", *words, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-12-30T16:30 --business-minutes 240", "2027-01-04T13:30:00+09:00"),
        ("2026-12-24T10:00 --business-days 10", "2027-01-12"),
        (
            "2026-04-27T09:00 --business-minutes 840 --pause 2026-04-28T12:00/2026-05-01T10:00",
            "2026-05-01T15:00:00+09:00",
        ),
        ("2026-05-01T09:00 --business-minutes 1260", "2026-05-08T17:00:00+09:00"),
        ("2027-01-31 --months 1", "2027-02-28"),
        ("2027-01-31 --months 1 --roll", "2027-03-01"),
        ("2026-12-18 --weeks 2", "2027-01-01"),
        ("2026-12-18 --weeks 2 --roll", "2027-01-04"),
        ("2028-01-31T23:59 --months 1", "2028-02-29"),
        ("2026-04-01 --days 15", "2026-04-16"),
        ("2026-05-01T09:00 --percent 50 --of 14h", "2026-05-01T17:00:00+09:00"),
        ("2026-05-01T09:00 --percent 80% --of 7h30m", "2026-05-01T16:00:00+09:00"),
        ("2026-05-01T09:00 --percent 12.5 --of 8", "2026-05-01T10:00:00+09:00"),
        # Received on the stroke of closing, or a minute before; seconds are left out; a moment from elsewhere.
        ("2026-05-01T17:00 --business-days 1", "2026-05-08"),
        ("2026-05-01T16:59:59 --business-days 1", "2026-05-07"),
        ("2026-05-01T09:00:59 --business-minutes 1", "2026-05-01T09:01:00+09:00"),
        ("2026-05-01T00:00Z --business-minutes 1", "2026-05-01T09:01:00+09:00"),
        ("２０２６－０５－０１T０９：００ --business-days １", "2026-05-07"),
        ("2026-03-31T24:00 --days 1", "2026-04-02"),
        ("2026-05-01T09:00 --business-minutes 1 --pause 2026-05-01/2026-05-01T24:00", "2026-05-07T09:01:00+09:00"),
        # Pauses: overlapping ones count once, outside open time nothing, empty nothing.
        (
            "2026-04-27T09:00 --business-minutes 840 --pause 2026-04-28T12:00/2026-04-30T09:00 "
            "--pause 2026-04-28T17:00/2026-05-01T10:00",
            "2026-05-01T15:00:00+09:00",
        ),
        ("2026-04-27 --business-minutes 420 --pause 2026-04-27T12:00/2026-04-27T13:00", "2026-04-27T17:00:00+09:00"),
        ("2026-04-27T09:00 --business-minutes 420 --pause 2026-04-27/2026-04-27", "2026-04-27T17:00:00+09:00"),
    ],
)  # fmt: skip
def test_limits_come_out_without_any_query(words: str, expected: str) -> None:
    assert run(*words.split(), *DESK)[0] == expected


@pytest.mark.parametrize(("days", "known_on", "expected"), FINAL_REPORTS)
def test_final_reports_count_the_day_of_knowing(days: int, known_on: str, expected: object) -> None:
    assert run(f"{known_on}T20:15", "--days", str(days), "--day-one", "--roll", *GOV)[0] == str(expected)


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("2026-03-28T12:00", "Europe/Berlin", "2026-03-29T13:00:00+02:00"),
        ("2026-10-24T12:00", "Europe/Berlin", "2026-10-25T11:00:00+01:00"),
        ("2026-03-07T12:00", "america/new_york", "2026-03-08T13:00:00-04:00"),
        ("2026-10-31T12:00", "America/New_York", "2026-11-01T11:00:00-05:00"),
    ],
)
def test_days_of_23_and_25_hours_are_as_long_as_they_are(start: str, zone: str, expected: str) -> None:
    assert run(start, "--business-minutes", "1440", "--timezone", zone, *NIGHT)[0] == expected


def test_japans_holidays_apply_in_any_zone_unless_there_are_none() -> None:
    words = ["2026-05-01T09:00", "--business-days", "1", "--slots", "09:00-17:00", "--timezone", "Europe/Berlin"]
    assert run(*words)[0] == "2026-05-07"
    assert run(*words, "--holidays", "none")[0] == "2026-05-04"


def test_the_ledger_names_each_day_and_slot_and_why() -> None:
    lines = run("2026-04-27T18:00", "--business-minutes", "600", "--pause", "2026-04-30T10:00/2026-04-30T11:00", *DESK)
    cells = [line.split("\t") for line in lines[1:-1]]
    assert [(cell[0], cell[2], cell[3]) for cell in cells] == [
        ("2026-04-27", "-", "0"),
        ("2026-04-28", "09:00–12:00", "180"),
        ("2026-04-28", "13:00–17:00", "240"),
        ("2026-04-29", "-", "0"),
        ("2026-04-30", "09:00–10:00", "60"),
        ("2026-04-30", "10:00–11:00", "0"),
        ("2026-04-30", "11:00–12:00", "60"),
        ("2026-04-30", "13:00–14:00", "60"),
    ]
    assert "昭和の日" in cells[3][5]
    assert cells[-1][4] == "600"


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_holidays_come_from_a_file_in_the_cabinet_offices_form(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "holidays.csv"
    file.write_text(
        "国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/5/4,みどりの日\r\n2026-05-05,こどもの日\r\n", encoding
    )
    found = run("2026-05-01", "--business-days", "1", "--slots", "09:00-17:00", "--holidays", str(file))
    assert found[0] == "2026-05-06"
    assert "みどりの日" in "\n".join(found)


@pytest.mark.skipif(not SHARED_HOLIDAYS.exists(), reason="the Cabinet Office's file is not at hand")
@pytest.mark.parametrize("name", [SHARED_HOLIDAYS.name, "syukujitsu_2026_utf8.csv"])
def test_the_cabinet_offices_own_files_are_read(name: str) -> None:
    file = SHARED_HOLIDAYS.with_name(name)
    assert run("2026-05-01T09:00", "--business-minutes", "1260", *DESK, "--holidays", str(file))[0].startswith(
        "2026-05-08T17:00"
    )


@pytest.mark.parametrize(
    "words",
    [
        "someday --days 1",
        "2026-02-30 --days 1",
        "0001-01-01 --days 1",
        "2026-05-01",
        "2026-05-01 --days 1 --weeks 1",
        "2026-05-01 --days 0",
        "2026-05-01 --days -1",
        "2026-05-01 --days 1.5",
        "2026-05-01 --business-minutes 999999999999",
        "2026-05-01 --months 99999",
        "2026-05-01 --percent 50",
        "2026-05-01 --of 14h --days 1",
        "2026-05-01 --percent 0 --of 14h",
        "2026-05-01 --percent 101 --of 14h",
        "2026-05-01 --percent 50 --of 0h",
        "2026-05-01 --percent 50 --of 999999999h",
        "2026-05-01 --business-minutes 5 --day-one",
        "2026-05-01 --days 1 --pause 2026-05-02/2026-05-01",
        "2026-05-01 --days 1 --pause 2026-05-02",
        "2026-05-01 --days 1 --slots 22:00-06:00",
        "2026-05-01 --days 1 --slots 13:00-17:00,09:00-12:00",
        "2026-05-01 --days 1 --slots 09:00-13:00,12:00-17:00",
        "2026-05-01 --days 1 --slots 09:00-24:00,12:00-17:00",
        "2026-05-01 --days 1 --slots 00:00-00:00",
        "2026-05-01 --days 1 --slots 9-17",
        "2026-05-01 --days 1 --slots=",
        "2026-05-01 --days 1 --timezone Asia/Tokio",
        "2026-05-01 --days 1 --weekdays Mo-Fr",
        "2026-05-01 --days 1 --closed 02-30",
        "2026-05-01 --days 1 --closed 31/12",
        "2026-05-01 --days 1 --holidays missing.csv",
        "2026-05-01 --days 1 --holidays /",
        "2026-05-01 --days 1 --calendar DESK",
        "2026-05-01 --business-days 1 --closed 01-01..12-31",
    ],
)
def test_what_is_not_understood_is_one_line_and_no_traceback(words: str) -> None:
    given = words.split()
    slots = [] if any(word.startswith("--slots") for word in given) else ["--slots", "09:00-17:00"]
    with pytest.raises(CommandError) as refused:
        run(*given, *slots)
    assert len(str(refused.value).splitlines()) == 1


def test_the_portals_calendars_are_found_in_any_case(db: None) -> None:
    assert run("2026-12-28T18:00", "--business-days", "1")[0] == "2026-12-30"
    assert run("2026-12-25T18:00", "--business-days", "1", "--calendar", "gov")[0] == "2027-01-04"
    for stray in (["--calendar", "MOON"], ["--holidays", "none"]):
        with pytest.raises(CommandError):
            run("2026-12-28", "--days", "1", *stray)
