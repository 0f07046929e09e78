"""`manage.py load_policy` keeps a policy's text as versions, and prints what it found."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from privacyportal.audit.models import AuditEntry
from privacyportal.policies.models import PolicyClause, PolicySection, PolicyVersion
from tests.conftest import SHARED
from tests.factories.policies import HEADINGS, policy_text

pytestmark = pytest.mark.django_db


def run(path: Path) -> list[str]:
    out = StringIO()
    call_command("load_policy", str(path), stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


@pytest.fixture
def policy_file(tmp_path):
    path = tmp_path / "policy.txt"
    path.write_text(policy_text(), encoding="utf-8")
    return path


def test_it_prints_number_heading_and_characters_of_each_section_and_the_version(policy_file):
    lines = run(policy_file)
    assert [line.split("\t")[:2] for line in lines[:-1]] == [[str(n), h] for n, h in enumerate(HEADINGS, 1)]
    assert lines[0].split("\t")[2] == str(len("当社は、基本方針について、法令に従い適切に取り扱います。"))
    assert lines[-1] == "version 1"


def test_the_same_file_again_changes_nothing(policy_file):
    first = run(policy_file)
    entries = AuditEntry.objects.count()
    again = run(policy_file)
    assert again == [*first[:-1], "unchanged"]
    assert (PolicyVersion.objects.count(), AuditEntry.objects.count()) == (1, entries)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_the_same_text_in_another_encoding_is_the_same_version(policy_file, tmp_path, encoding):
    run(policy_file)
    other = tmp_path / "other.txt"
    other.write_bytes(policy_text().replace("\n", "\r\n").encode(encoding))
    assert run(other)[-1] == "unchanged"


def test_a_changed_file_becomes_the_next_version(policy_file):
    run(policy_file)
    policy_file.write_text(policy_text(change=("適切に", "速やかに")), encoding="utf-8")
    assert run(policy_file)[-1] == "version 2"
    assert PolicySection.objects.filter(version__number=2).count() == 14


def test_clauses_keep_the_labels_of_the_policy(policy_file):
    run(policy_file)
    clauses = PolicyClause.objects.filter(section__number=3).values_list("label", "text")
    assert list(clauses) == [("(1)", "ご案内のため"), ("(2)", "管理のため")]


def test_what_follows_the_closing_word_is_kept_outside_the_sections(policy_file):
    run(policy_file)
    assert PolicyVersion.objects.get().closing == "2022年4月1日制定"


@pytest.mark.parametrize(
    "content",
    ["お知らせ\n本日は休業です。".encode(), b"", bytes(range(128, 256)), "1. 一項目だけ\n本文です。".encode()],
    ids=["no sections", "empty", "no text", "one item"],
)
def test_a_file_without_sections_is_refused_and_nothing_is_written(tmp_path, content):
    path = tmp_path / "notice.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run(path)
    assert not PolicyVersion.objects.exists()
    assert not AuditEntry.objects.filter(action="policies.version_loaded").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"absent\.txt"):
        run(tmp_path / "absent.txt")


@pytest.mark.shared
def test_the_published_policy_comes_apart_at_its_fourteen_sections():
    lines = run(SHARED / "domain" / "policy-ja.txt")
    assert [line.split("\t")[0] for line in lines[:-1]] == [str(n) for n in range(1, 15)]
    assert [line.split("\t")[1] for line in lines[6:12]] == [
        "機微(センシティブ)情報",
        "個人データの共同利用",
        "個人保有データの開示請求等",
        "第三者への個人データの提供",
        "外国にある第三者への個人データの提供",
        "個人情報の取扱いおよび安全管理措置に関する問い合わせ",
    ]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("work_ifa_declaration_with_joint_use.txt", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("work_joinus_crowdfunding.txt", [1, 2, 3, 4, 5, 6, 0, 0, 0]),
        ("work_sevenstar_real_estate_fund.txt", [0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0]),
    ],
)
def test_other_firms_policies_keep_their_own_numbers(name, numbers):
    lines = run(SHARED / "data" / "policies" / name)
    assert [int(line.split("\t")[0]) for line in lines[:-1]] == numbers
