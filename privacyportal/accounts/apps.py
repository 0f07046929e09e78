"""People and roles as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.triggers import protect
from privacyportal.backoffice import labels

# What the entries of the trail and the words in them are called on screen.
LABELS = {
    "accounts.user_created": _("User registered"),
    "accounts.user_changed": _("User changed"),
    "handed_over": _("records handed over"),
    "head": _("head of department"),
    "accounts.roles_changed": _("Roles changed"),
    "accounts.desk_changed": _("Desk changed"),
    "accounts.department_changed": _("Department changed"),
    "accounts.language_changed": _("Language changed"),
    "accounts.user_deactivated": _("Account closed"),
    "accounts.user_reactivated": _("Account opened again"),
    "accounts.password_set": _("Password set"),
    "accounts.ended_elsewhere": _("Open sessions elsewhere ended"),
    "accounts.session_ended": _("Session ended by its person"),
    "accounts.sessions_ended": _("All sessions ended by another"),
    "accounts.session_over": _("Session ended after its time"),
    "sessions": _("open sessions"),
    "began_at": _("signed in at"),
    "browser": _("browser"),
    "system": _("operating system"),
    "accounts.invited": _("Link to choose a password sent"),
    "accounts.change_asked": _("Rights or details asked for"),
    "accounts.change_agreed": _("Rights or details agreed to"),
    "accounts.change_refused": _("Rights or details refused"),
    "accounts.roles_synced": _("Table of roles written into groups"),
    "accounts.department_created": _("Department set up"),
    "accounts.desk_created": _("Desk set up"),
    "accounts.signed_in": _("Signed in"),
    "accounts.signed_out": _("Signed out"),
    "accounts.sign_in_failed": _("Sign-in failed"),
    "accounts.sign_in_throttled": _("Attempts to sign in turned away"),
    "accounts.sign_in_released": _("Held sign-in released"),
    "held=code": _("second step"),
    "accounts.provider_passed": _("Signed in through the provider"),
    "accounts.provider_refused": _("Sign-in through the provider refused"),
    "accounts.provider_linked": _("Linked with the provider"),
    "accounts.provider_unlinked": _("Link with the provider removed"),
    "proof": _("proof that failed"),
    "accounts.second_step_passed": _("Second step of the sign-in passed"),
    "accounts.second_step_failed": _("Second step of the sign-in failed"),
    "accounts.key_added": _("Key to sign in added"),
    "accounts.key_removed": _("Key to sign in removed"),
    "accounts.keys_reset": _("All keys to sign in removed"),
    "accounts.recovery_codes_made": _("Recovery codes made"),
    "accounts.secrets_resealed": _("Secrets of one-time codes encrypted with the newest key"),
    "resets_keys": _("removes all keys to sign in"),
    "factor": _("kind"),
    "factor=generator": _("one-time code"),
    "factor=code": _("code"),
    "factor=recovery": _("recovery code"),
    "factor=passkey": _("passkey"),
    "held": _("held by"),
    "attempts": _("attempts"),
    "mark": _("mark"),
    "held=name": _("sign-in name"),
    "held=address": _("network address"),
    "backoffice.refused": _("Refused"),
    "audit.verified": _("Audit trail proved"),
    "audit.exported": _("Audit trail taken along"),
    "audit.readings_proved": _("Views of records taken into the trail"),
    "audit.readings_gone": _("Old views of records deleted"),
    "audit.reading_alarm": _("Alarm: unusual reading"),
    "audit.rows_proved": _("Digests of rows taken into the trail"),
    "audit.rows_begun": _("Rows covered by digests from here on"),
    "audit.rows_found": _("Rows written past the portal found"),
    "audit.rows_accepted": _("Rows written past the portal accepted"),
    "wrong": _("rows and what is wrong"),
    "wrong_beside": _("wrong beside the trail"),
    "digest": _("digest"),
    "last_entry": _("up to entry"),
    "most": _("most"),
    "kind=walk": _("refused many times within minutes"),
    "kind=mass": _("many records of others read"),
    "entries": _("entries"),
    "broken_at": _("broken at"),
    "account": _("account"),
    "is_known": _("account exists"),
    "True": _("yes"),
    "False": _("no"),
    "None": _("none"),
    "roles": _("roles"),
    "rights_granted": _("rights granted"),
    "rights_withdrawn": _("rights withdrawn"),
    "members_added": _("members added"),
    "members_removed": _("members removed"),
    "department": _("department"),
    "manager": _("supervisor"),
    "deputy": _("deputy"),
    "absent_from": _("absent from"),
    "absent_until": _("absent until"),
    "language": _("language"),
    "deed": _("what was tried"),
    "code": _("rule"),
    "missing": _("what is missing"),
}


class AccountsConfig(AppConfig):
    """Owns users, departments and desks."""

    name = "privacyportal.accounts"
    verbose_name = _("People and desks")

    def ready(self) -> None:
        """Name this app's entries of the audit trail, and begin to listen for people signing in."""
        autodiscover_modules("roles", "signins", "followups", "charges", "checks")
        protect("accounts_handover")
        labels.register(LABELS, of="accounts")
