"""How do people sign in, and choose their own password?"""

from privacyportal.accounts.views.confirming import confirm, go_on
from privacyportal.accounts.views.keys import add_key, own_keys
from privacyportal.accounts.views.linking import provider_link
from privacyportal.accounts.views.passwords import ChoosePasswordView, OwnPasswordView
from privacyportal.accounts.views.provider import provider_again, provider_prove, provider_return, provider_start
from privacyportal.accounts.views.second_step import second_step
from privacyportal.accounts.views.sessions import own_sessions
from privacyportal.accounts.views.signing_in import SignInView
from privacyportal.accounts.views.signing_out import SignOutView

__all__ = [
    "ChoosePasswordView",
    "OwnPasswordView",
    "SignInView",
    "SignOutView",
    "add_key",
    "confirm",
    "go_on",
    "own_keys",
    "own_sessions",
    "provider_again",
    "provider_link",
    "provider_prove",
    "provider_return",
    "provider_start",
    "second_step",
]
