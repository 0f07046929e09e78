"""How do people sign in, and choose their own password?"""

from privacyportal.accounts.views.confirming import confirm
from privacyportal.accounts.views.keys import add_key, own_keys
from privacyportal.accounts.views.passwords import ChoosePasswordView, OwnPasswordView
from privacyportal.accounts.views.second_step import second_step
from privacyportal.accounts.views.signing_in import SignInView

__all__ = ["ChoosePasswordView", "OwnPasswordView", "SignInView", "add_key", "confirm", "own_keys", "second_step"]
