"""How fast is the portal when it is full? Measured on databases that are made for it and thrown away."""

import json
import os
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from privacyportal.roof.bench import finding, portal  # noqa: F401  Their functions register themselves.
from privacyportal.roof.bench.databases import KINDS, PREFIX, Unavailable, throw_away
from privacyportal.roof.bench.faults import acts
from privacyportal.roof.bench.faults.scene import CELERY
from privacyportal.roof.bench.interrupting import interruptible, output_of
from privacyportal.roof.bench.measuring import Measured, measure
from privacyportal.roof.bench.registry import Benchmark, chosen
from privacyportal.roof.bench.scenarios import SCENARIOS, Options, on_databases, table
from privacyportal.roof.bench.stage import Stage

ROWS = (10_000, 100_000)
FILLING = "import"


class Command(BaseCommand):
    """Measure and print tables, and the same as JSON."""

    help = (
        "Measure lists, forms, dashboard, sweep and import on throw-away databases with many cases. "
        f"By name also: {', '.join(SCENARIOS)}, on a private PostgreSQL; soak on the embedded portal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to measure, with how many rows, on which databases."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: every benchmark)")
        parser.add_argument("--rows", nargs="+", type=int, default=ROWS, help="numbers of cases")
        parser.add_argument("--database", nargs="+", choices=KINDS, default=KINDS, help="databases")
        parser.add_argument("--clocks", type=int, default=1_000_000, help="sweep: open clocks")
        parser.add_argument("--levels", type=int, default=10_000, help="sweep, faults: steps that are due")
        parser.add_argument("--mails", type=int, default=1_000, help="sends: mails")
        parser.add_argument("--minutes", type=float, default=30, help="soak: for how long")
        parser.add_argument("--fault", nargs="+", default=[], metavar="FAULT", help="faults: these only")
        parser.add_argument(
            "--quick", action="store_true", help="faults, soak: ticks of 2 seconds, short leases and patience"
        )
        parser.add_argument("--json", type=Path, dest="report", help="file to write the results to")
        # The tests of the oracle run a worker with a fault in it.
        parser.add_argument("--worker", default=CELERY, help=SUPPRESS)
        parser.add_argument("--inside", choices=KINDS, help=SUPPRESS)

    def handle(
        self,
        *args: object,
        names: list[str],
        rows: Sequence[int],
        database: Sequence[str],
        clocks: int,
        levels: int,
        mails: int,
        minutes: float,
        fault: list[str],
        quick: bool,
        worker: str,
        report: Path | None,
        inside: str | None,
        **options: object,
    ) -> None:
        """Run every measurement in a process of its own; print the tables, then all as JSON.

        :raises CommandError: when a fault's row is not `ok`, after everything was printed.
        :raises SystemExit: when it was interrupted; nothing is left behind then.
        """
        scenarios = [name for name in names if name in SCENARIOS]
        benchmarks = [name for name in names if name not in SCENARIOS]
        self.insist_known(fault)
        sizes = {"clocks": clocks, "levels": levels, "mails": mails}
        stage = Options(**sizes, minutes=minutes, faults=fault, is_quick=quick, worker=worker)
        chosen_ones = self.chosen(benchmarks)
        with interruptible():
            if inside:
                self.measure_here(chosen_ones, scenarios, stage, rows=rows[0], database=inside)
                return
            results: list[dict[str, object]] = []
            if benchmarks or not scenarios:
                results += self.benchmarks_apart(benchmarks, rows, database)
            for name in scenarios:
                for kind in on_databases(name, database):
                    results += self.scenario_apart(name, stage, kind)
        self.tell(results, report)

    def benchmarks_apart(
        self, names: list[str], numbers: Sequence[int], databases: Sequence[str]
    ) -> list[dict[str, object]]:
        """Measure on databases of their own, print the table, return its rows."""
        measured = list(self.measured(names, numbers, databases))
        self.show(measured)
        return [asdict(one) for one in measured]

    def insist_known(self, faults: list[str]) -> None:
        """Make sure that these faults exist.

        :raises CommandError: naming those that exist.
        """
        if unknown := sorted(set(faults) - set(acts.names())):
            raise CommandError(f"There is no fault {unknown}. There are: {', '.join(map(repr, acts.names()))}.")

    def tell(self, results: list[dict[str, object]], report: Path | None) -> None:
        """Print everything as JSON, and write it to a file.

        :raises CommandError: when a fault's row is not `ok`.
        """
        text = "[\n" + ",\n".join(json.dumps(result, ensure_ascii=False) for result in results) + "\n]"
        self.stdout.write(text)
        if report:
            report.write_text(text + "\n", encoding="utf-8")
        if any(row.get("ok") is False for row in results):
            raise CommandError("Not everything came out as it should; see the rows that are not ok.")

    def scenario_apart(self, name: str, options: Options, database: str) -> list[dict[str, object]]:
        """Run a scenario in a process of its own on a database of its own, print the table, return its rows.

        :raises CommandError: when that process fails or PostgreSQL is not installed.
        """
        numbers = [f"--clocks={options.clocks}", f"--levels={options.levels}", f"--mails={options.mails}"]
        numbers += [f"--minutes={options.minutes}"]
        chosen_faults = ["--fault", *options.faults] if options.faults else []
        arguments = [name, *numbers, *chosen_faults, *(["--quick"] if options.is_quick else [])]
        arguments += [f"--worker={options.worker}"]
        try:
            found = [json.loads(line) for line in self.run_inside(database, arguments)]
        except Unavailable as reason:
            raise CommandError(f"{name} needs what is not here: {reason}.") from reason
        self.stdout.write(table(found))
        return [{"scenario": name, **row} for row in found]

    def chosen(self, names: list[str]) -> list[Benchmark]:
        """Return the benchmarks of these names.

        :raises CommandError: for an unknown name, with the known ones.
        """
        try:
            return chosen(names)
        except KeyError as unknown:
            known = ", ".join(map(repr, [*(benchmark.name for benchmark in chosen([])), *SCENARIOS]))
            raise CommandError(f"There is no benchmark {unknown}. There are: {known}.") from unknown

    def measured(self, names: list[str], numbers: Sequence[int], databases: Sequence[str]) -> Iterator[Measured]:
        """Measure on fresh databases, one after the other; a database that cannot be made is skipped with a line."""
        for database in databases:
            for rows in numbers:
                self.stderr.write(f"Measuring {rows} cases on {database} ...")
                try:
                    yield from self.measure_apart(names, rows, database)
                except Unavailable as reason:
                    self.stderr.write(f"Skipped {database}: {reason}.")
                    break

    def measure_apart(self, names: list[str], rows: int, database: str) -> list[Measured]:
        """Measure in a process whose settings point at a throw-away database.

        :raises CommandError: when that process fails.
        """
        lines = self.run_inside(database, [*names, "--rows", str(rows)])
        return [Measured(**json.loads(line)) for line in lines]

    def run_inside(self, database: str, arguments: list[str]) -> list[str]:
        """Run this command again with a throw-away database; return the lines it printed.

        :raises CommandError: when that process fails.
        """
        with throw_away(database) as (_directory, variables):
            command = [sys.executable, "manage.py", "bench", *arguments, "--inside", database]
            environment = {**os.environ, **variables, "PORTAL_LOG_LEVEL": "ERROR"}
            code, printed = output_of(command, directory=settings.BASE_DIR, environment=environment)
        if code:
            raise CommandError(f"Measuring on {database} failed; its error stands above.")
        return printed.splitlines()

    def measure_here(
        self, benchmarks: list[Benchmark], scenarios: list[str], options: Options, *, rows: int, database: str
    ) -> None:
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
        stage = Stage.build(rows=rows, database=database, directory=settings.VAR_DIR)
        wanted = {benchmark.name for benchmark in benchmarks}
        filling = [benchmark for benchmark in chosen([FILLING]) if FILLING not in wanted]
        for benchmark in [*filling, *benchmarks]:
            result = measure(benchmark, stage)
            if benchmark.name in wanted:
                self.stdout.write(json.dumps(asdict(result)))

    def show(self, results: list[Measured]) -> None:
        """Print the table."""
        self.stdout.write(f"{'name':<36}{'rows':>8}  {'database':<12}{'seconds':>10}{'queries':>9}")
        for one in results:
            self.stdout.write(f"{one.name:<36}{one.rows:>8}  {one.database:<12}{one.seconds:>10.3f}{one.queries:>9}")
