"""What can be done with a case? The only writers of this room."""

from cases.services.answers import approve, close, propose_answer, record_answer, send_back
from cases.services.assignment import assign_handler, change_case, change_people, correct_received
from cases.services.intake import Intake, Party, open_case
from cases.services.links import link_cases, open_linked_case, report_possible_leak
from cases.services.records import Sent, add_note, record_correspondence
from cases.services.referrals import (
    answer_referral,
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
    reopen,
    resume,
    verify_identity,
    wait_for_body,
    wait_for_person,
    withdraw,
)

__all__ = [
    "Intake",
    "Party",
    "Plan",
    "Sent",
    "acknowledge",
    "add_note",
    "answer_referral",
    "approve",
    "assign_handler",
    "change_case",
    "change_people",
    "close",
    "correct_received",
    "investigate",
    "link_cases",
    "open_case",
    "open_linked_case",
    "pass_on_to_partner_desk",
    "plan_route",
    "preview_route",
    "propose_answer",
    "record_answer",
    "record_correspondence",
    "record_referral_from_jsda",
    "record_referral_result",
    "refer_to_jsda",
    "reopen",
    "report_possible_leak",
    "reroute",
    "resume",
    "send_back",
    "tell_desk",
    "verify_identity",
    "wait_for_body",
    "wait_for_person",
    "withdraw",
]
