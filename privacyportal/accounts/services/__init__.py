"""What can be done with accounts, departments and desks?"""

from privacyportal.accounts.services.factors import (
    add_generator,
    add_passkey,
    ask_key_reset,
    remove_key,
    renew_recovery_codes,
)
from privacyportal.accounts.services.handing import NOBODY, Successors, hand_over
from privacyportal.accounts.services.leaving import deactivate_user, reactivate_user
from privacyportal.accounts.services.passwords import end_elsewhere, set_password
from privacyportal.accounts.services.places import change_department, change_desk, create_department, create_desk
from privacyportal.accounts.services.provider import (
    ask_provider_link,
    enter_by_provider,
    link_provider,
    unlink_provider,
)
from privacyportal.accounts.services.requests import agree, refuse
from privacyportal.accounts.services.resealing import reseal_secrets
from privacyportal.accounts.services.sessions import end_session, end_sessions
from privacyportal.accounts.services.throttling import release_sign_in
from privacyportal.accounts.services.users import (
    change_user,
    choose_language,
    create_user,
    invite,
    sync_roles,
)

__all__ = [
    "NOBODY",
    "Successors",
    "add_generator",
    "add_passkey",
    "agree",
    "ask_key_reset",
    "ask_provider_link",
    "change_department",
    "change_desk",
    "change_user",
    "choose_language",
    "create_department",
    "create_desk",
    "create_user",
    "deactivate_user",
    "end_elsewhere",
    "end_session",
    "end_sessions",
    "enter_by_provider",
    "hand_over",
    "invite",
    "link_provider",
    "reactivate_user",
    "refuse",
    "release_sign_in",
    "remove_key",
    "renew_recovery_codes",
    "reseal_secrets",
    "set_password",
    "sync_roles",
    "unlink_provider",
]
