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

from privacyportal.roof.bench import portal  # noqa: F401  Its functions register themselves.
from privacyportal.roof.bench.databases import KINDS, PREFIX, Unavailable, throw_away
from privacyportal.roof.bench.measuring import Measured, measure
from privacyportal.roof.bench.registry import Benchmark, chosen
from privacyportal.roof.bench.scenarios import SCENARIOS, table
from privacyportal.roof.bench.stage import Stage

ROWS = (10_000, 100_000)
FILLING = "import"


class Command(BaseCommand):
    """Measure and print tables, and the same as JSON."""

    help = (
        "Measure lists, forms, dashboard, sweep and import on throw-away databases with many cases. "
        f"By name also: {', '.join(SCENARIOS)}, each on a private PostgreSQL."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to measure, with how many rows, on which databases."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: every benchmark)")
        parser.add_argument("--rows", nargs="+", type=int, default=ROWS, help="numbers of cases")
        parser.add_argument("--database", nargs="+", choices=KINDS, default=KINDS, help="databases")
        parser.add_argument("--clocks", type=int, default=1_000_000, help="sweep: open clocks")
        parser.add_argument("--levels", type=int, default=10_000, help="sweep, faults: steps that are due")
        parser.add_argument("--mails", type=int, default=1_000, help="sends: mails")
        parser.add_argument("--fault", nargs="+", default=[], metavar="FAULT", help="faults: these only")
        parser.add_argument(
            "--quick", action="store_true", help="faults: ticks of 2 seconds, short leases and patience"
        )
        parser.add_argument("--json", type=Path, help="file to write the results to")
        parser.add_argument("--inside", choices=KINDS, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every measurement in a process of its own; print the tables, then all as JSON.

        :raises CommandError: when a fault's row is not `ok`, after everything was printed.
        """
        scenarios = [name for name in options["names"] if name in SCENARIOS]
        benchmarks = self.chosen([name for name in options["names"] if name not in SCENARIOS])
        if options["inside"]:
            self.measure_here(benchmarks, scenarios, options)
            return
        results: list[dict[str, Any]] = []
        if len(scenarios) < len(options["names"]) or not scenarios:
            measured = list(self.measured(options))
            self.show(measured)
            results += [asdict(one) for one in measured]
        for name in scenarios:
            rows = self.scenario_apart(name, options)
            self.stdout.write(table(rows))
            results += [{"scenario": name, **row} for row in rows]
        report = "[\n" + ",\n".join(json.dumps(result, ensure_ascii=False) for result in results) + "\n]"
        self.stdout.write(report)
        if options["json"]:
            options["json"].write_text(report + "\n", encoding="utf-8")
        if any(row.get("ok") is False for row in results):
            raise CommandError("Not everything came out as it should; see the rows that are not ok.")

    def scenario_apart(self, name: str, options: dict[str, Any]) -> list[dict[str, Any]]:
        """Run a scenario in a process of its own on a private PostgreSQL; return its rows.

        :raises CommandError: when that process fails or PostgreSQL is not installed.
        """
        numbers = [f"--{option}={options[option]}" for option in ("clocks", "levels", "mails")]
        chosen_faults = ["--fault", *options["fault"]] if options["fault"] else []
        arguments = [name, *numbers, *chosen_faults, *(["--quick"] if options["quick"] else [])]
        try:
            return [json.loads(line) for line in self.run_inside("postgresql", arguments)]
        except Unavailable as reason:
            raise CommandError(f"{name} needs what is not here: {reason}.") from reason

    def chosen(self, names: list[str]) -> list[Benchmark]:
        """Return the benchmarks of these names.

        :raises CommandError: for an unknown name, with the known ones.
        """
        try:
            return chosen(names)
        except KeyError as unknown:
            known = ", ".join(map(repr, [*(benchmark.name for benchmark in chosen([])), *SCENARIOS]))
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
        names = [name for name in names if name not in SCENARIOS]
        lines = self.run_inside(database, [*names, "--rows", str(rows)])
        return [Measured(**json.loads(line)) for line in lines]

    def run_inside(self, database: str, arguments: list[str]) -> list[str]:
        """Run this command again with a throw-away database; return the lines it printed.

        :raises CommandError: when that process fails.
        """
        with throw_away(database) as (_directory, variables):
            command = [sys.executable, "manage.py", "bench", *arguments, "--inside", database]
            environment = {**os.environ, **variables, "PORTAL_LOG_LEVEL": "ERROR"}
            done = subprocess.run(
                command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True, check=False
            )
        if done.returncode:
            raise CommandError(f"Measuring on {database} failed; its error stands above.")
        return done.stdout.splitlines()

    def measure_here(self, benchmarks: list[Benchmark], scenarios: list[str], options: dict[str, Any]) -> None:
        """Fill the database of this process and print one line of JSON per result.

        :raises CommandError: when the database was not made to be thrown away.
        """
        if not settings.VAR_DIR.name.startswith(PREFIX):
            raise CommandError("--inside is for the command itself: it fills the database.")
        call_command("migrate", verbosity=0, interactive=False)
        for name in scenarios:
            for row in SCENARIOS[name](options):
                self.stdout.write(json.dumps(row, ensure_ascii=False))
        if scenarios:
            return
        stage = Stage.build(rows=options["rows"][0], database=options["inside"], directory=settings.VAR_DIR)
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
