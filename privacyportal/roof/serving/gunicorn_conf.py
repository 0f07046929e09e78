"""How does gunicorn serve the portal behind its front, and who says that it lives when all threads are busy?"""

import os
import socket
import socketserver
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

HOME = Path(os.environ["PORTAL_FRONT_DIR"])
bind = f"unix:{HOME / 'web.sock'}"
worker_class = "gthread"
workers = int(os.environ.get("PORTAL_WEB_PROCESSES", "1"))
threads = int(os.environ.get("PORTAL_WEB_THREADS", "8"))
timeout, graceful_timeout = 120, 5
max_requests, max_requests_jitter = (2000, 200) if workers > 1 else (0, 0)
control_socket_disable = True
accesslog = "-"
# The front says who asks: on its socket everybody is nobody.
access_log_format = '%({x-real-ip}i)s - %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"'
if os.environ.get("PORTAL_LOG_FORMAT") == "json":
    console = {"level": "INFO", "propagate": False}
    logconfig_dict = {
        "root": {"level": "INFO", "handlers": []},
        "loggers": {
            "gunicorn.error": {**console, "handlers": ["error_console"]},
            "gunicorn.access": {**console, "handlers": ["console"]},
        },
        "formatters": {"generic": {"()": "privacyportal.backoffice.json_lines.JsonLines"}},
    }
listener = socket.socket(socket.AF_UNIX)


class Health(BaseHTTPRequestHandler):
    """Says that this process lives."""

    def do_GET(self) -> None:
        """Answer 200."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def address_string(self) -> str:
        """Return who asks: over a socket that has no addresses always the front."""
        return "front"

    def log_message(self, *_: object) -> None:
        """Stay silent: it is asked every few seconds."""


class HealthServer(socketserver.ThreadingUnixStreamServer):
    """Answers on the socket that all web processes share; whoever of them lives takes the question."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(str(HOME / "health.sock"), Health, bind_and_activate=False)
        self.socket = listener


def on_starting(server: Arbiter) -> None:
    """Open the health socket once, before there are processes that share it."""
    path = HOME / "health.sock"
    path.unlink(missing_ok=True)
    listener.bind(str(path))
    listener.listen(64)
    listener.setblocking(False)


def post_worker_init(worker: Worker) -> None:
    """Answer for this process, beside its pool of threads."""
    Thread(target=HealthServer().serve_forever, name="health", daemon=True).start()
