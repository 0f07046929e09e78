"""Which text does a page of the web show, a line a paragraph?"""

import re
from html.parser import HTMLParser

from privacyportal.policies.documents.counting import written

_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "nav", "aside", "form", "button", "select", "svg", "rt", "rp"}
)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "source", "col", "area", "base", "embed", "track"}
)
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
        "li", "dl", "dt", "dd", "table", "tr", "blockquote", "pre", "address", "figure", "figcaption", "hr", "br",
        "body", "caption", "summary", "details", "fieldset",
    }
)  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 200


class _Page(HTMLParser):
    """The lines of a page; those of its main part by themselves, where it names one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.main: list[str] = []
        self._line = ""
        self._open: list[str] = []
        # Of each open list: its form (empty for one without numbers), and the number of its next item.
        self._lists: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where the page does, with the number of a list's item."""
        if tag in _BLOCKS:
            self.end_line()
        if tag in _VOID or len(self._open) > _DEEPEST:
            return
        self._open.append(tag)
        given = dict(attrs)
        if tag in ("ol", "ul"):
            self._lists.append(((given.get("type") or "1") if tag == "ol" else "", _number(given.get("start"), 1)))
        elif tag == "li" and self._lists:
            self._begin_item(_number(given.get("value"), 0))

    def _begin_item(self, said: int) -> None:
        form, number = self._lists.pop()
        number = said or number
        self._lists.append((form, number + 1))
        self._line = f"{written(number, form)}. " if form else "・"

    def handle_endtag(self, tag: str) -> None:
        """End a line where the page does."""
        if tag in _BLOCKS:
            self.end_line()
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Take what is seen."""
        if not _UNSEEN & set(self._open):
            cells = " " if self._open[-1:] in (["td"], ["th"]) and self._line else ""
            self._line += cells + _SPACE.sub(" ", data)

    def end_line(self) -> None:
        """Keep the line so far."""
        line, self._line = self._line.strip(), ""
        if line:
            self.lines.append(line)
            if "main" in self._open or "article" in self._open:
                self.main.append(line)


def text_of_page(text: str) -> str:
    """Return what a page shows, without menus, forms and readings; of its main part alone where it names one."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_line()
    return "\n".join(page.main or page.lines)


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < len("1000000") else usual
