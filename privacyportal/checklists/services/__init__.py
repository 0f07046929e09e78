"""What can be done with checklists, assessments, findings and corrective actions?"""

from privacyportal.checklists.services.assessments import (
    answer_item,
    answer_items,
    send_back,
    sign_off,
    start_assessment,
    submit,
)
from privacyportal.checklists.services.evidence import keep_evidence
from privacyportal.checklists.services.findings import (
    add_corrective_action,
    close_finding,
    complete_action,
    raise_finding,
    redo_action,
    verify_action,
)
from privacyportal.checklists.services.templates import (
    import_template,
    publish_template,
    template_on,
    withdraw_template,
)

__all__ = [
    "add_corrective_action",
    "answer_item",
    "answer_items",
    "close_finding",
    "complete_action",
    "import_template",
    "keep_evidence",
    "publish_template",
    "raise_finding",
    "redo_action",
    "send_back",
    "sign_off",
    "start_assessment",
    "submit",
    "template_on",
    "verify_action",
    "withdraw_template",
]
