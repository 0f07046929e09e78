"""A sign-in provider (OpenID Connect) that tests start: a real server with real keys, which can be told to lie."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "portal", "a secret of the client / with + signs"
HOUR = 3600

type Claims = dict[str, Any]
type Sign = Callable[["Lying", Claims], str]


def honest(provider: "Lying", claims: Claims) -> str:
    """Sign as a provider does."""
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, provider.key)


def new_key() -> RSAKey:
    """A key to sign with, with a name."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


@dataclass
class Lying:
    """A provider: what it says of somebody, how it signs, which keys it shows, and what it was asked."""

    issuer: str = ""
    key: RSAKey = field(default_factory=new_key)
    shown: list[dict[str, Any]] = field(default_factory=list)
    person: Claims = field(default_factory=lambda: {"sub": "subject-1", "preferred_username": "sasaki"})
    claims: Claims = field(default_factory=dict)
    without: tuple[str, ...] = ()
    metadata: Claims = field(default_factory=dict)
    sign: Sign = honest
    on_return: dict[str, str] = field(default_factory=dict)
    silent: threading.Event = field(default_factory=threading.Event)
    trickling: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def configuration(self) -> Claims:
        """What it says of itself."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return {name: value for name, value in {**said, **self.metadata}.items() if value is not None}

    def jwks(self) -> Claims:
        """The keys that it shows."""
        return {"keys": self.shown or [self.key.as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign the person in, and return where the browser is sent."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], **self.on_return}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """Give a token for a code: once, to the client, to whoever has the verifier (RFC 7636, section 4.6)."""
        asked = self.codes.pop(form.get("code", ""), None)
        name, _colon, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (name, secret) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if asked is None or asked.get("code_challenge_method") != "S256" or challenge != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        """What it says of the person, signed."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + HOUR, "nonce": asked.get("nonce", "")}
        if "max_age" in asked:
            said["auth_time"] = now
        claims = {**said, **self.person, **self.claims}
        return self.sign(self, {name: value for name, value in claims.items() if name not in self.without})


class Server(ThreadingHTTPServer):
    """Serves one provider."""

    daemon_threads = True

    def __init__(self, provider: Lying) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    """How the server answers."""

    server: Server

    def do_GET(self) -> None:
        """Give a document, or sign the person in."""
        provider, parts = self.server.provider, urlsplit(self.path)
        provider.asked.append(parts.path)
        if provider.silent.is_set():
            self.wait()
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(first_of(parts.query)))
            self.end_headers()
        elif parts.path == "/end":
            self.say(200, {"signed": "out"})
        else:
            documents = {"/.well-known/openid-configuration": provider.configuration, "/jwks": provider.jwks}
            self.say(200, documents[parts.path]())

    def do_POST(self) -> None:
        """Give a token."""
        provider = self.server.provider
        provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if provider.silent.is_set():
            self.wait()
        else:
            self.say(*provider.token(first_of(body), self.headers.get("Authorization", "")))

    def wait(self) -> None:
        """Say nothing, or a letter now and then, until told otherwise."""
        provider, self.close_connection = self.server.provider, True
        try:
            while provider.silent.is_set():
                if provider.trickling:
                    self.wfile.write(b"H")
                time.sleep(0.05)
        except OSError:
            return

    def say(self, status: int, answer: Claims) -> None:
        """Answer a document."""
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *told: object) -> None:
        """Say nothing."""


def first_of(query: str) -> dict[str, str]:
    """The first value of each name."""
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def serving_provider() -> Iterator[Lying]:
    """Start a provider on a free port; it ends with the block."""
    provider = Lying()
    server = Server(provider)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.silent.clear()
        server.shutdown()
        server.server_close()
        thread.join()


def unsigned(provider: Lying, claims: Claims) -> str:
    """No signature at all (`alg: none`)."""
    parts = ({"alg": "none", "kid": provider.key.kid}, claims)
    return ".".join(encoded(json.dumps(part).encode()) for part in parts) + "."


def with_shared_secret(provider: Lying, claims: Claims, secret: bytes) -> str:
    """Sign with HS256: whoever knows the secret can make it."""
    parts = ({"alg": "HS256", "kid": provider.key.kid}, claims)
    text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


def with_public_key_as_secret(provider: Lying, claims: Claims) -> str:
    """HS256 with what everybody can read: the provider's public key."""
    return with_shared_secret(provider, claims, provider.key.as_pem(private=False))


def with_client_secret(provider: Lying, claims: Claims) -> str:
    """HS256 with the secret of the client."""
    return with_shared_secret(provider, claims, SECRET.encode())


def with_another_key(provider: Lying, claims: Claims) -> str:
    """Another key under the same name."""
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, new_key())


def with_own_key_in_header(provider: Lying, claims: Claims) -> str:
    """A key that the token brings along."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    return jwt.encode({"alg": "ES256", "kid": key.kid, "jwk": key.as_dict(private=False)}, claims, key)


def tampered(provider: Lying, claims: Claims) -> str:
    """A good signature under other words."""
    header, _claims, signature = honest(provider, claims).split(".")
    return ".".join((header, encoded(json.dumps({**claims, "sub": "somebody else"}).encode()), signature))


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
