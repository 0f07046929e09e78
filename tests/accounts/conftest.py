"""The provider that sign-ins go through."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from privacyportal.accounts.provider import asking, documents
from tests.accounts.provider import CLIENT, SECRET, Lying, serving_provider


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Lying]:
    """A provider that the portal is set up with."""
    with serving_provider() as lying:
        documents.forget()
        asking.line = asking.Line()
        settings.PORTAL_OIDC_ISSUER = lying.issuer
        settings.PORTAL_OIDC_CLIENT_ID, settings.PORTAL_OIDC_CLIENT_SECRET = CLIENT, SECRET
        yield lying
        documents.forget()
