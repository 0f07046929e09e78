"""Who may do what? One table, written into groups by a command that is safe to repeat."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice import labels
from privacyportal.backoffice.labels import Text


@dataclass(frozen=True)
class Role:
    """A role: its group name, its label, and the permissions it holds on every row it may see."""

    code: str
    label: Text
    permissions: tuple[str, ...]


MASTER_DATA_VIEW = (
    "accounts.view_department",
    "accounts.view_desk",
    "accounts.view_user",
    "calendars.view_businesscalendar",
    "calendars.view_calendarversion",
    "policies.view_policyversion",
    "policies.view_policysection",
    "policies.view_policyclause",
    "policies.view_obligation",
    "policies.view_obligationmapping",
    "policies.view_purposeofuse",
    "policies.view_datacategory",
    "policies.view_consentwording",
    "policies.view_purposeversion",
    "policies.view_categoryversion",
    "checklists.view_checklisttemplate",
    "checklists.view_checklistitem",
    "vendors.view_country",
    "vendors.view_countrysystem",
)
# Everybody who works here pledges to keep the policy; who heads a department reviews what its staff may do.
OWN_PLEDGE = ("policies.view_own_pledge", "policies.view_own_accessreview")
REGISTER_VIEW = (
    "policies.view_staffpledge",
    "policies.view_reviewitem",
    "policies.view_policyoutline",
    "policies.view_accessreview",
    "policies.view_numberdisposal",
    "cases.view_case",
    "cases.view_routetable",
    "vendors.view_vendor",
    "vendors.view_entrustment",
    "vendors.view_foreignground",
    "vendors.view_jointusepartner",
    "vendors.view_jointusearrangement",
    "consents.view_datasubject",
    "consents.view_consententry",
    "consents.view_thirdpartyprovision",
    "audit.view_refusedattempt",
    "checklists.view_assessment",
    "checklists.view_finding",
    "checklists.view_correctiveaction",
    "clocks.view_clock",
    "clocks.view_level",
    "clocks.view_notice",
    "clocks.view_clockrule",
    "clocks.view_threshold",
    "notifications.view_message",
    "erasure.view_erasure",
    "erasure.view_erasureproposal",
    "attachments.view_scan",
)

COMPLIANCE_OFFICER = Role(
    "compliance_officer",
    _("Compliance officer"),
    (
        *MASTER_DATA_VIEW,
        *OWN_PLEDGE,
        *REGISTER_VIEW,
        "audit.view_auditentry",
        "audit.view_reading",
        "accounts.view_accountrequest",
        "accounts.decide_accountrequest",
        "cases.add_case",
        "cases.handle_case",
        "cases.approve_case",
        "cases.reroute_case",
        "cases.assign_case",
        "cases.change_routetable",
        "backoffice.share_savedview",
        "vendors.add_vendor",
        "vendors.change_vendor",
        "vendors.supervise_vendor",
        "vendors.assign_vendor",
        "vendors.sign_off_vendor",
        "vendors.change_jointusepartner",
        "vendors.change_jointusearrangement",
        "vendors.change_country",
        "consents.change_datasubject",
        "consents.add_consententry",
        "consents.add_thirdpartyprovision",
        "consents.permit_by_law",
        "policies.change_policyversion",
        "policies.change_obligation",
        "policies.change_obligationmapping",
        "policies.change_purposeofuse",
        "policies.change_datacategory",
        "policies.change_consentwording",
        "policies.change_numberdisposal",
        "policies.change_accessreview",
        "checklists.change_checklisttemplate",
        "checklists.answer_assessment",
        "checklists.sign_off_assessment",
        "checklists.change_finding",
        "checklists.change_correctiveaction",
        "clocks.change_clockrule",
        "clocks.change_threshold",
        "clocks.view_sweeprun",
        "clocks.steer_notice",
        "clocks.release_brake",
        "calendars.change_calendarversion",
        "notifications.resend_message",
        "erasure.propose_erasure",
        "erasure.approve_erasure",
        "attachments.decide_quarantine",
        "notifications.post_letter",
        "backoffice.import_records",
        "backoffice.export_records",
    ),
)
DESK_HANDLER = Role(
    "desk_handler",
    _("Desk handler"),
    (
        *MASTER_DATA_VIEW,
        *OWN_PLEDGE,
        "cases.view_desk_case",
        "cases.add_case",
        "cases.handle_case",
        "notifications.post_letter",
        "consents.view_datasubject",
        "consents.view_consententry",
        "vendors.view_vendor",  # intake names the vendor a matter is about
        "vendors.view_jointusepartner",
        "vendors.view_jointusearrangement",
    ),
)
MANAGER = Role(
    "manager",
    _("Manager"),
    (
        *MASTER_DATA_VIEW,
        *OWN_PLEDGE,
        *REGISTER_VIEW,
        "cases.approve_case",
        "cases.assign_case",
        "vendors.assign_vendor",
        "vendors.sign_off_vendor",
        "checklists.sign_off_assessment",
        "backoffice.export_records",
    ),
)
VENDOR_OWNER = Role(
    "vendor_owner",
    _("Vendor owner"),
    ("vendors.view_assigned_vendor", *OWN_PLEDGE),
)
AUDITOR = Role(
    "auditor",
    _("Auditor"),
    (
        *MASTER_DATA_VIEW,
        *OWN_PLEDGE,
        *REGISTER_VIEW,
        "audit.view_auditentry",
        "audit.view_reading",
        "accounts.view_accountrequest",
        "backoffice.export_records",
        "backoffice.view_importrun",
    ),
)
ADMINISTRATOR = Role(
    "administrator",
    _("Administrator"),
    (
        *MASTER_DATA_VIEW,
        *OWN_PLEDGE,
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_accountrequest",
        "accounts.decide_accountrequest",
        "policies.view_accessreview",
        "accounts.change_department",
        "accounts.change_desk",
        "calendars.change_calendarversion",
        "notifications.view_mailbox",
        "clocks.view_sweeprun",
        "clocks.release_brake",
    ),
)

ROLES = (COMPLIANCE_OFFICER, DESK_HANDLER, MANAGER, VENDOR_OWNER, AUDITOR, ADMINISTRATOR)

# Without these nobody could give rights, or decide what the policy wants decided: somebody always holds them.
MUST_BE_HELD = frozenset({ADMINISTRATOR.code, COMPLIANCE_OFFICER.code})

labels.register({role.code: role.label for role in ROLES})


def sync() -> dict[str, int]:
    """Write the table into groups; return how many permissions each role holds.

    Safe to repeat: a permission taken out of the table is withdrawn, and a group that is no role holds none.

    :raises LookupError: when the table names a permission that does not exist.
    """
    stored = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    held = {}
    for role in ROLES:
        unknown = sorted(set(role.permissions) - set(stored))
        if unknown:
            raise LookupError(f"Role {role.code} names unknown permissions: {', '.join(unknown)}")
        group, _created = Group.objects.get_or_create(name=role.code)
        group.permissions.set([stored[name] for name in role.permissions])
        held[role.code] = len(role.permissions)
    for group in Group.objects.exclude(name__in=held):
        group.permissions.clear()
    return held


def label_of(code: str) -> str:
    """Return a role's name in the active language."""
    return next((str(role.label) for role in ROLES if role.code == code), code)
