"""Which planted faults do the tests not notice? All are tried from one process.

mutmut plants the faults (`[tool.mutmut]` in pyproject.toml says where) into a copy of the sources, all at once; which
one is alive is a name that each planted function asks for. The tests are collected once and run once, to see which of
them call what; then a child process is forked for every fault and runs the tests that call the function it was planted
in, until one fails. A fault costs a fork and a few calls, not a start of pytest. Time is the processor's own, so that a
busy machine kills nothing.

`python .ci/planted.py [PATTERN ...]`, as `.ci/mutation` calls it.
"""

import fnmatch
import gc
import json
import os
import resource
import sys
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

import pytest
from _pytest.runner import CallInfo
from mutmut.__main__ import create_mutants
from mutmut.configuration import config
from mutmut.mutation import trampoline
from mutmut.state import state
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths

COPY, WANTED = Path("mutants"), 0.9
# A loop without end is noticed by the processor time that it takes: so many seconds, and so many times the usual.
SECONDS, TIMES = 10, 5
KILLED, ENDLESS, SURVIVED, UNSEEN = "noticed", "noticed by its endless loop", "survived", "called by no test"


def planted(patterns: list[str]) -> dict[str, list[str]]:
    """The names of the faults that one of the patterns fits, or of all, by module."""
    found: dict[str, list[str]] = {}
    for meta in sorted(Path().rglob("*.py.meta")):
        for name in json.loads(meta.read_text())["exit_code_by_key"]:
            if not patterns or any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
                found.setdefault(name.rpartition(".")[0], []).append(name)
    return found


class Planted:
    """A plugin that takes the place of pytest's loop: the tests once, then once more for each fault."""

    def __init__(self, patterns: list[str]) -> None:
        self.patterns = patterns
        self.callers: dict[str, list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.counted: Counter[str] = Counter()

    @property
    def share(self) -> float:
        """How many of the faults were noticed."""
        return (self.counted[KILLED] + self.counted[ENDLESS]) / (self.counted.total() or 1)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See who calls what, then try the faults of each module, and tell its figures."""
        trampoline.set_mutant_under_test("stats")
        for item in session.items:
            self._watch(item)
        for items in self.callers.values():
            items.sort(key=self.seconds.__getitem__)
        gc.freeze()  # What stands is shared with the children, not copied for each.
        for module, names in planted(self.patterns).items():
            answers = Counter(self._tried(name) for name in names)
            self.counted += answers
            tell(f"{module}: {len(names)} planted: " + ", ".join(f"{n} {word}" for word, n in answers.items()))
        return True

    def _watch(self, item: pytest.Item) -> None:
        state()._stats.clear()
        begun = time.process_time()
        if has_failed(item):
            tell(f"{item.nodeid}: set aside, it fails in the copy without any fault")
            return
        self.seconds[item] = time.process_time() - begun
        for function in state()._stats:
            self.callers[function].append(item)

    def _tried(self, name: str) -> str:
        items = self.callers[name.rpartition("__mutmut_")[0]]
        most = SECONDS + TIMES * sum(self.seconds[item] for item in items)
        answer = tried(name, items, int(most)) if items else UNSEEN
        if answer != KILLED:
            tell(f"{name}: {answer}")
        return answer


def tried(name: str, items: list[pytest.Item], most: int) -> str:
    """Let a child try one fault, in no more than so many seconds of the processor."""
    child = os.fork()
    if not child:
        os._exit(notices(name, items, most))
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return ENDLESS
    return KILLED if os.WEXITSTATUS(status) else SURVIVED


def has_failed(item: pytest.Item) -> bool:
    """Run one test, without the report of its failure: that would cost more than the test."""
    if isinstance(item, pytest.Function):
        item._initrequest()  # What it was given the time before is gone.
    hook, is_wrong = item.ihook, False
    for when, call in (("setup", hook.pytest_runtest_setup), ("call", hook.pytest_runtest_call)):
        info = CallInfo.from_call(partial(call, item=item), when=when)
        is_wrong = info.excinfo is not None and not info.excinfo.errisinstance(pytest.skip.Exception)
        if info.excinfo is not None:
            break
    ended = CallInfo.from_call(partial(hook.pytest_runtest_teardown, item=item, nextitem=None), when="teardown")
    return is_wrong or ended.excinfo is not None


def notices(name: str, items: list[pytest.Item], most: int) -> bool:
    """In the child: whether a test fails with this fault alive."""
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    trampoline.set_mutant_under_test(name)
    return any(has_failed(item) for item in items)


def tell(line: str) -> None:
    """Print what came out as soon as it did."""
    print(line, flush=True)  # noqa: T201


def main(patterns: list[str]) -> int:
    """Plant the faults, try them and tell; 1 where less than nine tenths were noticed."""
    trampoline.set_mutant_under_test("mutant_generation")
    COPY.mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(1)
    arguments = [*config().pytest_add_cli_args, "-q", "-s", "-n0", *config().pytest_add_cli_args_test_selection]
    os.chdir(COPY)
    plugin = Planted(patterns)
    status = pytest.main(arguments, plugins=[plugin])
    tell(f"{plugin.counted.total()} planted, {plugin.share:.1%} noticed")
    return int(bool(status) or plugin.share < WANTED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
