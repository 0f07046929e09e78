"""How is the misbehaving mail server told what to do, and asked what it did?"""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from privacyportal.roof.bench.databases import free_port
from privacyportal.roof.bench.faults import server
from privacyportal.roof.bench.faults.server import Line, Orders, Rule
from privacyportal.roof.bench.mailsink import wait_for_port
from privacyportal.roof.serving.processes import Family, Program, Running

LOCALHOST = "127.0.0.1"


class Postbox:
    """A mail server on a port that stays the same when it is stopped and started again."""

    def __init__(self, directory: Path, family: Family, *, is_secure: bool) -> None:
        self.family, self.port = family, free_port()
        self.log, self.orders = directory / "mails.jsonl", directory / "orders.json"
        self.certificate = certify(directory / "server.pem") if is_secure else None
        self.running: Running | None = None
        self.read, self.known = 0, list[Line]()

    def start(self) -> None:
        """Start it and wait until it listens."""
        paths = [self.log, self.orders, *([self.certificate] if self.certificate else [])]
        command = (sys.executable, "-m", server.__name__, str(self.port), *map(str, paths))
        self.running = self.family.start(Program("postbox", command))
        wait_for_port(self.port)

    def stop(self) -> None:
        """End it at once: connections are refused."""
        if self.running:
            self.family.kill(self.running)
            self.running = None

    def tell(self, *rules: Rule, pace: float = 0) -> None:
        """Let it follow these rules and no others, and take so many seconds for a byte; without any it behaves."""
        self.orders.with_suffix(".held").unlink(missing_ok=True)
        orders: Orders = {"rules": list(rules), "pace": pace}
        written = self.orders.with_suffix(".new")
        written.write_text(json.dumps(orders))
        written.replace(self.orders)

    def holds(self) -> bool:
        """Whether a session waits because a rule says nothing to it."""
        return self.orders.with_suffix(".held").exists()

    def lines(self) -> list[Line]:
        """Return everything that it has written down."""
        if self.log.exists():
            with self.log.open("rb") as log:
                log.seek(self.read)
                # The last line may be half written.
                whole = log.read().rpartition(b"\n")[0]
            self.read += len(whole) + 1 if whole else 0
            self.known += map(json.loads, whole.splitlines())
        return self.known

    def accepted(self) -> int:
        """Return how many mails it has accepted."""
        return sum(line["what"] == "accepted" for line in self.lines())


def says(step: str, line: str, *, every: int = 1, remainder: int = 0) -> Rule:
    """Return the rule that something else is said at a step, to everybody or to a part of them."""
    return {"step": step, "says": line, "modulus": every, "remainder": remainder}


def silent(step: str, *, every: int = 1, remainder: int = 0) -> Rule:
    """Return the rule that nothing is said at a step as long as the rule stands."""
    return says(step, "", every=every, remainder=remainder)


def matters(lines: Iterable[Line], what: str) -> list[tuple[float, str, str]]:
    """Return what of the log's mails ended like this, one for each record told of: (moment, number, address)."""
    return [(line["at"], number, line["to"]) for line in lines if line["what"] == what for number in line["numbers"]]


def certify(path: Path) -> Path:
    """Write a key and a certificate for this machine, valid for a day, that vouches for itself; return the file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOCALHOST))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    # A chain is looked up by these two.
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(encoding, form, serialization.NoEncryption())
    path.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(encoding))
    return path
