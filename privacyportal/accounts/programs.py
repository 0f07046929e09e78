"""In which browser, on which system, is a page read? As its program says of itself: a word to people, never a proof."""

from dataclasses import dataclass

from django.http import HttpRequest

from privacyportal.accounts.models.sessions import Browser, System
from privacyportal.accounts.networks import address_of

# The first of these in the header is it: Edge calls itself Chrome and Safari as well, and Chrome calls itself Safari.
BROWSERS = (
    ("Edg", Browser.EDGE),
    ("OPR/", Browser.OTHER),
    ("FxiOS/", Browser.FIREFOX),
    ("Firefox/", Browser.FIREFOX),
    ("CriOS/", Browser.CHROME),
    ("Chrome/", Browser.CHROME),
    ("Safari/", Browser.SAFARI),
)
SYSTEMS = (
    ("Windows", System.WINDOWS),
    ("Android", System.ANDROID),
    ("iPhone", System.IOS),
    ("iPad", System.IOS),
    ("Mac OS X", System.MACOS),
    ("Linux", System.LINUX),
    ("CrOS", System.LINUX),
)


@dataclass(frozen=True)
class Place:
    """From where somebody comes: network address (nothing where none is known), browser, system."""

    address: str
    browser: Browser
    system: System


def place_of(request: HttpRequest) -> Place:
    """Return from where a request comes."""
    said = request.headers.get("User-Agent", "")
    browser = next((known for word, known in BROWSERS if word in said), Browser.OTHER)
    system = next((known for word, known in SYSTEMS if word in said), System.OTHER)
    return Place(address_of(request), browser, system)
