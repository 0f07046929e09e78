"""How do tests go to the provider and come back, as a browser does?"""

from urllib.parse import urlsplit

import requests
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from tests.accounts.provider import Lying


def linked(user: User, provider: Lying, subject: str = "subject-1") -> User:
    """Have the account belong to a person at the provider."""
    user.provider_links.create(issuer=provider.issuer, subject=subject, linked_at=user.date_joined)
    return user


def begin(browser: Client, path: str = "", wanted: str = "/admin/work/") -> str:
    """Set out from the sign-in page; return the provider's address."""
    answer = browser.get(path or reverse("provider_start"), {"next": wanted})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def at_provider(address: str) -> str:
    """Sign in there; return the address of ours that the browser is sent to."""
    back = requests.get(address, allow_redirects=False, timeout=60).headers["Location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def sign_in(browser: Client, path: str = "", wanted: str = "/admin/work/") -> HttpResponse:
    """Go there and back."""
    return browser.get(at_provider(begin(browser, path, wanted)))


def signed_in(browser: Client) -> str:
    """Who is signed in, by name; nothing where nobody is."""
    user = User.objects.filter(pk=browser.session.get("_auth_user_id", 0)).first()
    return user.username if user is not None else ""


def doubted() -> list[str]:
    """What could not be proved, as the trail tells it."""
    entries = AuditEntry.objects.filter(action="accounts.provider_refused").order_by("sequence")
    return [entry.changes["proof"] for entry in entries]
