"""The real complaint and company files go in whole, each once, and the broken ones are refused with their row."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from cases.models import Case
from privacyportal.clocks.models import Notice
from privacyportal.imports.errors import FileRefused
from privacyportal.imports.sources import Layout, Source
from privacyportal.notifications.models import Message
from tests.conftest import SHARED
from vendors.models import Vendor

# What came of a complaint elsewhere comes in as history only, by two persons.
HISTORY = ("--historical", "--approved-by", "endo", "--by", "baba")
pytestmark = [pytest.mark.django_db, pytest.mark.shared]
DATA = SHARED / "data"


def imported(kind: str, name: str, mapping: str, tmp_path: Path, *more: str) -> str:
    out = io.StringIO()
    rejected = tmp_path / "rejected.csv"
    words = (str(DATA / name), "--mapping", mapping, "--rejected", str(rejected), *more)
    call_command(f"import_{kind}", *words, stdout=out)
    assert not rejected.exists()
    return out.getvalue().splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "mapping", "created"),
    [
        ("work_houjin_created_2021-07-14.csv", "houjin", 523),
        ("work_houjin_closed_2021-07-14.csv", "houjin", 188),
        ("work_gbizinfo_sabae_companies.csv", "gbizinfo", 2143),
        ("lei_japan_sample.csv", "lei", 285),
        ("lei_foreign_tech_vendors_sample1500.csv", "lei", 1500),
    ],
)
def test_company_files_go_in_whole_and_once(name: str, mapping: str, created: int, tmp_path: Path) -> None:
    first = imported("vendors", f"vendors/{name}", mapping, tmp_path)
    assert first == f"{created} created, 0 updated, 0 unchanged, 0 rejected"
    second = imported("vendors", f"vendors/{name}", mapping, tmp_path)
    assert second == f"0 created, 0 updated, {created} unchanged, 0 rejected"
    assert Vendor.objects.count() == created


def test_closed_companies_are_flagged_and_all_files_of_numbers_speak_of_the_same_companies(tmp_path: Path) -> None:
    last = imported("vendors", "vendors/work_houjin_diff_2021-07-14.csv", "houjin_diff", tmp_path)
    assert last == "2396 created, 0 updated, 0 unchanged, 0 rejected"
    assert Vendor.objects.filter(ceased_on__isnull=False).exclude(ceased_cause="").count() == 188
    for part, rows in (("created", 523), ("closed", 188)):
        last = imported("vendors", f"vendors/work_houjin_{part}_2021-07-14.csv", "houjin", tmp_path)
        assert last == f"0 created, 0 updated, {rows} unchanged, 0 rejected"
    names = Vendor.objects.filter(name__contains="ＭＣＡホールディングス")
    assert names.exists(), "full-width letters of names stay as written"


@pytest.mark.parametrize(
    ("name", "mapping", "created"),
    [
        ("work_cfpb_2019_multiline.csv", "cfpb_2019", 268),
        ("work_cfpb_narratives.csv", "cfpb_narratives", 3947),
    ],
)
@pytest.mark.usefixtures("baba", "endo")
def test_complaint_files_go_in_whole_and_once(name: str, mapping: str, created: int, tmp_path: Path) -> None:
    first = imported("cases", f"complaints/{name}", mapping, tmp_path, *HISTORY)
    assert first == f"{created} created, 0 updated, 0 unchanged, 0 rejected"
    assert not Notice.objects.exclude(outcome="suppressed", reason="imported").exists()
    assert not Message.objects.exists()
    second = imported("cases", f"complaints/{name}", mapping, tmp_path, *HISTORY)
    assert second == f"0 created, 0 updated, {created} unchanged, 0 rejected"


@pytest.mark.usefixtures("baba", "endo")
def test_what_the_file_says_is_what_the_cases_say(tmp_path: Path) -> None:
    for last in (
        "3186 created, 0 updated, 0 unchanged, 0 rejected",
        "0 created, 0 updated, 3186 unchanged, 0 rejected",
    ):
        assert imported("cases", "complaints/work_cfpb_2013-2017.csv", "cfpb_2013", tmp_path, *HISTORY) == last
    count = Case.objects.filter
    assert count(concerns="group_joint_use").count() == 147
    assert count(sender="authority").count() == 533
    assert count(status="investigating").count() == 29
    assert count(outcome="upheld").count() == 216
    assert not count(closed_at__lt=F("received_at")).exists()
    multiline = "complaints/work_cfpb_2019_multiline.csv"
    imported("cases", multiline, "cfpb_2019", tmp_path, *HISTORY)
    assert "is trying to collect a debt" in Case.objects.get(external_number="3384392").description


def test_the_file_cut_off_at_one_mebibyte_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"2068.*3302"):
        imported("cases", "complaints/broken_cfpb_2023_truncated.csv", "cfpb_2019", tmp_path)
    assert not Case.objects.exists()


def test_the_file_of_wrongly_decoded_names_is_refused() -> None:
    with pytest.raises(FileRefused):
        list(Source(DATA / "holidays/broken_syukujitsu_mojibake.csv", Layout()).records())


def test_half_width_kana_in_cp932_without_header_are_read() -> None:
    records = list(Source(DATA / "japan/work_13TOKYO.CSV", Layout(header=False)).records())
    assert len(records) == 4165
    assert records[0].cells[3] == "ﾄｳｷｮｳﾄ"
