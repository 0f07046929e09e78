"""Does each good row come in once, and does each bad one go out with its reason?"""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.imports.conftest import HEADER, MAPPING, imported
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


def test_the_last_line_counts_and_the_same_file_again_creates_nothing(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,,高", "2,合同会社西風,8700110005901,中")
    assert imported(path)[-1] == "2 created, 0 updated, 0 unchanged, 0 rejected"
    assert imported(path)[-1] == "0 created, 0 updated, 2 unchanged, 0 rejected"
    assert list(Vendor.objects.order_by("pk").values_list("name", "criticality", "owner")) == [
        ("株式会社東和", "high", None),
        ("合同会社西風", "medium", None),
    ]


def test_a_changed_row_updates_its_vendor_and_no_other(put: Callable[..., Path]) -> None:
    imported(put("1,株式会社東和,,高", "2,合同会社西風,,中"))
    assert imported(put("1,株式会社東和データ,,高", "2,合同会社西風,,中"))[-1].startswith("0 created, 1 updated, 1")
    assert sorted(Vendor.objects.values_list("name", flat=True)) == ["合同会社西風", "株式会社東和データ"]


def test_what_the_mapping_fixes_does_not_undo_what_staff_decided(put: Callable[..., Path]) -> None:
    imported(put("1,株式会社東和,,高"))
    Vendor.objects.update(country="US", notes="実地確認済")
    imported(put("1,株式会社東和データ,,高"))
    assert Vendor.objects.values_list("country", "notes").get() == ("US", "実地確認済")


def test_bad_rows_go_to_a_file_with_row_column_reason_and_their_cells(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,,高", "2,,123,低い", "3,合同会社西風,,中", '4,"=HYPERLINK(""x"")",1234567890123,高')
    assert imported(path)[-1] == "2 created, 0 updated, 0 unchanged, 2 rejected"
    written = path.with_name("vendors.csv.rejected.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert header[4:] == HEADER.split(",")
    assert [row[:2] for row in rows] == [["2", "3"], ["4", "5"]]
    assert rows[0][2] == "名称; 法人番号; 重要度"
    assert rows[0][3].count("; ") == 2
    assert rows[0][4:] == ["2", "", "123", "低い"]
    assert rows[1][5] == '\'=HYPERLINK("x")'


def test_the_rejected_file_can_be_corrected_and_imported_as_it_is(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,,高", "2,合同会社西風,,低い")
    imported(path)
    rejected = path.with_name("vendors.csv.rejected.csv")
    rejected.write_text(rejected.read_text("utf-8-sig").replace(",低い", ",中"), encoding="utf-8-sig")
    assert imported(rejected)[-1] == "1 created, 0 updated, 0 unchanged, 0 rejected"
    assert not rejected.with_name(f"{rejected.name}.rejected.csv").exists()


def test_a_corrected_rejected_file_is_known_where_the_table_has_no_header(tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        'kind = "vendors"\n[file]\nheader = false\n[identity]\nsource = "rows"\n[fields]\nname = 1\n'
        'country = {value = "JP"}\ncriticality = 2\n',
        encoding="utf-8",
    )
    path = tmp_path / "vendors.csv"
    path.write_text("株式会社東和,high\n合同会社西風,低い\n", encoding="utf-8")
    assert imported(path)[-1] == "1 created, 0 updated, 0 unchanged, 1 rejected"
    rejected = path.with_name("vendors.csv.rejected.csv")
    rejected.write_text(rejected.read_text("utf-8-sig").replace("合同会社西風,低い", "合同会社西風,low"), "utf-8-sig")
    assert imported(rejected)[-1] == "1 created, 0 updated, 0 unchanged, 0 rejected"
    path.write_text("株式会社東和,high\n合同会社西風,low\n", encoding="utf-8")
    assert imported(path)[-1] == "0 created, 0 updated, 2 unchanged, 0 rejected", "the row is known by what it says"


def test_the_last_of_rows_with_the_same_number_wins_and_is_reported(put: Callable[..., Path]) -> None:
    path = put("1,旧社名,,高", "2,合同会社西風,,中", "1,新社名,,高")
    lines = imported(path)
    assert lines[-1] == "2 created, 0 updated, 0 unchanged, 0 rejected"
    assert "1 → 3" in lines[0]
    assert Vendor.objects.filter(name="新社名").exists()
    assert imported(path)[-1] == "0 created, 0 updated, 2 unchanged, 0 rejected"


def test_a_bad_last_row_does_not_push_out_an_earlier_good_one(put: Callable[..., Path]) -> None:
    assert imported(put("1,株式会社東和,,高", "1,,,高"))[-1] == "1 created, 0 updated, 0 unchanged, 1 rejected"
    assert Vendor.objects.get().name == "株式会社東和"


def test_exact_duplicates_without_a_number_are_separate_and_stay_so(put: Callable[..., Path]) -> None:
    path = put(",株式会社東和,,高", ",株式会社東和,,高", ",合同会社西風,,中")
    (path.parent / "map.toml").write_text(MAPPING.replace('column = "番号"\n[', "["), encoding="utf-8")
    assert imported(path)[-1].startswith("3 created")
    assert imported(path)[-1] == "0 created, 0 updated, 3 unchanged, 0 rejected"


def test_a_number_that_stands_in_the_register_names_the_same_vendor(put: Callable[..., Path]) -> None:
    imported(put("1,株式会社東和,8700110005901,高"))
    other = put("A-1,株式会社東和（改称）,8700110005901,高", name="other.csv")
    (other.parent / "map.toml").write_text(MAPPING.replace('"test"', '"another"'), encoding="utf-8")
    assert imported(other)[-1] == "0 created, 1 updated, 0 unchanged, 0 rejected"
    assert Vendor.objects.get().name == "株式会社東和（改称）"


def test_two_rows_of_one_file_cannot_both_be_the_holder_of_a_number(put: Callable[..., Path]) -> None:
    path = put("1,株式会社東和,8700110005901,高", "2,合同会社西風,8700110005901,中")
    assert imported(path)[-1] == "1 created, 0 updated, 0 unchanged, 1 rejected"
