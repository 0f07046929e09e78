"""What can be done with a case? The only writers of this room."""

from cases.services.answers import approve, close, propose_answer, record_answer, send_back
from cases.services.assignment import assign_handler, change_case, change_people, correct_received, take_over
from cases.services.bringing import bring_cases, update_cases
from cases.services.disposal import dispose_identity, identity_files
from cases.services.duplicates import end_as_duplicate
from cases.services.explanations import approve_explanation, draft_explanation, send_back_explanation
from cases.services.intake import Intake, Party, open_case
from cases.services.leaks import record_leak_facts, record_leak_report, waive_leak_report
from cases.services.links import link_cases, open_linked_case, report_possible_leak
from cases.services.promises import (
    approve_extension,
    ask_extension,
    keep_promise,
    record_promise,
    refuse_extension,
    tell_extension,
)
from cases.services.records import Sent, add_file, add_note, record_correspondence
from cases.services.referrals import (
    answer_referral,
    note_answer_day,
    pass_on_to_partner_desk,
    record_referral_from_jsda,
    record_referral_result,
    refer_to_jsda,
    tell_desk,
)
from cases.services.routes import Plan, plan_route, preview_route, reroute
from cases.services.steps import (
    acknowledge,
    investigate,
    remind,
    reopen,
    resume,
    verify_identity,
    wait_for_body,
    wait_for_person,
    withdraw,
)
from cases.services.tables import draft_table, drop_row, publish_table, set_row, withdraw_table

__all__ = [
    "Intake",
    "Party",
    "Plan",
    "Sent",
    "acknowledge",
    "add_file",
    "add_note",
    "answer_referral",
    "approve",
    "approve_explanation",
    "approve_extension",
    "ask_extension",
    "assign_handler",
    "bring_cases",
    "change_case",
    "change_people",
    "close",
    "correct_received",
    "dispose_identity",
    "draft_explanation",
    "draft_table",
    "drop_row",
    "end_as_duplicate",
    "identity_files",
    "investigate",
    "keep_promise",
    "link_cases",
    "note_answer_day",
    "open_case",
    "open_linked_case",
    "pass_on_to_partner_desk",
    "plan_route",
    "preview_route",
    "propose_answer",
    "publish_table",
    "record_answer",
    "record_correspondence",
    "record_leak_facts",
    "record_leak_report",
    "record_promise",
    "record_referral_from_jsda",
    "record_referral_result",
    "refer_to_jsda",
    "refuse_extension",
    "remind",
    "reopen",
    "report_possible_leak",
    "reroute",
    "resume",
    "send_back",
    "send_back_explanation",
    "set_row",
    "take_over",
    "tell_desk",
    "tell_extension",
    "update_cases",
    "verify_identity",
    "wait_for_body",
    "wait_for_person",
    "waive_leak_report",
    "withdraw",
    "withdraw_table",
]
