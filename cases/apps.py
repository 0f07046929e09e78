"""The cases room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cases import states
from cases.joins import JOINS
from cases.lasting import LASTING
from privacyportal.audit.joining import forbid
from privacyportal.audit.standing_still import keep_still
from privacyportal.audit.triggers import Allowed, protect
from privacyportal.backoffice import labels
from privacyportal.references.kinds import RecordKind, register


class CasesConfig(AppConfig):
    """Owns cases, their parties, steps and correspondence, and the routing table."""

    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Register the kind of number, protect the append-only tables, name the entries of the audit trail."""
        keep_still(*LASTING)
        register(RecordKind("CASE", "cases.Case"))
        forbid(*JOINS)
        protect("cases_casestep", taken_back=True)
        protect("cases_reopening", "cases_identitydisposal", "cases_leakfiling")
        protect("cases_correspondence", allowed=Allowed("erasure_id", ("counterparty", "text")))
        protect("cases_internalnote", allowed=Allowed("erasure_id", ("text",)))
        labels.register(ACTIONS, of="cases")
        labels.register(WORDS, of="cases")
        labels.register({"name=identity": _("identity document")}, of="attachments")


ACTIONS = {
    "cases.opened": _("Case registered"),
    "cases.finding_opened": _("Finding opened on the vendor"),
    "cases.acknowledged": _("Receipt acknowledged"),
    "cases.investigated": _("Investigation begun"),
    "cases.identity_checked": _("Identity checked"),
    "cases.waiting_for_person": _("Waiting for the person"),
    "cases.waiting_for_body": _("Waiting for an outside body"),
    "cases.resumed": _("Answer arrived, time runs on"),
    "cases.answer_proposed": _("Answer proposed"),
    "cases.answer_approved": _("Answer approved"),
    "cases.answer_sent_back": _("Answer sent back"),
    "cases.answered": _("Answered to the person"),
    "cases.closed": _("Case closed"),
    "cases.reopened": _("Case reopened"),
    "cases.withdrawn": _("Case withdrawn"),
    "cases.ended_as_duplicate": _("Case ended as a duplicate"),
    "cases.rerouted": _("Route changed"),
    "cases.assigned": _("Handler named"),
    "cases.access_realigned": _("Access to the case realigned"),
    "cases.changed": _("Case corrected"),
    "cases.people_changed": _("People corrected"),
    "cases.received_corrected": _("Time of receipt corrected"),
    "cases.note_added": _("Internal note added"),
    "cases.correspondence_recorded": _("Correspondence recorded"),
    "cases.linked": _("Cases linked"),
    "cases.leak_reported": _("Possible leak reported"),
    "cases.referred_to_jsda": _("Referred to the JSDA"),
    "cases.referred_from_jsda": _("Referral or request received from the JSDA"),
    "cases.referral_answered": _("Outside body answered"),
    "cases.referral_result": _("Result of a referral recorded"),
    "cases.passed_on": _("Passed on to the partner's desk"),
    "cases.desk_told": _("Person told of the desk"),
    "cases.reminded": _("Reminder sent to whom is waited for"),
    "cases.promised": _("Date promised"),
    "cases.promise_kept": _("Promise kept"),
    "cases.extension_asked": _("Extension asked for"),
    "cases.extension_approved": _("Extension approved"),
    "cases.extension_refused": _("Extension refused"),
    "cases.extended": _("Promised date extended"),
    "cases.leak_facts_recorded": _("Facts of the leak recorded"),
    "cases.leak_first_reported": _("Preliminary report made"),
    "cases.leak_further_reported": _("Further report made"),
    "cases.leak_final_reported": _("Final report made"),
    "cases.answer_day_named": _("Day for the answer recorded"),
    "cases.explanation_drafted": _("Explanation drafted"),
    "cases.explanation_approved": _("Explanation approved"),
    "cases.explanation_sent_back": _("Explanation sent back"),
    "cases.leak_waived": _("Leak found not reportable"),
    "cases.identity_disposed": _("Identity documents disposed of"),
    "cases.route_table_drafted": _("Routing table drafted"),
    "cases.route_row_set": _("Row of the routing table set"),
    "cases.route_row_dropped": _("Row of the routing table taken out"),
    "cases.route_table_published": _("Routing table put in force"),
    "cases.route_table_withdrawn": _("Draft of the routing table withdrawn"),
    "cases.route_table_installed": _("Routing table put in force"),
}
WORDS = {
    "desk": _("desk"),
    "answering_desk": _("routed to"),
    "route_row": _("routing row"),
    "channel": _("channel"),
    "happened_at": _("date and time"),
    "direction": _("direction"),
    "body": _("body's desk"),
    "linked": _("linked case"),
    "why": _("why"),
    "handler": _("handler"),
    "outcome": _("outcome"),
    "by_means": _("by which means"),
    "method": _("method of verification"),
    "disposal": _("method of disposal"),
    "files_erased": _("files erased"),
    "is_confirmed": _("identity confirmed"),
    "received_at": _("received at"),
    "answer_by_on": _("answer due on"),
    "what": _("what was promised"),
    "by_on": _("promised day"),
    "by_at": _("promised time"),
    "known_at": _("known in the firm since"),
    "wrongful_purpose": _("likely done with a wrongful purpose"),
    "count": _("number of documents"),
    "finding": _("finding"),
    "row": _("row"),
    "place": _("place from the top"),
    "moved": _("routed otherwise"),
    "reported_to": _("reported to"),
    "receipt_number": _("receipt number"),
    **{
        member.value: member.label
        for words in (states.Kind, states.Channel, states.PauseReason, states.ReopenReason)
        for member in words
    },
}
