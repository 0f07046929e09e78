"""A person at the portal: signs in with both steps, shows again that it is they, proves that the session lives."""

import base64
import re
import secrets
import time
from dataclasses import dataclass, field

import requests
from django_otp.oath import TOTP
from serving import Served

from tests.forms import Forms

SIGN_IN, CONFIRM, KEYS = "/admin/login/", "/sign-in/again/", "/admin/my/keys/"
STEP_SECONDS = 30
# An export is given only to whoever has shown within five minutes that it is they.
CONFIRMED_SECONDS = 240
SECRET = re.compile(r'id="new-secret"[^>]*value="([^"]+)"')


class Ended(Exception):
    """The session does not live, or never did."""


@dataclass
class Person:
    """Who looks at the portal, with the secret of a program for one-time codes."""

    role: str
    username: str
    password: str
    served: Served
    session: requests.Session = field(default_factory=requests.Session)
    canary: str = field(default_factory=lambda: f"canary-{secrets.token_hex(8)}")
    secret: bytes = b""
    last_step: int = 0
    confirmed: float = 0.0

    def get(self, path: str) -> requests.Response:
        """Read a page as it is answered, without following."""
        return self.session.get(f"{self.served.address}{path}", allow_redirects=False, timeout=120)

    def sign_in(self) -> None:
        """Give name and password, add the program that the portal wants to see at a first sign-in, prove it by a code.

        :raises Ended: when the portal lets the person in no further.
        """
        self.session.trust_env = False  # or else a bundle that the environment names is believed instead
        self.session.verify = str(self.served.certificate)
        self.session.headers["Accept-Language"] = "ja"
        page = self._send(self.session.get(f"{self.served.address}{SIGN_IN}", timeout=120), self._name_and_password())
        shown = SECRET.search(page.text)
        if shown is None:
            raise Ended(f"{self.username} was not asked for a second step: {page.url}")
        self.secret = base64.b32decode(shown[1].replace(" ", ""))
        self._send(page, {"name": self.canary, "code": self.code()})
        self.confirmed = time.monotonic()
        self.prove_alive()

    def confirm(self) -> None:
        """Show again that it is the same person, as the portal asks before exports; not while it takes the last time.

        :raises Ended: when the portal does not take it.
        """
        if time.monotonic() - self.confirmed < CONFIRMED_SECONDS:
            return
        page = self.session.get(f"{self.served.address}{CONFIRM}", timeout=120)
        if CONFIRM in self._send(page, {"code": self.code()}).url:
            raise Ended(f"{self.username} could not confirm.")
        self.confirmed = time.monotonic()

    def prove_alive(self) -> None:
        """Find what only this person's own page shows.

        :raises Ended: when it is not there.
        """
        answer = self.get(KEYS)
        if answer.status_code != requests.codes.ok or self.canary not in answer.text:
            raise Ended(f"The session of {self.username} does not live: {KEYS} answers {answer.status_code}.")

    def code(self) -> str:
        """Return a code that has not been used: each is good once, so that this may have to wait."""
        while (step := int(time.time()) // STEP_SECONDS) <= self.last_step:
            time.sleep(1)
        self.last_step = step
        return f"{TOTP(self.secret).token():06d}"

    @property
    def cookies(self) -> dict[str, str]:
        """Return the cookies of the session, for a scanner to send."""
        return dict(self.session.cookies.items())

    def _name_and_password(self) -> dict[str, object]:
        return {"username": self.username, "password": self.password}

    def _send(self, page: requests.Response, typed: dict[str, object]) -> requests.Response:
        """Fill in the form of a page that has all fields, send it, follow."""
        page.raise_for_status()
        form = next(one for one in Forms(page.text).found if one.method == "post" and typed.keys() <= one.values.keys())
        answer = self.session.post(page.url, data={**form.values, **typed}, headers={"Referer": page.url}, timeout=120)
        answer.raise_for_status()
        return answer
