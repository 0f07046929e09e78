"""What can be done with vendors, joint use and countries? One name for each verb; the only writers of this room."""

from vendors.services.bringing import bring_vendors, update_vendors
from vendors.services.countries import designate, end_designation
from vendors.services.entrustments import add_entrustment, end_entrustment, renew_entrustment
from vendors.services.evidence import record_evidence
from vendors.services.files import keep_arrangement_file, keep_file
from vendors.services.foreign import add_foreign_ground, end_ground, record_equivalent_check, stop_provision
from vendors.services.joint_use import (
    change_arrangement,
    change_partner,
    register_arrangement,
    register_partner,
    replace_arrangement,
)
from vendors.services.lifecycle import activate, suspend, terminate
from vendors.services.particulars import announce_particulars, change_particulars
from vendors.services.register import assign_owner, change_contact, change_vendor, realign_access, register_vendor
from vendors.services.reviews import send_back_review, sign_off_review, start_review
from vendors.services.settling import settle_arrangement
from vendors.services.systems import correct_system, draft_system, effect_of_system, publish_system, withdraw_system
from vendors.services.tiers import permit_further_tier

__all__ = [
    "activate",
    "add_entrustment",
    "add_foreign_ground",
    "announce_particulars",
    "assign_owner",
    "bring_vendors",
    "change_arrangement",
    "change_contact",
    "change_particulars",
    "change_partner",
    "change_vendor",
    "correct_system",
    "designate",
    "draft_system",
    "effect_of_system",
    "end_designation",
    "end_entrustment",
    "end_ground",
    "keep_arrangement_file",
    "keep_file",
    "permit_further_tier",
    "publish_system",
    "realign_access",
    "record_equivalent_check",
    "record_evidence",
    "register_arrangement",
    "register_partner",
    "register_vendor",
    "renew_entrustment",
    "replace_arrangement",
    "send_back_review",
    "settle_arrangement",
    "sign_off_review",
    "start_review",
    "stop_provision",
    "suspend",
    "terminate",
    "update_vendors",
    "withdraw_system",
]
