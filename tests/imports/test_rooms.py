"""Cases and consents come in with their parties, states and persons, and our rules hold for them too."""

import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.models import Case, CaseParty, CaseStep
from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import User
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, Notice
from privacyportal.notifications.models import Message
from privacyportal.policies.models import ConsentWording

pytestmark = pytest.mark.django_db

CASES = (
    "管理番号,件名,内容,要望,窓口コード,申出人氏名,申出人フリガナ,申出人電話,申出人メール,申出人住所,代理人氏名,漏えいのおそれ,"
    "閲覧制限,発生原因,種別,状況,受付経路,受付日時,受付連絡日,本人確認日,回答日,終結日,取下げ日,結果"
)
OPEN = (
    "1,案内の停止,停止したのに届く,停止,,山田花子,ヤマダハナコ,03-0000-0000,,,,無,無,,苦情,受付,電話,"
    "令和6年5月7日,,,,,,"
)
CLOSED = (
    "2,案内の停止,内容,,,山田花子,,,,,山田太郎,,,,苦情,終結,郵送,2024/5/7 9:30,2024/5/8,,2024/5/20,2024/5/21,,理由なし"
)
CONSENTS = (
    "管理番号,顧客番号,氏名,フリガナ,住所,電話,メール,備考,同意文言コード,同意文言の版,同意区分,取得方法,"
    "取得日時,有効期限"
)


HISTORY = ("--historical", "--approved-by", "endo", "--by", "baba")


def imported(kind: str, folder: Path, header: str, *rows: str, options: tuple[str, ...] = ()) -> str:
    path = folder / f"{kind}.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="cp932")
    out = io.StringIO()
    call_command(f"import_{kind}", str(path), "--mapping", "standard", *options, stdout=out)
    return out.getvalue().splitlines()[-1]


def rejections(folder: Path, kind: str) -> str:
    return (folder / f"{kind}.csv.rejected.csv").read_text("utf-8-sig")


def test_a_case_comes_in_with_its_parties_its_state_and_its_route(tmp_path: Path, baba: User, endo: User) -> None:
    assert (
        imported("cases", tmp_path, CASES, OPEN, CLOSED, options=HISTORY)
        == "2 created, 0 updated, 0 unchanged, 0 rejected"
    )
    first, second = Case.objects.order_by("pk")
    assert (first.status, first.handler, first.registered_by) == ("received", None, baba)
    assert first.received_at == datetime(2024, 5, 7, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert first.route_row is not None
    assert first.desk == first.route_row.owner_desk
    assert (second.status, second.outcome, second.channel) == ("closed", "not_upheld", "letter")
    assert sorted(CaseParty.objects.filter(case=second).values_list("role", "name")) == [
        ("complainant", "山田花子"),
        ("representative", "山田太郎"),
    ]
    assert list(CaseStep.objects.order_by("case").values_list("action", "to_status")) == [
        ("import", "received"),
        ("import", "closed"),
    ]


def test_what_is_past_due_is_recorded_as_suppressed_and_mails_nobody(tmp_path: Path) -> None:
    imported("cases", tmp_path, CASES, OPEN)
    assert Clock.objects.filter(reference=Case.objects.get().reference).exists()
    assert set(Notice.objects.values_list("outcome", "reason")) == {("suppressed", "imported")}
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("2024/5/21", ""), "終結日"),
        (("理由なし", "全部開示"), "結果"),
        (("2024/5/20", "2024/5/1"), "回答日"),
        (("2024/5/7 9:30", "2999/5/7 9:30"), "受付日時"),
        (("苦情,終結", "開示,終結"), "結果"),
        (("終結,郵送", "回答待ち,郵送"), "状況"),
    ],
)
def test_what_a_case_may_not_be_is_rejected_under_its_column(
    tmp_path: Path, baba: User, endo: User, change: tuple[str, str], column: str
) -> None:
    assert imported("cases", tmp_path, CASES, CLOSED.replace(*change), options=HISTORY).endswith("1 rejected")
    assert column in rejections(tmp_path, "cases").splitlines()[1].split(",")[2]


