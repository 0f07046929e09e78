"""Numbers with check digits are proved, not believed."""

import csv
from pathlib import Path

import pytest

from privacyportal.backoffice.identifiers import corporate_number_check_digit, is_corporate_number, is_lei

VENDORS = Path(__file__).parents[3] / "shared/data/vendors"


def test_the_ministrys_own_example_number_passes_and_a_changed_digit_fails() -> None:
    assert corporate_number_check_digit("700110005901") == 8
    assert is_corporate_number("8700110005901")
    assert not is_corporate_number("8700110005902")
    assert not is_corporate_number("7700110005901")


@pytest.mark.parametrize(
    "text", ["", "870011000590", "87001100059011", "８700110005901", "870011000590a", "\n8700110005901"]
)
def test_what_is_not_13_ascii_digits_is_no_corporate_number(text: str) -> None:
    assert not is_corporate_number(text)


def test_an_lei_is_proved_by_its_last_two_digits() -> None:
    assert is_lei("5493001KJTIIGC8Y1R12")
    assert not is_lei("5493001KJTIIGC8Y1R21")
    assert not is_lei("5493001kjtiigc8y1r12")


@pytest.mark.skipif(not VENDORS.is_dir(), reason="the sample files are not on this machine")
def test_every_number_in_the_sample_files_passes() -> None:
    with (VENDORS / "work_houjin_diff_2021-07-14.csv").open(encoding="utf-8", newline="") as file:
        assert all(is_corporate_number(row[1]) for row in csv.reader(file))
    for name in ("lei_japan_sample.csv", "lei_foreign_tech_vendors_sample1500.csv"):
        with (VENDORS / name).open(encoding="utf-8", newline="") as file:
            assert all(is_lei(row["LEI"]) for row in csv.DictReader(file))
