"""One role: sign in, walk, crawl and attack, put questions; the session is proved alive before, between and after."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from judges import sqlmap, wapiti
from people import Person
from walking import Walk, expected, match_of, walk


@dataclass
class Scan:
    """How a role is scanned: with which programs, for how many seconds, which part of its routes must be reached."""

    scanners: Path
    report: Path
    judges: list[str]
    troubles: list[str]
    crawl: int
    attack: int
    share: float

    def run(self, person: Person) -> None:
        """Scan as a person.

        :raises Ended: when the session does not live, or ends on the way.
        """
        person.sign_in()
        found = walk(person)
        person.prove_alive()
        pages = sum(map(len, found.read.values()))
        self.tell(person, f"{pages} pages read on foot, {len(found.questions)} questions in them")
        if "wapiti" in self.judges:
            self.crawled(person, found)
            person.prove_alive()
        if "sqlmap" in self.judges:
            self.asked(person, found)
            person.prove_alive()

    def crawled(self, person: Person, found: Walk) -> None:
        """Have wapiti crawl and attack; which routes did it reach?"""
        start = [addresses[0] for addresses in found.read.values()]
        person.confirm()
        said = wapiti(self.scanners, person, start, self.report, crawl=self.crawl, attack=self.attack)
        self.troubles += [f"{person.role}: {one}" for one in said.findings]
        wanted, reached = expected(person.role), {match.view_name for path in said.read if (match := match_of(path))}
        missing = sorted(wanted - reached)
        share = 1 - len(missing) / len(wanted)
        self.tell(person, f"wapiti read {len(said.read)} pages, {share:.1%} of the role's {len(wanted)} routes; not:")
        sys.stdout.writelines(f"    {name}{' (read on foot)' if name in found.read else ''}\n" for name in missing)
        if share < self.share:
            self.troubles.append(f"{person.role}: wapiti reached {share:.1%} of the routes, not {self.share:.0%}")

    def asked(self, person: Person, found: Walk) -> None:
        """Have sqlmap put every question; the session must outlive each."""
        for question in found.questions.values():
            person.confirm()
            self.troubles += [f"{person.role}: {one}" for one in sqlmap(self.scanners, person, question, self.report)]
            person.prove_alive()
        fields = sum(len(one.fields) for one in found.questions.values())
        self.tell(person, f"sqlmap put {len(found.questions)} questions with {fields} fields")

    def tell(self, person: Person, words: str) -> None:
        """Say where one is, with the minute."""
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {person.role}: {words}\n")
        sys.stdout.flush()
