"""How do tests of accounts sign in, as a person does in a browser?"""

from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User

PASSWORD = "password-for-tests"


def signed_in(user: User, program: str = "", address: str = "127.0.0.1") -> Client:
    """A browser, of that name at that address, in which the person has just signed in with a password."""
    browser = Client(headers={"User-Agent": program} if program else None, REMOTE_ADDR=address)
    assert browser.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD}).status_code == 302
    return browser
