"""What stands in a page that a browser would refuse under our content policy, or the theme's parser could not read?"""

import re
from html.parser import HTMLParser

DATA = {"application/json", "importmap", "speculationrules"}
# What @alpinejs/csp knows nothing of: template literals, functions, spreading, statements, globals.
NOT_READ = re.compile(r"`|=>|\?\.|\.\.\.|\b(if|for|const|let|var|window|document|localStorage|Math|JSON)\b")
READ = ("x-", "@", ":")


class _Page(HTMLParser):
    """Collects what is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA):
            self.refused.append(f"<{tag}>")
        for name, value in given.items():
            is_run = name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:")
            if is_run or (name.startswith(READ) and NOT_READ.search(value)):
                self.refused.append(f"<{tag} {name}={value!r}>")


def refused(html: str) -> list[str]:
    """Return the elements and attributes of a page that its policy does not let run or show."""
    page = _Page()
    page.feed(html)
    return page.refused
