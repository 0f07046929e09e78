"""What do tests need that look at pages in Chromium: a portal that serves, with a few records, and a browser?"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LAPTOP = {"width": 1366, "height": 768}
PASSWORD = "password-for-tests"

# What stands in a tab that was not asked for yet.
CLOSED = "[data-portal-part]"

# One person per role, one case under investigation, one awaiting approval, one vendor under supervision, one candidate.
STEP_GUARD = 240  # seconds: one step on a page; a page that lacks what is looked for should not hold the run for longer
STAGE = """
from datetime import timedelta
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from cases import services
from privacyportal.accounts.models import Department, Desk, User
from tests.factories import cases, vendors
from vendors import services as vendor_services

department, _made = Department.objects.get_or_create(code="PLANNING", defaults={"name": "事務システム企画部"})
people, password = {}, make_password("password-for-tests")
for username, last, first, role in (
    ("aoki", "青木", "花子", "desk_handler"), ("baba", "馬場", "恵", "compliance_officer"),
    ("kudo", "工藤", "明", "manager"), ("goto", "後藤", "由美", "vendor_owner"),
    ("doi", "土井", "誠", "auditor"), ("honda", "本田", "純", "administrator"),
):
    person = User.objects.create(
        username=username, email=f"{username}@portal.example", password=password, last_name=last, first_name=first,
        is_staff=True, department=department,
    )
    person.groups.set(Group.objects.filter(name=role))
    people[username] = person
Desk.objects.get(kind=Desk.Kind.PLANNING).members.add(people["aoki"])
now = timezone.now()
for back in range(30):
    received = now - timedelta(days=back * 11, hours=1)
    case = cases.open_case(by=people["baba"], at=received, received_at=received)
    if back % 2:
        services.assign_handler(case=case, handler=people["aoki"], by=people["baba"], at=received)
vendor = vendors.active_vendor(owner=people["goto"], signer=people["kudo"], at=now - timedelta(days=400))
vendor_services.start_review(vendor=vendor, occasion="periodic", by=people["baba"], at=now)
vendor_services.register_vendor(
    name="株式会社みなと印刷", country=vendor.country, owner=people["goto"], by=people["baba"], at=now
)
waiting = vendor_services.register_vendor(  # its sheet stays open, whatever is done with the others
    name="株式会社ひがし倉庫", country=vendor.country, owner=people["goto"], by=people["baba"], at=now
)
vendor_services.start_review(vendor=waiting, occasion="onboarding", by=people["baba"], at=now)
"""


def browser_binary() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the installed Chromium; it ends with the block."""
    expect.set_options(timeout=STEP_GUARD * 1000)
    # Playwright keeps an event loop in this thread, which is why Django would refuse the database to every later test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_binary(), args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser) -> Page:
    """Return a fresh window of a laptop in Tokyo."""
    context = browser.new_context(viewport=LAPTOP, timezone_id="Asia/Tokyo", locale="ja-JP")
    context.set_default_timeout(STEP_GUARD * 1000)
    return context.new_page()


def opened(browser: Browser, complaints: list[str]) -> Page:
    """Return a fresh window that writes down each error of a script and whatever the browser complains of."""
    page = new_page(browser)
    page.on("pageerror", lambda error: complaints.append(f"{page.url} {error.stack or error}"))
    page.on("console", lambda said: complaints.append(f"{page.url} {said.text}") if said.type == "error" else None)
    return page


def sign_in(page: Page, address: str, username: str, path: str = "/admin/") -> None:
    """Sign a person in and follow to a page."""
    page.goto(f"{address}/admin/login/?next={path}")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("#login-form button[type=submit]")


def arrived(page: Page) -> None:
    """Wait until what the open tab shows has come."""
    expect(page.locator(f"[data-panel]:not([data-away]) {CLOSED}")).to_have_count(0)


def keep(page: Page, name: str) -> None:
    """Keep a picture for the README when asked to (`PORTAL_KEEP_SCREENSHOTS=1`)."""
    if os.environ.get("PORTAL_KEEP_SCREENSHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=str(PICTURES / f"{name}.png"))
