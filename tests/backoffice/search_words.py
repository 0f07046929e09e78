"""Where on a page could a word of a search stand that should be in no address?"""

from html.parser import HTMLParser
from urllib.parse import unquote


def read(text: str) -> str:
    """Return a text as it reads, however often it was written in percent signs."""
    while (plain := unquote(text)) != text:
        text = plain
    return text


class Addresses(HTMLParser):
    """Every attribute of a page but what a field holds: wherever an address could stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in the attributes."""
        self.found += [read(value or "") for name, value in attrs if (tag, name) != ("input", "value")]
