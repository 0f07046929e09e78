"""In Chromium: what somebody plants in a page neither runs nor shows, and every page does without what is refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.roof.browser import arrived, opened, sign_in
from tests.roof.test_mailbox import mail
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.live]

LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
});
"""
PLANTED = """
<script>window.planted = "script";</script>
<script src="https://elsewhere.example/planted.js"></script>
<script src="/static/planted.js"></script>
<style>#content { color: rgb(1, 2, 3); }</style>
<link rel="stylesheet" href="https://elsewhere.example/planted.css">
<img src="data:," onerror="window.planted = 'handler'">
<img src="https://elsewhere.example/planted.png">
<a id="planted-link" href="javascript:window.planted = 'link'">planted</a>
<p id="planted-style" style="color: rgb(1, 2, 3)">planted</p>
<iframe src="/admin/work/"></iframe>
<div x-data x-init="window.planted = 'global'"></div>
<div x-data x-init="$el.ownerDocument.defaultView.planted = 'document'"></div>
<div x-data x-init="$el.constructor.constructor('window.planted = 1')()"></div>
"""
EVALUATES = """
window.evaluated = [];
const attempts = [() => eval("1"), () => new Function("return 1")(), () => window.setTimeout("window.planted = 1")];
for (const attempt of attempts) {
  try { attempt(); window.evaluated.push("ran"); } catch (error) { window.evaluated.push(error.name); }
}
"""
PEOPLE = ("aoki", "baba", "kudo", "goto", "doi", "honda")


def plant(route: Route) -> None:
    """Answer as the portal does, with its headers, and with what somebody has written into the page."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</body>", PLANTED + "</body>"))


@pytest.mark.parametrize("path", ["/admin/work/", "/admin/cases/case/add/", "/admin/login/", "/nothing/"])
def test_what_is_planted_in_a_page_neither_runs_nor_shows(address: str, browser: Browser, path: str) -> None:
    page = opened(browser, [])
    page.add_init_script(LISTEN)
    if path != "/admin/login/":
        sign_in(page, address, "baba")
    page.route(f"**{path}", plant)
    page.route("**/static/planted.js", lambda route: route.fulfill(body=EVALUATES, content_type="text/javascript"))
    page.goto(address + path)
    page.evaluate("document.getElementById('planted-link').click()")
    page.wait_for_function(
        "window.refused.some((told) => told.includes('inline') && told.startsWith('script-src-elem'))"
    )
    assert page.evaluate("window.planted") is None
    assert page.evaluate("window.evaluated.slice(0, 2)") == ["EvalError", "EvalError"]
    colour = "(query) => getComputedStyle(document.querySelector(query)).color"
    assert [page.evaluate(colour, query) for query in ("#planted-style", "body")].count("rgb(1, 2, 3)") == 0
    refused = set(page.evaluate("window.refused"))
    assert refused >= {
        "script-src eval",
        "script-src-elem inline",
        "script-src-attr inline",
        "style-src-elem inline",
        "style-src-attr inline",
        "script-src-elem https://elsewhere.example/planted.js",
        "style-src-elem https://elsewhere.example/planted.css",
        "img-src https://elsewhere.example/planted.png",
        f"frame-src {address}/admin/work/",
    }


def pages(page: Page, address: str) -> Iterator[str]:
    """Open whatever a person's menu leads to, and from each list its first record and its empty form; yield each."""
    page.goto(f"{address}/admin/")
    links = [link.get_attribute("href") or "" for link in page.locator(".portal-nav a").all()]
    for link in links:
        page.goto(address + link)
        yield link
        below = [page.locator("#result_list tbody th a").first, page.locator("a.addlink").first]
        for path in [found.get_attribute("href") or "" for found in below if found.count()]:
            page.goto(address + path)
            yield path
            for tab in page.locator("[role=tab]").all()[1:]:
                tab.click()
                arrived(page)


# The owner of a vendor has the fewest pages; the others' come by night.
@pytest.mark.parametrize(
    "username", [pytest.param(name, marks=[] if name == "goto" else pytest.mark.nightly) for name in PEOPLE]
)
def test_no_page_of_the_menu_is_refused_anything(address: str, browser: Browser, username: str) -> None:
    complaints: list[str] = []
    page = opened(browser, complaints)
    sign_in(page, address, username)
    seen = list(pages(page, address))
    page.context.close()
    assert len(seen) > 5
    assert complaints == []


def test_a_mail_keeps_its_own_styles_in_a_frame_of_its_own(stage: Stage, browser: Browser) -> None:
    key = stage.mailbox.add(mail(html='<p style="color: rgb(1, 2, 3)">点検</p><script>planted()</script>'))
    complaints: list[str] = []
    page = opened(browser, complaints)
    sign_in(page, stage.address, "honda", f"/admin/mailbox/{key}/")
    expect(page.frame_locator("iframe").locator("p")).to_have_css("color", "rgb(1, 2, 3)")
    assert [told for told in complaints if "sandboxed" not in told] == []
    assert len(complaints) == 1, "its script did not run"
