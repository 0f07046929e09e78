"""Do decisions from another register come in under the same rules?"""

from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from consents.models import ConsentEntry
from privacyportal.clocks.models import Clock
from tests.factories import consents as make

pytestmark = pytest.mark.django_db
HEADINGS = (
    "管理番号,顧客番号,氏名,フリガナ,住所,電話,メール,備考,"
    "同意文言コード,同意文言の版,同意区分,取得方法,取得日時,有効期限"
)


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[..., str]:
    """Import rows, each `(number, wording, decision, day, last day)`; return what was rejected."""
    files = iter(range(100))

    def run(*rows: tuple[str, str, str, str, str]) -> str:
        path = tmp_path / f"consents-{next(files)}.csv"
        lines = [f"{n},50001,林 さくら,,,,,,{word},1,{said},書面,{day},{end}" for n, word, said, day, end in rows]
        path.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
        with time_machine.travel(make.NOW, tick=False):
            call_command("import_consents", str(path), mapping="standard")
        rejected = path.with_name(f"{path.name}.rejected.csv")
        return rejected.read_text(encoding="utf-8-sig") if rejected.exists() else ""

    return run


def test_a_later_file_ends_the_watch_over_an_earlier_consent(take_in: Callable[..., str]) -> None:
    make.wording(code="NEWS")
    take_in(("1", "NEWS", "同意", "2026/9/1", "2027/3/31"))
    (entry,) = ConsentEntry.objects.all()
    assert Clock.objects.get(reference=entry.reference).state == "running"
    take_in(("2", "NEWS", "撤回", "2026/10/1", ""))
    assert Clock.objects.get(reference=entry.reference).state == "cancelled"
    now = entry.data_subject.standing_on(
        make.DAY, purpose=make.purpose(), scope="third_party", recipient=make.RECIPIENT
    )
    assert now.state == "withdrawn"


def test_consent_to_an_affair_for_individual_numbers_is_rejected(take_in: Callable[..., str]) -> None:
    affair = make.PurposeOfUse.objects.filter(kind="individual_number").first()
    make.wording("use", code="MN", purpose=affair)
    assert "個人番号" in take_in(("1", "MN", "同意", "2026/9/1", ""))
    assert not ConsentEntry.objects.exists()
