"""Which steps do an assessment, a finding and an action take? The table itself, without a database."""

from privacyportal.checklists import rights
from privacyportal.checklists.states import (
    ACTION_TONES,
    ASSESSMENT_TONES,
    FINDING_TONES,
    RESULT_TONES,
    SEVERITY_TONES,
    STEPS,
    ActionStatus,
    AssessmentStatus,
    FindingStatus,
    Result,
    Severity,
)

TABLE = {
    "submit": (("draft",), "submitted", rights.ANSWER),
    "send_back": (("submitted",), "draft", rights.SIGN_OFF),
    "sign_off": (("submitted",), "signed_off", rights.SIGN_OFF),
    "close": (("open",), "closed", rights.CHANGE_FINDING),
    "complete": (("open",), "done", rights.REPORT),
    "verify": (("done",), "verified", rights.VERIFY),
    "redo": (("done",), "open", rights.VERIFY),
}


def test_each_record_takes_the_steps_of_the_table_and_no_other() -> None:
    assert {name: (step.sources, step.target, step.right) for name, step in STEPS.items()} == TABLE


def test_every_state_has_a_tone() -> None:
    assert set(ASSESSMENT_TONES) == set(AssessmentStatus)
    assert set(FINDING_TONES) == set(FindingStatus)
    assert set(ACTION_TONES) == set(ActionStatus)
    assert set(SEVERITY_TONES) == set(Severity)
    assert set(RESULT_TONES) == set(Result)
