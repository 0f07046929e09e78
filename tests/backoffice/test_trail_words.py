"""Does the trail speak Japanese: no name of a column, of a model or of a code, no True or None, in what people read?

Every entry that the tests' world makes is read; a technical word is one that the sources know as such, so that names of
people, files, numbers and codes of master data are none.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import labels
from privacyportal.policies.models import DataCategory
from tests.factories.checklists import template

pytestmark = pytest.mark.django_db

WORD = re.compile(r"(?<![A-Za-z0-9_.@/:-])[A-Za-z_][A-Za-z_.]*(?![A-Za-z0-9_@/:-])")


def technical() -> frozenset[str]:
    """Return the words of programs: names of models and fields, what choices store, True, False and None."""
    known = {"True", "False", "None"}
    for model in apps.get_models():
        known |= {model.__name__, model._meta.label, model._meta.label_lower, model._meta.model_name or ""}
        for field in model._meta.get_fields():
            known.add(field.name)
            if isinstance(field, models.Field):
                known |= {str(value) for value, _words in field.flatchoices}
    # A letter alone names a ground as the policy does: b).
    return frozenset(word for word in known if len(word) > 1)


def sentences() -> Iterator[tuple[AuditEntry, str]]:
    """Yield every entry with what people read of it in Japanese."""
    with translation.override("ja"):
        yield from [(entry, labels.sentence(entry)) for entry in AuditEntry.objects.all()]


@pytest.mark.usefixtures("world")
def test_no_entry_of_the_trail_speaks_in_the_words_of_programs() -> None:
    known = technical()
    spoken = {(entry.action, word) for entry, said in sentences() for word in WORD.findall(said) if word in known}
    assert not spoken, spoken
    # A key in capitals is a code of a checklist's item: SEL-01.
    keys = {(entry.action, key) for entry, said in sentences() for key in entry.changes if f"{key}：" in said}
    bare = {(action, key) for action, key in keys if key.islower()}
    assert not bare, bare


@pytest.mark.parametrize(
    ("action", "model", "changes", "words"),
    [
        ("calendars.days_set", "", {"days": ["2027-01-01 closed national", "2027-01-02 special firm"]},
         "2027-01-01 休業 祝日・休日・2027-01-02 特別な受付時間 当社の休業日"),
        ("calendars.days_dropped", "", {"days": ["2027-01-01 local"]}, "2027-01-01 個別の決定"),
        ("calendars.week_set", "", {"slots": ["0 09:00-17:00", "4 09:00-12:00"]},
         "月曜日 09:00-17:00・金曜日 09:00-12:00"),
        ("attachments.added", "", {"name": "identity"}, "本人確認書類"),
        ("attachments.added", "", {"name": "TRM-01"}, "TRM-01"),
        ("consents.provision_recorded", "consents.datasubject", {"ground": "d", "foreign_basis": "consent"},
         "d) 生命、身体または財産の保護、外国への提供の根拠：③ a) 外国への提供の同意"),
        ("clocks.rule_entered", "clocks.clockrule", {"duty": "vendors.review"}, "対応事項：委託先の定期点検"),
        ("erasure.erased", "", {"kind": "cases.Case", "fields": ["subject", "description"]},
         "受付案件、項目：件名・内容"),
        ("clocks.rule_corrected", "clocks.clockrule", {"paused": [True, False]}, "あり → なし"),
        ("vendors.vendor_changed", "vendors.vendor", {"uses_cloud": [False, True]}, "なし → あり"),
        ("consents.provision_recorded", "consents.thirdpartyprovision", {"categories": ["account", "later", "user"]},
         "取引口座番号・振込先口座・後から登録した項目・user"),
    ],
)  # fmt: skip
def test_codes_are_told_in_words(action: str, model: str, changes: dict[str, object], words: str) -> None:
    DataCategory.objects.create(code="later", name_ja="後から登録した項目", name_en="Entered later")
    with translation.override("ja"):
        said = labels.sentence(AuditEntry(action=action, model=model, changes=changes))
    assert said.endswith(words), said


def test_an_assessment_is_told_with_the_name_of_its_checklist() -> None:
    asked = template(code="asked-once")
    entry = AuditEntry(action="checklists.assessment_started", changes={"template": asked.code})
    with translation.override("ja"):
        assert labels.sentence(entry).endswith(f"：{asked.name_ja}")
