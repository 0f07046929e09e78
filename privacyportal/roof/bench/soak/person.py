"""What does somebody at work do all day? Sign in, look, take cases in, ask for approval, upload, sign out."""

import re
import time
from collections.abc import Iterator, Mapping
from html import unescape

import requests
from django.utils import timezone

from privacyportal.roof.demo import accounts

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|portal_once|portal_seen)" value="([^"]*)"')
NUMBER = re.compile(r"CASE-\d{4}-\d{6}")
PATIENCE_SECONDS = 120
BUSY = frozenset({429, 502, 503, 504})
HANDLER, OFFICER = "aoki", "kitamura"
PAGES = ("/admin/", "/admin/work/", "/admin/cases/case/", "/admin/vendors/vendor/", "/admin/my/calendar/")
CALL = {
    "kind": "complaint",
    "channel": "telephone",
    "sender": "person",
    "told_number": "on",
    "complainant_name": "佐々木 涼子",
    "complainant_kana": "ササキ リョウコ",
    "complainant_telephone": "090-0000-1234",
    "concerns": "own",
    "subject": "案内状の送付停止",
    "description": "停止を申し出た後も案内状が届く。",
    "desired_remedy": "送付を止めてほしい。",
}
VENDORS = (
    "管理番号,名称,フリガナ,法人番号,所在地,連絡先担当者,連絡先メール,連絡先電話,所管部署コード,"
    "個人番号の取扱い,機微情報の取扱い,クラウド利用,本人数,備考,国コード,重要度"
)


class Stuck(Exception):
    """A page that should have come did not."""


class Person:
    """Somebody at a browser, who tries again what was not answered, as people do.

    `asked` are the numbers of the cases for which this person asked for approval: of each one mail is due. `waits`
    counts the answers that came only with a later try.
    """

    def __init__(self, url: str) -> None:
        self.url, self.browser = url, requests.Session()
        self.asked: list[str] = []
        self.waits = self.turns = 0

    def turn(self) -> None:
        """Do everything once.

        :raises Stuck: when a page does not come.
        """
        self.turns += 1
        self.sign_in(HANDLER)
        for path in PAGES:
            self.get(path)
        self.take_in()
        self.sign_out()
        self.sign_in(OFFICER)
        self.upload()
        self.sign_out()

    def sign_in(self, name: str) -> None:
        """Sign in with the password that the demonstration prints."""
        self.browser = requests.Session()
        path = "/admin/login/"
        typed = {"username": name, "password": accounts.password_of(name), "next": "/admin/"}
        self.send(path, typed)
        if "/admin/logout/" not in self.get("/admin/").text:
            raise Stuck(f"{name} is not signed in")

    def sign_out(self) -> None:
        """Sign out."""
        self.send("/admin/logout/", {}, form_at="/admin/")

    def take_in(self) -> None:
        """Register a complaint, look into it, propose an answer: the manager is asked by mail."""
        received = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        page = self.send("/admin/cases/case/add/", {**CALL, "received_at": received})
        number = NUMBER.search(page.text)
        if "/change/" not in page.url or number is None:
            raise Stuck(f"No case was registered; one is at {page.url}")
        record = page.url.removeprefix(self.url).removesuffix("change/")
        self.send(f"{record}do/investigate/", {})
        self.send(f"{record}do/propose_answer/", {"outcome": "upheld", "text": "名簿から除外いたしました。"})
        self.asked.append(number[0])

    def upload(self) -> None:
        """Upload a file with vendors and have it checked by a worker."""
        key = f"S{time.time_ns()}"
        rows = "\n".join(
            f"{key}{row},株式会社計測{row},ケイソク,,,,,,,無,無,有,100,{'備考' * 200},,高" for row in range(500)
        )
        file = {"upload": ("委託先.csv", f"{VENDORS}\n{rows}\n".encode(), "text/csv")}
        page = self.send(
            "/admin/backoffice/importrun/add/", {"mapping": "vendors/standard", "dry_run": "on"}, files=file
        )
        if "/change/" not in page.url:
            raise Stuck(f"No file was taken; one is at {page.url}")

    def get(self, path: str) -> requests.Response:
        """Return a page."""
        return self.patiently("GET", path)

    def send(
        self,
        path: str,
        typed: Mapping[str, str],
        *,
        form_at: str = "",
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> requests.Response:
        """Fill in a form and send it; return the page that follows."""
        page = self.get(form_at or path).text
        form = dict(hidden(page, path if form_at else ""))
        return self.patiently("POST", path, data={**form, **typed}, files=files)

    def patiently(self, method: str, path: str, **sent: object) -> requests.Response:
        """Return an answer, asked for again while the portal is not there or says that it is busy.

        :raises Stuck: when none comes for PATIENCE_SECONDS, or it is a fault.
        """
        until, tries = time.monotonic() + PATIENCE_SECONDS, 0
        while time.monotonic() < until:
            tries += 1
            try:
                answer = self.browser.request(method, self.url + path, timeout=60, **sent)  # type: ignore[arg-type]
            except requests.RequestException:
                time.sleep(0.5)
                continue
            if answer.status_code not in BUSY:
                self.waits += tries > 1
                if not answer.ok:
                    raise Stuck(f"{method} {path} answered {answer.status_code}")
                return answer
            time.sleep(1)
        raise Stuck(f"{method} {path} was not answered")


def hidden(page: str, action: str) -> Iterator[tuple[str, str]]:
    """Yield what a page's form sends along by itself: the form with that action, or any."""
    begin = page.find(f'action="{action}"') if action else 0
    for name, value in reversed(HIDDEN.findall(page[max(begin, 0) :])):
        yield name, unescape(value)
