"""What does the guide say of the screen one is at? Its chapters, from the files that are shipped with the portal."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER: Path = settings.BASE_DIR / "docs" / "guide"
TITLE = re.compile(r"\A# (?P<title>.+)$", re.MULTILINE)
# The chapter of a screen by the name of its address: the longest beginning counts.
CHAPTERS: Mapping[str, str] = {
    "index": "dashboard",
    "work": "dashboard",
    "health": "dashboard",
    "restored": "mail",
    "cases_": "cases",
    "clocks_": "reminders",
    "clock_": "reminders",
    "own_reminders": "reminders",
    "outlook": "reminders",
    "notifications_": "mail",
    "mailbox": "mail",
    "my_calendar": "mail",
    "calendars_": "calendars",
    "calendar_": "calendars",
    "calculator": "calendars",
    "erasure_": "erasure",
    "vendors_": "vendors",
    "checklists_": "vendors",
    "consents_": "consents",
    "policies_": "versions",
    "accounts_": "accounts",
    "own_": "accounts",
    "backoffice_import": "import",
    "attachments_": "cases",
    "audit_": "dashboard",
}


def chapter_of(request: HttpRequest) -> str:
    """Return the address of the chapter about the screen that is asked for, nothing where there is none."""
    match = request.resolver_match
    name = match.url_name if match is not None else None
    begun = [start for start in CHAPTERS if name is not None and name.startswith(start)]
    return reverse("guide", args=[CHAPTERS[max(begun, key=len)]]) if begun else ""


@require_GET
def page(request: HttpRequest, chapter: str) -> HttpResponse:
    """Show a chapter; beside it the others.

    :raises Http404: when there is no such chapter.
    """
    titles = chapters()
    if chapter not in titles:
        raise Http404
    context = {
        **admin.site.each_context(request),
        "title": titles[chapter],
        "chapter": chapter,
        "chapters": [(name, title, reverse("guide", args=[name])) for name, title in titles.items()],
        "text": rendered(chapter),
    }
    return TemplateResponse(request, "dashboard/guide.html", context)


@cache
def chapters() -> Mapping[str, str]:
    """Return every chapter that is shipped with its title, by the name of its file."""
    found: dict[str, str] = {}
    for file in sorted(FOLDER.glob("*.md")):
        match = TITLE.match(file.read_text(encoding="utf-8"))
        found[file.stem] = match["title"] if match is not None else file.stem
    return found


@cache
def rendered(chapter: str) -> SafeString:
    """Return a chapter as HTML without its title and its pictures, which are not shipped.

    The files are ours; what HTML they hold is shown as text all the same. A link to another chapter leads to its page,
    one to a file outside the guide is only its words.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(TITLE.sub("", (FOLDER / f"{chapter}.md").read_text(encoding="utf-8"), count=1))
    for token in tokens:
        if token.children is not None:
            token.children = [_led(child) for child in token.children if child.type != "image"]
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308 - our own files, HTML switched off


def _led(token: Token) -> Token:
    """Return a token; a link that opens is led to the chapter that it names, or nowhere."""
    if token.type == "link_open":
        target, _hash, part = str(token.attrGet("href") or "").partition("#")
        name = target.removesuffix(".md")
        if name in chapters():
            token.attrSet("href", reverse("guide", args=[name]) + (f"#{part}" if part else ""))
        elif target:
            token.attrs = {}
    return token