def test_a_case_that_moved_on_in_the_file_moves_here_unless_we_have_worked_on_it(
    tmp_path: Path, baba: User, endo: User
) -> None:
    imported("cases", tmp_path, CASES, OPEN)
    closed = OPEN.replace("受付,電話", "終結,電話").replace("7日,,,,,,", "7日,,,2024/5/9,2024/5/9,,理由なし")
    assert (
        imported("cases", tmp_path, CASES, closed, options=HISTORY) == "0 created, 1 updated, 0 unchanged, 0 rejected"
    )
    case = Case.objects.get()
    assert (case.status, case.outcome) == ("closed", "not_upheld")
    CaseStep.objects.create(case=case, action="reopen", to_status="investigating", at=case.registered_at)
    again = closed.replace("案内", "ご案内")
    assert imported("cases", tmp_path, CASES, again, options=HISTORY).endswith("1 rejected")
    assert Case.objects.get().subject == "案内の停止"


def consent(number: int, **values: str) -> str:
    wording = ConsentWording.objects.order_by("pk").first()
    assert wording is not None
    said = {
        "customer": "C001",
        "name": "山田花子",
        "wording": f"{wording.code},{wording.version}",
        "decision": "同意",
        "at": f"{wording.valid_from:%Y/%m/%d} 10:00",
        "until": "",
    } | values
    return (
        f"{number},{said['customer']},{said['name']},ヤマダハナコ,,,,,{said['wording']},{said['decision']},書面,"
        f"{said['at']},{said['until']}"
    )


def test_consents_come_in_under_one_person_for_each_customer_number(tmp_path: Path) -> None:
    rows = [consent(1), consent(2, decision="撤回"), consent(3, customer="C002", name="鈴木一郎")]
    assert imported("consents", tmp_path, CONSENTS, *rows) == "3 created, 0 updated, 0 unchanged, 0 rejected"
    assert imported("consents", tmp_path, CONSENTS, *rows) == "0 created, 0 updated, 3 unchanged, 0 rejected"
    assert DataSubject.objects.count() == 2
    assert list(ConsentEntry.objects.order_by("pk").values_list("decision", flat=True)) == [
        "given",
        "withdrawn",
        "given",
    ]


def test_an_entry_of_consent_is_never_changed_by_a_file(tmp_path: Path) -> None:
    imported("consents", tmp_path, CONSENTS, consent(1))
    assert imported("consents", tmp_path, CONSENTS, consent(1, decision="撤回")).endswith("0 unchanged, 1 rejected")
    assert ConsentEntry.objects.get().decision == "given"


@pytest.mark.parametrize(
    "values",
    [
        {"wording": "NONE,9"},
        {"at": "2999/1/1"},
        {"at": "1990/1/1"},
        {"decision": "不同意", "until": "2030/1/1"},
        {"until": "1990/1/1"},
        {"decision": "たぶん"},
        {"name": ""},
    ],
)
def test_a_consent_that_cannot_be_is_rejected(tmp_path: Path, values: dict[str, str]) -> None:
    assert imported("consents", tmp_path, CONSENTS, consent(1, **values)).startswith("0 created")
    assert not DataSubject.objects.exists()


def test_a_customer_number_under_another_name_is_rejected(tmp_path: Path) -> None:
    rows = [consent(1), consent(2, name="山田太郎")]
    assert imported("consents", tmp_path, CONSENTS, *rows) == "1 created, 0 updated, 0 unchanged, 1 rejected"


def test_the_clocks_of_cases_brought_in_are_those_that_their_events_make(
    tmp_path: Path, baba: User, endo: User
) -> None:
    request = OPEN.replace("1,", "2,", 1).replace("苦情", "開示")
    closed = CLOSED.replace("2,", "3,", 1)
    assert imported("cases", tmp_path, CASES, OPEN, request, closed, options=HISTORY).startswith("3 created")
    cases = list(Case.objects.select_related("reference"))
    assert Clock.objects.count() > len(cases)
    assert river.refresh_many(references=[case.reference for case in cases], at=timezone.now()) == 0


def test_what_an_outside_body_asked_for_in_a_case_brought_in_has_its_limit(tmp_path: Path) -> None:
    row = OPEN.replace("苦情,受付,電話", "苦情,受付,日本証券業協会経由")
    assert imported("cases", tmp_path, CASES, row) == "1 created, 0 updated, 0 unchanged, 0 rejected"
    assert Case.objects.get().referrals.count() == 1
    assert Clock.objects.filter(duty="cases.referral_answer").count() == 1
