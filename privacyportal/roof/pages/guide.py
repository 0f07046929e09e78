"""What does the guide say of the screen one is at? Its chapters, from the files that are shipped with the portal."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
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
# Where the guide speaks of a screen, by the name of its address: the longest beginning counts.
PLACES: Mapping[str, str] = {
    "index": "dashboard",
    "app_list": "dashboard",
    "work": "dashboard#要対応一覧",
    "health": "dashboard",
    "find": "cases#一覧と検索",
    "restored": "mail",
    "cases_": "cases",
    "cases_case_add": "cases#電話を受けながら登録する",
    "cases_routetable": "versions#振分表を試す",
    "clocks_": "reminders",
    "clocks_clockrule": "reminders#期限の規則を変える",
    "clock_": "reminders",
    "own_reminders": "reminders",
    "outlook": "reminders#木曜日にだれに届くか",
    "notifications_": "mail",
    "mailbox": "dashboard#内蔵メールボックスシステム管理者",
    "my_calendar": "mail#カレンダー購読",
    "calendars_": "calendars",
    "calendar_": "calendars",
    "calculator": "calendars#いつまでかなぜその日か",
    "erasure_": "erasure",
    "vendors_": "vendors",
    "vendors_entrustment": "vendors#契約の更新と終了",
    "vendors_foreignground": "vendors#外国提供の根拠と定期的な確認",
    "vendors_countrysystem": "vendors#外国提供の根拠と定期的な確認",
    "vendors_jointuse": "vendors#共同利用",
    "checklists_": "vendors",
    "consents_": "consents",
    "consents_thirdpartyprovision": "consents#第三者提供の登録",
    "policies_": "versions",
    "policies_policy": "versions#基本方針の新しい版",
    "policies_obligation": "versions#基本方針の新しい版",
    "policies_access": "accounts#年次のアクセス権の棚卸し",
    "policies_numberdisposal": "erasure#個人番号の廃棄",
    "policies_staffpledge": "reminders#誓約書研修と基本方針の見直し",
    "policies_reviewitem": "reminders#誓約書研修と基本方針の見直し",
    "accounts_": "accounts",
    "own_": "accounts",
    "own_absence": "accounts#不在と代行者",
    "password_change": "accounts",
    "provider_link": "accounts",
    "backoffice_import": "import",
    "attachments_": "cases",
    "audit_": "dashboard",
}


def chapter_of(request: HttpRequest) -> str:
    """Return the address where the guide speaks of the screen that is asked for, nothing where it does not."""
    match = request.resolver_match
    place = place_of(match.url_name or "") if match is not None else ""
    return address_of(place) if place else ""


def place_of(name: str) -> str:
    """Return chapter and heading for the name of an address; nothing where the guide has none."""
    begun = [start for start in PLACES if name.startswith(start)]
    return PLACES[max(begun, key=len)] if begun else ""


def address_of(place: str) -> str:
    """Return the address of a chapter, or of a heading in it (`chapter#heading`)."""
    chapter, _hash, heading = place.partition("#")
    return reverse("guide", args=[chapter]) + (f"#{heading}" if heading else "")


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
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(following.content))
    for token in tokens:
        if token.children is not None:
            token.children = [_led(child) for child in token.children if child.type != "image"]
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308 - our own files, HTML switched off


def slug(heading: str) -> str:
    """Return a heading as what links name it by, as code hosts do: `#` and this leads there in the file as well."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _led(token: Token) -> Token:
    """Return a token; a link that opens is led to the chapter that it names, or nowhere."""
    if token.type == "link_open":
        target, _hash, part = str(token.attrGet("href") or "").partition("#")
        name = target.removesuffix(".md")
        if name in chapters():
            token.attrSet("href", address_of(f"{name}#{part}" if part else name))
        elif target:
            token.attrs = {}
    return token
