"""What would a browser send with the forms of a page? Read from the page, filled in as a person might."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

DAY, MOMENT, WORDS = "2026-11-16", "2026-11-16 09:00", "確認しました。"
UNFILLED = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """A form of a page: where and how it is sent, and what it brings along."""

    method: str
    action: str
    key: str = ""
    values: dict[str, object] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page, each filled in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a form or one of its parts."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("method", "get").lower(), said.get("action", ""), said.get("id", ""))
            self.found.append(self._form)
        elif self._form is not None:
            self._part(self._form, tag, said)

    def _part(self, form: Form, tag: str, said: dict[str, str]) -> None:
        if tag == "input":
            self._input(form, said)
        elif tag == "button" and said.get("name"):
            form.buttons.setdefault(said["name"], said.get("value", ""))
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "textarea":
            self._area = said.get("name", "")
        elif tag == "option" and self._select and said.get("value"):
            if "selected" in said:
                form.values[self._select] = said["value"]
            form.values.setdefault(self._select, said["value"])

    def handle_endtag(self, tag: str) -> None:
        """End a form or one of its parts."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None:
            self._form.values.setdefault(self._area, WORDS)
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Take in what stands in a text area."""
        if self._form is not None and self._area and data.strip():
            self._form.values[self._area] = data.strip()

    def _input(self, form: Form, said: dict[str, str]) -> None:
        name, kind, value = said.get("name", ""), said.get("type", "text"), said.get("value", "")
        if not name or kind in UNFILLED:
            form.buttons.update({name: value} if name else {})
        elif kind in ("checkbox", "radio"):
            if "checked" in said or kind == "radio":
                form.values.setdefault(name, value or "on")
            if "checked" in said:
                form.values[name] = value or "on"
        elif kind == "file":
            form.values[name] = SimpleUploadedFile("記録.txt", "記録".encode(), content_type="text/plain")
        else:
            form.values[name] = value or guess(name, kind)


def guess(name: str, kind: str) -> str:
    """Something that fits a field of this name."""
    if kind in ("hidden", "search", "password"):
        return ""
    for ending, value in (("_on", DAY), ("_from", DAY), ("_until", DAY), ("_at", MOMENT), ("number", "1")):
        if name.endswith(ending) or kind == ending:
            return value
    return "ou@portal.example" if "mail" in name else WORDS
