"""Do the Cabinet Office's files come in whole or not at all, and only when a second person says so?"""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.calendars import cabinet, services
from privacyportal.calendars.loading import open_hours
from privacyportal.calendars.models import CalendarDay, CalendarVersion, HolidayImport
from privacyportal.calendars.national import national_holidays
from tests.calendars.calendars import SHARED_HOLIDAYS, tokyo
from tests.factories.calendars import desk_calendar

AT = tokyo("2026-11-24T10:00")
HEADER = "国民の祝日・休日月日,国民の祝日・休日名称"
LAST_YEARS = "syukujitsu_2025-02_cp932.csv"
real = pytest.mark.skipif(not SHARED_HOLIDAYS.exists(), reason="the Cabinet Office's files are not at hand")


def form_of(days: dict[date, str], encoding: str = "cp932") -> bytes:
    """A file as the Cabinet Office writes it."""
    lines = [HEADER, *(f"{on.year}/{on.month}/{on.day},{name}" for on, name in days.items())]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def days_of(year: int) -> dict[date, str]:
    return {on: "休日" if "休日" in name else name for on, name in national_holidays([year]).items()}


def stored(version: CalendarVersion, layer: str) -> dict[date, str]:
    return dict(CalendarDay.objects.filter(version=version, layer=layer).values_list("on", "name"))


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (f"{HEADER}\r\n2026/1/1,元日\r\n2026/2/30,休日\r\n".encode("cp932"), "3"),
        (f"{HEADER}\r\n2026/1/1,元日\r\n2026/1/1,元日\r\n".encode("cp932"), "3"),
        (f"{HEADER}\r\n2026/1/1,\r\n".encode(), "2"),
        (f"{HEADER}\r\n元日,08/1/1\r\n".encode(), "2"),
        (f"{HEADER}\r\n1/1,元日\r\n".encode(), "2"),
        (f"{HEADER}\r\n2026/1/1,元日,祝日\r\n".encode(), "2"),
        ("2026/1/1,\N{REPLACEMENT CHARACTER}\n".encode(), "1"),
        (b"\x00\x01\x02", "1"),
        (HEADER.encode(), ""),
        (b"", ""),
        (b"\xff\xff\xff", ""),
    ],
)
def test_a_file_with_one_wrong_row_is_refused_whole_and_the_row_named(content: bytes, row: str) -> None:
    with pytest.raises(cabinet.BadFile) as refused:
        cabinet.read(content)
    assert row in refused.value.text


@real
def test_all_real_forms_give_the_same_days_and_the_destroyed_one_is_refused() -> None:
    folder = SHARED_HOLIDAYS.parent
    shift_jis, utf8 = cabinet.read_path(SHARED_HOLIDAYS), cabinet.read_path(folder / "syukujitsu_2026_utf8.csv")
    assert len(shift_jis.days) == 1067
    assert shift_jis.days == utf8.days
    assert len(cabinet.read_path(folder / LAST_YEARS).days) == 1050
    headless = cabinet.read_path(folder / "syukujitsu_2025_utf8_crlf_noheader.csv")
    assert (len(headless.days), min(headless.days)) == (1032, date(1955, 1, 1))
    with pytest.raises(cabinet.BadFile):
        cabinet.read_path(folder / "broken_syukujitsu_mojibake.csv")


def test_an_import_changes_national_days_of_its_years_only_and_never_a_decision_of_ours(baba: User) -> None:
    version = services.draft(calendar=desk_calendar(), by=baba, at=AT)
    services.set_day(version=version, on=date(2027, 1, 11), kind="open", name="臨時営業", by=baba, at=AT)
    firm, local, before = stored(version, "firm"), stored(version, "local"), stored(version, "national")
    official = days_of(2027)
    del official[date(2027, 1, 11)]
    official[date(2027, 6, 1)] = "新しい祝日"
    official[date(2027, 11, 3)] = "文化の日（改称）"
    found = services.import_holidays(
        version=version, file=cabinet.read(form_of(official)), file_name="syukujitsu.csv", by=baba, at=AT
    )
    assert found.added == {date(2027, 6, 1): "新しい祝日"}
    assert found.removed == {date(2027, 1, 11): "成人の日"}
    assert list(found.renamed) == [date(2027, 11, 3)]
    after = stored(version, "national")
    assert {on: name for on, name in after.items() if on.year != 2027} == {
        on: name for on, name in before.items() if on.year != 2027
    }
    assert after[date(2027, 3, 22)] == "振替休日", "the generic name does not replace the exact one"
    assert (stored(version, "firm"), stored(version, "local")) == (firm, local)
    made = HolidayImport.objects.get(version=version)
    assert (made.added, made.removed, made.renamed, made.last_year) == (1, 1, 1, 2027)


