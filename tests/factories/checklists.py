"""Small checklists and assessments for tests, made by the services that make them in life."""

import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.checklists import services
from privacyportal.checklists.models import Assessment, ChecklistTemplate
from privacyportal.checklists.services.assessments import Reply
from privacyportal.checklists.states import Occasion, Result
from privacyportal.references.models import Reference
from tests.factories.actors import CLERK

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
TODAY = NOW.date()

HEADER = "code,category,item_ja,item_en,evidence,frequency,weight,critical,applies_to,source"
ROWS = (
    "A-01,contract,契約書がある,A contract exists,契約書,onboarding+annual,5,yes,all,社内基準",
    "A-02,contract,再委託の条件がある,Sub-outsourcing terms,契約書,onboarding+annual,4,no,all,社内基準",
    "A-03,technical,権限を棚卸ししている,Access is reviewed,棚卸結果,annual,1,no,all,社内基準",
    "B-01,external environment,所在国を把握している,The country is known,所在表,annual,5,yes,foreign,社内基準",
    "T-01,termination,返還または消去した,Returned or erased,証明書,at_termination,5,yes,all,社内基準",
)


def checklist(*rows: str) -> str:
    """A checklist file."""
    return "\n".join([HEADER, *(rows or ROWS)])


def template(text: str | None = None, *, code: str = "small") -> ChecklistTemplate:
    """Import a checklist."""
    file = io.BytesIO((text or checklist()).encode())
    return services.import_template(file=file, code=code, name_ja="小さな点検表", name_en="Small", by=PORTAL, at=NOW)


def start(subject: Reference, **fields: Any) -> Assessment:
    """Start an assessment with the small checklist, due in two weeks."""
    values: dict[str, Any] = {
        "template": fields.pop("template", None) or template(),
        "occasion": Occasion.ONBOARDING,
        "due_on": TODAY + timedelta(days=14),
        "applies_to": frozenset(),
        "by": CLERK,
        "at": NOW,
    }
    return services.start_assessment(subject=subject, **(values | fields))


def answer_all(assessment: Assessment, *, by: User, results: Mapping[str, str] | None = None) -> Assessment:
    """Answer every item as fit, but those of `results`, each with a note."""
    wanted = results or {}
    codes = assessment.answers.values_list("item__code", flat=True)
    replies = {code: Reply(wanted.get(code, Result.FIT), f"{code}を確認") for code in codes}
    services.answer_items(assessment=assessment, replies=replies, by=by, at=NOW)
    return assessment


def submitted(subject: Reference, *, by: User, results: Mapping[str, str] | None = None, **fields: Any) -> Assessment:
    """An assessment that awaits a second person."""
    return services.submit(assessment=answer_all(start(subject, **fields), by=by, results=results), by=by, at=NOW)


def day(offset: int) -> date:
    """A Tokyo day so many days from the tests' today."""
    return TODAY + timedelta(days=offset)
