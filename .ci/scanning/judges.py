"""wapiti and sqlmap: how each is started, and what it found."""

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from people import Person
from serving import HOST
from walking import OWN, Question

MODULES = "csp,cookieflags,http_headers,sql,xss,permanentxss,redirect,csrf,file,exec,crlf,xxe,ssrf"
MEDIUM = 2
HANGS = 1800  # seconds after which a scanner itself is taken to hang
CLEAN = "all tested parameters do not appear to be injectable"
NO_END = {"expires": None, "port": None, "version": 0}
ASIDE = {"csrfmiddlewaretoken", "portal_once"}


@dataclass(frozen=True)
class Crawl:
    """What wapiti read and found."""

    read: list[str]
    findings: list[str]


class Lure(BaseHTTPRequestHandler):
    """Where wapiti wants to see whether the portal can be made to ask an address: it keeps who asks."""

    asked: list[str] = []

    def do_GET(self) -> None:
        """Tell wapiti that it learns from our own report; keep everybody else."""
        is_wapiti = self.path.startswith("/get_")
        if not is_wapiti:
            self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def lure() -> Iterator[str]:
    """Serve the lure on this machine until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Lure)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def wapiti(scanners: Path, person: Person, start: Iterable[str], report: Path, *, crawl: int, attack: int) -> Crawl:
    """Crawl from the start addresses as the person and attack what was read, each for so many seconds at most.

    :raises RuntimeError: when wapiti leaves no report.
    """
    address, out, cookies = person.served.address, report / "wapiti.json", report / "cookies.json"
    kept = {name: {"value": value, "secure": True} for name, value in person.cookies.items()}
    cookies.write_text(json.dumps({HOST: {"/": {name: NO_END | one for name, one in kept.items()}}}), encoding="ascii")
    with lure() as endpoint:
        command = [
            *(str(scanners / "wapiti"), "-u", f"{address}/admin/", "--scope", "domain", "-m", MODULES),
            *("-d", "1", "--max-links-per-page", "40", "--max-files-per-dir", "30", "--tasks", "2", "-t", "60"),
            *("--max-scan-time", str(crawl), "--max-attack-time", str(attack), "--endpoint", endpoint),
            *("--no-bugreport", "--flush-session", "--store-session", str(report / "wapiti"), "-f", "json"),
            *("-o", str(out), "-dr", "1", "-c", str(cookies), "-H", "Accept-Language: ja"),
            *(part for path in OWN for part in ("-x", f"{address}{path}*")),
            *(part for path in start for part in ("-s", f"{address}{path}")),
        ]
        run(command, report / "wapiti.log")
    if not out.exists():
        raise RuntimeError(f"wapiti left no report; see {report}")
    told = json.loads(out.read_text(encoding="utf-8"))
    found = [
        f"wapiti: {kind} at {one['path']} ({one.get('parameter') or '-'}): {one['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, ones in told[group].items()
        for one in ones
        if one["level"] >= MEDIUM or kind == "Internal Server Error"
    ]
    asked = [f"wapiti: the portal asked {path}" for path in Lure.asked]
    pages = told["infos"]["crawled_pages"]
    read = [page["request"]["url"] for page in pages if page["response"]["status_code"] == HTTPStatus.OK]
    return Crawl(read, found + asked)


def sqlmap(scanners: Path, person: Person, question: Question, report: Path) -> list[str]:
    """Try every field of a question; return what was found, also that a field could not be judged."""
    place = re.sub(r"\W+", "_", f"{question.path}_{question.method}")
    fields, asked = urlencode(question.fields), f"{person.served.address}{question.path}"
    names = ",".join(name for name in question.fields if name not in ASIDE)
    sent = ["-u", f"{asked}?{fields}"] if question.method == "get" else ["-u", asked, "--data", fields]
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    log = report / f"sqlmap-{place}.log"
    run(
        [
            *(str(scanners / "sqlmap"), *sent, "-p", names, "--cookie", cookies, "--drop-set-cookie"),
            *("--referer", f"{person.served.address}{question.page}", "--batch", "--dbms=sqlite", "--level=1"),
            *("--risk=1", "--technique=BEU", "--threads=2", "--timeout=60", "--retries=1", "--flush-session"),
            *("--disable-coloring", "--output-dir", str(report / "sqlmap" / place)),
        ],
        log,
    )
    said = log.read_text(encoding="utf-8")
    if CLEAN in said:
        return []
    lines = [line for line in said.splitlines() if "CRITICAL" in line or "injectable" in line or "vulnerable" in line]
    return [f"sqlmap: {question.path} ({names}): {'; '.join(lines[-2:]) or 'not judged'}"]


def run(command: list[str], log: Path) -> None:
    """Run a scanner to its end, with what it says in a file."""
    with log.open("w", encoding="utf-8") as out:
        subprocess.run(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, timeout=HANGS, check=False)
