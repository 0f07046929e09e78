"""Which link to choose a password is still good? One of this account's present start, used by nobody yet."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from privacyportal.accounts.models import User


class ChoosingTokens(PasswordResetTokenGenerator):
    """Django's links; they die also when the account is closed, and its return does not revive them."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.epoch}"


choosing_tokens = ChoosingTokens()