def test_the_command_drafts_once_and_nothing_takes_effect_until_it_is_published(
    tmp_path: Path, baba: User, endo: User
) -> None:
    file = tmp_path / "syukujitsu.csv"
    file.write_bytes(form_of({**days_of(2027), date(2027, 6, 1): "新しい祝日"}))

    def run(*words: str) -> list[str]:
        out = StringIO()
        call_command("import_holidays", str(file), "--calendar", "desk", *words, stdout=out)
        return out.getvalue().splitlines()

    assert "+ 2027-06-01 新しい祝日" in run("--dry-run")
    assert not CalendarVersion.objects.filter(status="draft").exists()
    lines = run("--by", baba.username)
    assert "! 2027-06-01 新しい祝日: ファイルのみ" in lines or any(line.startswith("! 2027-06-01") for line in lines)
    version = CalendarVersion.objects.get(status="draft")
    with pytest.raises(CommandError):
        run("--by", baba.username)
    assert open_hours("DESK").is_open_day(date(2027, 6, 1))
    services.publish(version=version, by=endo, at=AT)
    assert not open_hours("DESK").is_open_day(date(2027, 6, 1))
    run("--by", baba.username)
    assert not CalendarVersion.objects.filter(status="draft").exists(), "the same file again: nothing"
    file.write_bytes(b"2027/13/1,x")
    with pytest.raises(CommandError):
        run()


@real
def test_the_yearly_update_brings_exactly_the_new_years_days(baba: User, endo: User) -> None:
    calendar = services.create_calendar(
        code="BODY", name_ja="協会", name_en="Body", timezone="Asia/Tokyo", by=baba, at=AT
    )
    for edition, added in ((SHARED_HOLIDAYS.with_name(LAST_YEARS), 1050), (SHARED_HOLIDAYS, 17)):
        file = cabinet.read_path(edition)
        version = services.draft_from_file(calendar=calendar, file=file, file_name=edition.name, by=baba, at=AT)
        assert version.imports.get().added == added
        if added == 1050:
            services.set_day(version=version, on=date(2026, 1, 2), kind="special", name="臨時",
                             opens=AT.time(), closes=AT.replace(hour=12).time(), by=baba, at=AT)  # fmt: skip
        services.publish(version=version, by=endo, at=AT)
    assert version.known_until == date(2027, 12, 31)


def test_in_the_admin_a_file_is_uploaded_and_a_destroyed_one_refused(
    baba: User, as_user: Callable[[User], Client]
) -> None:
    browser, calendar = as_user(baba), desk_calendar()
    path = f"/admin/calendars/businesscalendar/{calendar.pk}/do/import_holidays/"
    broken = SimpleUploadedFile("syukujitsu.csv", "2027/6/1,\N{REPLACEMENT CHARACTER}".encode())
    refused = browser.post(path, {"file": broken})
    assert refused.status_code == 200
    assert not CalendarVersion.objects.filter(status="draft").exists()
    good = SimpleUploadedFile("syukujitsu.csv", form_of({**days_of(2027), date(2027, 6, 1): "新しい祝日"}))
    response = browser.post(path, {"file": good})
    version = CalendarVersion.objects.get(status="draft")
    assert response["Location"] == f"/admin/calendars/calendarversion/{version.pk}/change/"
    page = browser.get(response["Location"]).content.decode()
    assert "新しい祝日" in page
    assert version.imports.get().sha256[:12] in page
