"""What is due in a case, and who must hear?"""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from cases.clocks.answering import (
    AnswerVariants,
    acknowledge_facts,
    answer_facts,
    answer_variant,
    identity_facts,
    pass_on_facts,
    suit_facts,
)
from cases.clocks.ending import WRONGFUL, disposal_facts, final_report_facts, first_report_facts
from cases.clocks.outside import body_facts, body_variant, days_named, referral_facts, vendor_facts
from cases.clocks.resting import SUPPORT, support_facts
from cases.clocks.talking import message_facts, progress_facts, promise_facts
from cases.clocks.waiting import long_wait_facts, nudge_facts
from cases.models import Correspondence, InternalNote, Referral
from cases.states import PauseReason
from privacyportal.clocks.plan import Duty, Subject, Text, register, register_pauses

__all__ = ["answer_variant", "body_variant"]


def pause_labels() -> dict[str, Text]:
    """Return the reasons for a pause with their names."""
    return {reason.value: reason.label for reason in PauseReason}


register_pauses(pause_labels())
register(
    Subject(
        prefix="CASE",
        owner=lambda case: case.handler,
        department=lambda case: case.desk.department,
        related=(
            "handler",
            "desk__department",
            "route_row",
            "leak",
            "consent__data_subject",
            "vendor__reference",
            "arrangement",
        ),
        prefetch=(
            "pauses",
            "referrals__desk__calendar",
            "reopenings",
            Prefetch("correspondence", Correspondence.objects.defer("text", "counterparty")),
            "promises__made_in",
            "promises__extensions",
            "identity_checks",
            "leak__filings",
            "disposals",
            Prefetch("notes", InternalNote.objects.defer("text")),
            "consent__data_subject__consent_entries",
            "vendor__reference__vendor_standings",
        ),
    ),
    duties=[
        Duty(
            code="cases.acknowledge",
            starts=_("receipt of the matter at any office"),
            label=_("acknowledgement"),
            ask=_("Acknowledgement of the case"),
            facts=acknowledge_facts,
        ),
        Duty(
            code="cases.answer",
            starts=_("receipt, or the new facts or objection"),
            label=_("answer to the person"),
            ask=_("Answer to the person"),
            facts=answer_facts,
            variants=AnswerVariants,
        ),
        Duty(
            code="cases.identity_check",
            starts=_("receipt of the request"),
            label=_("identity verification"),
            ask=_("Verification of the requester's identity"),
            facts=identity_facts,
        ),
        Duty(
            code="cases.pass_on",
            starts=_("receipt of the matter at any office"),
            label=_("guidance to the partner's desk"),
            ask=_("Guidance to the right desk, or passing on with consent"),
            facts=pass_on_facts,
        ),
        Duty(
            code="cases.referral_answer",
            starts=_("referral or request of the outside body"),
            label=_("answer to the outside body"),
            ask=_("Answer to the outside body"),
            facts=referral_facts,
            part="referrals",
            variants=lambda: days_named("body_days"),
        ),
        Duty(
            code="cases.vendor_answer",
            starts=_("receipt of the matter at any office"),
            label=_("answer of the vendor to us"),
            ask=_("The vendor's answer to us"),
            facts=vendor_facts,
            variants=lambda: days_named("vendor_days"),
        ),
        Duty(
            code="cases.suit_possible",
            starts=_("arrival of the request"),
            label=_("day from which a suit is possible"),
            ask=_("Day from which the person may sue"),
            facts=suit_facts,
            informational=True,
        ),
        Duty(
            code="cases.body_answer",
            starts=_("passing on to the outside body"),
            label=_("report of the outside body"),
            ask=_("Ask the outside body how the matter stands"),
            facts=body_facts,
            part="referrals",
            informational=True,
            variants=lambda: {Referral.Kind.PASSED_ON.value: Referral.Kind.PASSED_ON.label},
        ),
        Duty(
            code="cases.latest_message",
            starts=_("oldest unanswered message of the person"),
            label=_("answer to the latest message"),
            ask=_("Answer to the person's latest message"),
            facts=message_facts,
            part="correspondence",
        ),
        Duty(
            code="cases.progress",
            starts=_("our last word to the person"),
            label=_("word on how the matter stands"),
            ask=_("Word to the person on how the matter stands"),
            facts=progress_facts,
        ),
        Duty(
            code="cases.promise",
            starts=_("letter or call that promised it"),
            label=_("promised date"),
            ask=_("What was promised to the person"),
            facts=promise_facts,
            part="promises",
        ),
        Duty(
            code="cases.nudge",
            starts=_("request sent, or the last reminder"),
            label=_("reminder of what is waited for"),
            ask=_("Reminder to whom we wait for"),
            facts=nudge_facts,
            part="pauses",
            variants=pause_labels,
        ),
        Duty(
            code="cases.long_wait",
            starts=_("request sent"),
            label=_("long wait"),
            ask=_("Decision how to go on: the answer waited for has not come"),
            facts=long_wait_facts,
            part="pauses",
            variants=pause_labels,
        ),
        Duty(
            code="cases.leak_first_report",
            starts=_("moment any department knew of the leak"),
            label=_("preliminary report of the leak"),
            ask=_("Preliminary report of the leak to the authority"),
            facts=first_report_facts,
            part="leak",
        ),
        Duty(
            code="cases.leak_final_report",
            starts=_("moment any department knew of the leak"),
            label=_("final report of the leak"),
            ask=_("Final report of the leak to the authority"),
            facts=final_report_facts,
            part="leak",
            variants=lambda: {WRONGFUL: _("wrongful purpose likely")},
        ),
        Duty(
            code="cases.identity_disposal",
            starts=_("end of the request"),
            label=_("disposal of identity documents"),
            ask=_("Disposal of the identity documents"),
            facts=disposal_facts,
            part="identity_checks",
        ),
        Duty(
            code=SUPPORT,
            starts=_("first day on which consent, entrustment or joint use holds no longer"),
            label=_("lapse of what the case rests on"),
            ask=_("Look at what the case rested on, and note what follows"),
            facts=support_facts,
        ),
    ],
)
