"""A refusal undoes everything, says which promise forbids it, and is remembered."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from privacyportal.accounts.models import Department, User
from privacyportal.audit.actors import Actor
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.refusals import Refusal, Refused, cite
from privacyportal.backoffice.rights import right

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
REFUSAL = Refusal(
    code="no_check",
    section="11",
    cannot="この提供は登録できません。",
    missing="相当措置の定期的な確認が未登録です。",
    next_step="確認を登録してください。",
)


def rename(*, to: str, by: Actor, at: datetime) -> None:
    """Change a department, then find that a rule forbids it."""
    Department.objects.create(code="X", name=to)
    raise Refused([REFUSAL])


RENAME = Deed(rename, right=right("accounts.view_department"), on="", words="rename", by_portal=False, numbers=())


def test_a_refused_deed_leaves_nothing_but_the_attempt(baba: User) -> None:
    with pytest.raises(Refused):
        RENAME(to="新部署", by=baba, at=AT)
    assert not Department.objects.filter(code="X").exists()
    entry = AuditEntry.objects.get(action="backoffice.refused")
    assert (entry.actor, entry.section, entry.changes["code"]) == (baba, "11", "no_check")
    assert entry.changes["deed"].endswith("rename")


def test_a_refusal_cites_the_policy_as_people_do() -> None:
    assert cite("10a)") == "基本方針第10項a)"
    with translation.override("en"):
        assert cite("11①") == "Policy section 11①"
    assert REFUSAL.text.startswith("基本方針第11項")
    assert "相当措置の定期的な確認が未登録です。" in REFUSAL.text
