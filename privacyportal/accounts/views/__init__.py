"""How do people sign in, and choose their own password?"""

from privacyportal.accounts.views.passwords import ChoosePasswordView, OwnPasswordView
from privacyportal.accounts.views.signing_in import SignInView

__all__ = ["ChoosePasswordView", "OwnPasswordView", "SignInView"]
