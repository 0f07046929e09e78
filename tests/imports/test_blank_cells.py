"""Does a blank cell leave what is stored, whichever importer and field, and does only the mark take it away?"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command

from privacyportal.accounts.models import User
from privacyportal.imports.columns import REMOVAL
from privacyportal.imports.registry import STANDARD, Importer, importers
from privacyportal.imports.rows import Values
from tests.factories import consents
from tests.factories import vendors as make

pytestmark = pytest.mark.django_db

PERSON = {
    "管理番号": "1", "顧客番号": "C001", "氏名": "山田花子", "フリガナ": "ヤマダハナコ", "電話": "03-3333-4444",
    "メール": "b@person.example", "住所": "千代田区2-2",
}  # fmt: skip
FILLED = {
    "vendors": {
        "管理番号": "1", "名称": "株式会社東和", "フリガナ": "トウワ", "法人番号": "8700110005901",
        "LEI": "5493001KJTIIGC8Y1R12", "国コード": "US", "所在地": "千代田区1-1", "連絡先担当者": "佐藤",
        "連絡先メール": "a@vendor.example", "連絡先電話": "03-1111-2222", "重要度": "高", "重要度の理由": "少ない",
        "所管部署コード": "PLANNING", "個人番号の取扱い": "有", "機微情報の取扱い": "有", "クラウド利用": "有",
        "本人数": "1200", "消滅日": "2026-10-01", "消滅の理由": "合併", "備考": "覚書",
    },
    "cases": {
        "管理番号": "1", "件名": "案内の停止", "種別": "苦情", "状況": "終結", "受付経路": "日本証券業協会経由",
        "受付日時": "2026-11-02 09:30", "受付連絡日": "2026-11-02 10:00", "本人確認日": "2026-11-03 10:00",
        "回答日": "2026-11-04 10:00", "終結日": "2026-11-05 10:00", "取下げ日": "", "結果": "申出に理由あり",
        "発生原因": "手違い", "窓口コード": "PLANNING", "閲覧制限": "有", "漏えいのおそれ": "有", "内容": "届いた",
        "要望": "止めたい", "相手方の番号": "X-1", "基本方針の項": "12", "発信者": "日本証券業協会",
        "対象": "foreign",
        "申出人氏名": "山田花子", "申出人フリガナ": "ヤマダ", "申出人電話": "03-3333-4444",
        "申出人メール": "b@person.example", "申出人住所": "千代田区2-2",
        "代理人氏名": "佐藤", "代理人フリガナ": "サトウ", "代理人電話": "03-5555-6666",
        "代理人メール": "c@person.example", "代理人住所": "千代田区3-3", "代理権の種類": "任意代理人",
    },
    "consents": {
        **PERSON, "同意文言コード": "NEWS", "同意文言の版": "1", "同意区分": "同意", "取得方法": "書面",
        "取得日時": "2026-11-02 09:30", "有効期限": "2027-11-02", "備考": "店頭",
    },
    "persons": PERSON,
}  # fmt: skip
WITHDRAWN = {"状況": "取下げ", "取下げ日": "2026-11-05 10:00", "回答日": "", "終結日": "", "結果": ""}
# What a record of the kind always has, beside what every row must say; a decision that stands takes no change at all.
KEPT = {"cases": {"desk", "answered_at", "closed_at", "outcome", "withdrawn_at"}}
ENTRIES = {"consents"}
DEFAULTS: dict[str, object] = {"sender": "person", "concerns": "own"}
# Unique where they are given, so that what is empty is no text.
NONE = {("vendors", "corporate_number"), ("vendors", "lei"), ("persons", "customer_number")}
FIELDS = [(importer.kind, field.name) for importer in importers() for field in importer.fields]


@pytest.fixture(autouse=True)
def ground(desk: object, planning: object) -> Iterator[None]:
    """The desk, the department and the wording that the rows name."""
    with time_machine.travel(make.NOW, tick=False):
        consents.wording("use", code="NEWS")
        yield


@pytest.fixture
def bring(tmp_path: Path, baba: User, kudo: User) -> Callable[..., str]:
    """Import one row of our own form; return the counts."""

    def run(kind: str, row: dict[str, str]) -> str:
        path = tmp_path / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        out = io.StringIO()
        past = ["--historical", "--by", baba.username, "--approved-by", kudo.username] if kind == "cases" else []
        call_command(f"import_{kind}", str(path), "--mapping", "standard", *past, stdout=out)
        return out.getvalue().splitlines()[-1]

    return run


def held(importer: Importer) -> Values:
    model: Any = apps.get_model(importer.model)
    return next(iter(importer.held([model.objects.get()])))


def row_of(kind: str, field: str) -> dict[str, str]:
    return {**FILLED[kind], **(WITHDRAWN if field == "withdrawn_at" else {})}


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_blank_cell_leaves_what_is_stored_and_the_mark_takes_it_away(
    bring: Callable[..., str], kind: str, field: str
) -> None:
    importer = next(one for one in importers() if one.kind == kind)
    declared = next(one for one in importer.fields if one.name == field)
    columns = next(rule.columns for rule in importer.mapping(STANDARD).rules if rule.name == field)
    row = row_of(kind, field)
    assert bring(kind, row) == "1 created, 0 updated, 0 unchanged, 0 rejected"
    stored = held(importer)
    assert stored[field], "the row fills every declared field"

    # A cause alone contradicts itself; here its cell is blank as well and leaves what stands.
    row |= {"消滅の理由": ""} if field == "ceased_on" else {}
    counts = bring(kind, {**row, **{str(column): "" for column in columns}})
    is_needed = declared.required and field != "country"
    assert counts == f"0 created, 0 updated, {1 - is_needed} unchanged, {1 * is_needed} rejected"
    assert held(importer) == stored

    counts = bring(kind, {**row, **{str(column): REMOVAL for column in columns}})
    if declared.required or field in KEPT.get(kind, ()) or kind in ENTRIES:
        assert (counts, held(importer)) == ("0 created, 0 updated, 0 unchanged, 1 rejected", stored)
        return
    also = {"ceased_cause": ""} if field == "ceased_on" else {}
    empty = DEFAULTS.get(field, type(stored[field])() if isinstance(stored[field], str | bool) else None)
    empty = None if (kind, field) in NONE else empty
    assert counts == "0 created, 1 updated, 0 unchanged, 0 rejected"
    assert held(importer) == {**stored, field: empty, **also}


@pytest.mark.parametrize("mark", ["(削除)", " （削除） ", "(remove)", "(Remove)"])
def test_the_mark_may_be_written_in_half_width_and_in_english(bring: Callable[..., str], mark: str) -> None:
    bring("vendors", FILLED["vendors"])
    assert bring("vendors", {**FILLED["vendors"], "本人数": mark})[:22] == "0 created, 1 updated, "


def test_a_blank_cell_of_a_new_record_is_empty_or_what_the_mapping_says(bring: Callable[..., str]) -> None:
    bring("vendors", {**FILLED["vendors"], "国コード": "", "本人数": ""})
    said = held(next(one for one in importers() if one.kind == "vendors"))
    assert (said["country"], said["person_count"]) == ("JP", None)


def test_people_of_a_case_are_taken_away_one_field_after_the_other(bring: Callable[..., str]) -> None:
    bring("cases", FILLED["cases"])
    marks = {heading: REMOVAL for heading in FILLED["cases"] if heading.startswith("代理")}
    assert bring("cases", {**FILLED["cases"], **marks}) == "0 created, 1 updated, 0 unchanged, 0 rejected"
    said = held(next(one for one in importers() if one.kind == "cases"))
    assert {value for name, value in said.items() if name.startswith("representative_")} == {""}
