"""The trail speaks to people: every event, every deed, every value has words, and each app its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import labels
from privacyportal.backoffice.deeds import deeds
from tests.test_house import sources


def events() -> Iterator[tuple[str, Path]]:
    """Every event that the sources write into the trail by name."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "action" and isinstance(keyword.value, ast.Constant):
                        text = keyword.value.value
                        if isinstance(text, str) and "." in text:
                            yield text, path


def test_every_event_of_the_trail_has_a_name() -> None:
    assert sorted({f"{name} {path.name}" for name, path in events() if labels.label(name) == name}) == []


def test_every_deed_is_named_in_japanese() -> None:
    with translation.override("en"):
        english = {name: str(deed.words) for name, deed in deeds().items()}
    assert sorted(name for name, deed in deeds().items() if str(deed.words) == english[name]) == []


@pytest.mark.parametrize(
    ("action", "model", "changes", "words"),
    [
        ("consents.consent_recorded", "consents.consententry", {"decision": "withdrawn"}, "撤回"),
        ("vendors.access_realigned", "vendors.vendor", {"withdrawn": ["aoki"]}, "解除した権限：aoki"),
        ("checklists.finding_raised", "checklists.finding", {"severity": "minor"}, "軽微"),
        (
            "consents.provision_recorded",
            "consents.thirdpartyprovision",
            {"categories": ["account", "identity"]},
            "取引口座番号・振込先口座・氏名・住所・生年月日・職業",
        ),
        ("cases.identity_disposed", "cases.case", {"files_erased": 2}, "消去した資料の件数：2"),
        ("checklists.assessment_signed_off", "checklists.assessment", {"score": "0.9917"}, "0.99"),
    ],
)
def test_one_word_means_in_each_register_what_it_means_there(
    action: str, model: str, changes: dict[str, object], words: str
) -> None:
    said = labels.sentence(AuditEntry(action=action, model=model, changes=changes))
    assert said.endswith(words), said
    assert not set(changes) & set(said.split("：")), said
