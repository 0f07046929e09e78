"""Scan the portal as three roles; print what was reached and what was found; end with 1 where that is not good."""

import argparse
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django
from serving import serving

ROLES, JUDGES = "compliance_officer,vendor_owner,auditor", "wapiti,sqlmap"


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Scan the portal with wapiti and sqlmap.")
    parser.add_argument("--scanners", type=Path, required=True, help="folder of the scanners' programs")
    parser.add_argument("--report", type=Path, default=Path("var/scan"), help="folder for what they say")
    parser.add_argument("--data", type=Path, help="folder that keeps the demonstration for another scan")
    parser.add_argument("--roles", default=ROLES, help=f"default: {ROLES}")
    parser.add_argument("--judges", default=JUDGES, help=f"default: {JUDGES}")
    parser.add_argument("--crawl", type=int, default=240, help="seconds of crawling for each role at most")
    parser.add_argument("--attack", type=int, default=45, help="seconds of each kind of attack for each role at most")
    parser.add_argument("--share", type=float, default=0.85, help="part of a role's routes that must be reached")
    return parser.parse_args()


def main() -> int:
    """Serve, scan, tell."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started ends with us
    asked = arguments()
    report, troubles = asked.report.resolve() / time.strftime("%Y%m%dT%H%M%S"), []
    with tempfile.TemporaryDirectory(prefix="scan-") as place, ExitStack() as stack:
        served = stack.enter_context(serving(Path(place) / "served", asked.data or Path(place) / "data"))
        os.environ |= {**served.environment, "DJANGO_SETTINGS_MODULE": "privacyportal.settings"}
        django.setup()
        # Only now: what these import asks for Django's models.
        from people import Person  # noqa: PLC0415
        from scan import Scan  # noqa: PLC0415

        from privacyportal.roof.demo import accounts  # noqa: PLC0415

        limits = {"crawl": asked.crawl, "attack": asked.attack, "share": asked.share}
        for role in asked.roles.split(","):
            account = next(one for one in accounts.printed() if one.role == role)
            (folder := report / role).mkdir(parents=True)
            scan = Scan(asked.scanners, folder, asked.judges.split(","), troubles, **limits)
            scan.run(Person(role, account.username, account.password, served))
    sys.stdout.writelines(f"FOUND {line}\n" for line in troubles)
    sys.stdout.write(f"{len(troubles)} findings; what the scanners said is kept in {report}\n")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
