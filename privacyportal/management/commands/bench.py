"""How fast is the portal when it is full? Measured on databases that are made for it and thrown away."""

import json
import os
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from privacyportal.management.bench import portal  # noqa: F401  Its functions register themselves.
from privacyportal.management.bench.databases import KINDS, PREFIX, Unavailable, throw_away
from privacyportal.management.bench.measuring import Measured, measure
from privacyportal.management.bench.registry import Benchmark, chosen
from privacyportal.management.bench.stage import Stage

ROWS = (10_000, 100_000)
FILLING = "import"


class Command(BaseCommand):
    """Measure and print one table."""

    help = "Measure lists, forms, dashboard, sweep and import on throw-away databases with many cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to measure, with how many cases, on which databases."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run (default: all)")
        parser.add_argument("--rows", nargs="+", type=int, default=ROWS, help="numbers of cases")
        parser.add_argument("--database", nargs="+", choices=KINDS, default=KINDS, help="databases")
        parser.add_argument("--json", type=Path, help="file to write the results to")
        parser.add_argument("--inside", choices=KINDS, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every pair of database and size in a process of its own; print the table, then the same as JSON."""
        benchmarks = self.chosen(options["names"])
        if options["inside"]:
            self.measure_here(benchmarks, options["rows"][0], options["inside"])
            return
        results = list(self.measured(options))
        self.show(results)
        report = "[\n" + ",\n".join(json.dumps(asdict(result)) for result in results) + "\n]"
        self.stdout.write(report)
        if options["json"]:
            options["json"].write_text(report + "\n", encoding="utf-8")

    def chosen(self, names: list[str]) -> list[Benchmark]:
        """Return the benchmarks of these names.

        :raises CommandError: for an unknown name, with the known ones.
        """
        try:
            return chosen(names)
        except KeyError as unknown:
            known = ", ".join(repr(benchmark.name) for benchmark in chosen([]))
            raise CommandError(f"There is no benchmark {unknown}. There are: {known}.") from unknown

    def measured(self, options: dict[str, Any]) -> Iterator[Measured]:
        """Measure on fresh databases, one after the other; a database that cannot be made is skipped with a line."""
        for database in options["database"]:
            for rows in options["rows"]:
                self.stderr.write(f"Measuring {rows} cases on {database} ...")
                try:
                    yield from self.measure_apart(options["names"], rows, database)
                except Unavailable as reason:
                    self.stderr.write(f"Skipped {database}: {reason}.")
                    break

    def measure_apart(self, names: list[str], rows: int, database: str) -> list[Measured]:
        """Measure in a process whose settings point at a throw-away database.

        :raises CommandError: when that process fails.
        """
        with throw_away(database) as (_directory, variables):
            command = [sys.executable, "manage.py", "bench", *names, "--rows", str(rows), "--inside", database]
            environment = {**os.environ, **variables, "PORTAL_LOG_LEVEL": "ERROR"}
            done = subprocess.run(
                command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True, check=False
            )
        if done.returncode:
            raise CommandError(f"Measuring on {database} failed; its error stands above.")
        return [Measured(**json.loads(line)) for line in done.stdout.splitlines()]

    def measure_here(self, benchmarks: list[Benchmark], rows: int, database: str) -> None:
        """Fill the database of this process and print one line of JSON per benchmark.

        :raises CommandError: when the database was not made to be thrown away.
        """
        if not settings.VAR_DIR.name.startswith(PREFIX):
            raise CommandError("--inside is for the command itself: it fills the database.")
        call_command("migrate", verbosity=0, interactive=False)
        stage = Stage.build(rows=rows, database=database, directory=settings.VAR_DIR)
        wanted = {benchmark.name for benchmark in benchmarks}
        filling = [benchmark for benchmark in chosen([FILLING]) if FILLING not in wanted]
        for benchmark in [*filling, *benchmarks]:
            result = measure(benchmark, stage)
            if benchmark.name in wanted:
                self.stdout.write(json.dumps(asdict(result)))

    def show(self, results: list[Measured]) -> None:
        """Print the table."""
        self.stdout.write(f"{'name':<24}{'rows':>8}  {'database':<12}{'seconds':>10}{'queries':>9}")
        for one in results:
            self.stdout.write(f"{one.name:<24}{one.rows:>8}  {one.database:<12}{one.seconds:>10.3f}{one.queries:>9}")
