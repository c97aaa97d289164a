"""The tests against small faults planted at random in `methods` and `data`: how many are noticed.

    python tests/mutants.py --into FOLDER --seconds 3600 --seed 1

mutmut 3.8 plants the faults (``uv pip install mutmut==3.8.1``; the project does not need it): it
copies the package, with every mutant of every function beside the function, and one is chosen by
name. This script collects the tests once, draws mutants at random, one after another until the time
is up, and runs the tests that reach the mutated function, the quickest first, in a process of its
own for each. A mutant is killed when a test fails or takes far more processor time than it should;
it survives when none fails, or when the tests that fit in `MOST_SECONDS` do not. Decorated
functions, tables of data at the level of modules and slow tests take no part, and what runs only
when a module is imported is never noticed. What is known is kept in the folder: a second run goes
on where the first ended.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import resource
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = (
    "sanctuary_research",
    "tests",
    "data",
    "docs",
    "notebooks",
    "benchmarks",
    "pyproject.toml",
)
PLANTED = ("sanctuary_research/methods", "sanctuary_research/data")
TESTS = ("tests/methods", "tests/data", "tests/property", "tests/questions", *PLANTED)
LEFT_OUT = ("tests/data/test_prepare.py", "tests/data/test_real_package.py")
USUAL = [
    "-q",
    "--tb=no",
    "-m",
    "not slow",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "--rootdir=.",
    "--doctest-modules",
    "-k",
    "not mutmut or mutmut_orig",  # each mutant has the examples of its function once more
]
USUAL += [f"--deselect={path}" for path in LEFT_OUT]
CONFIGURATION = """[mutmut]
source_paths=sanctuary_research
only_mutate=
    sanctuary_research/methods/*
    sanctuary_research/data/*
process_isolation=forkserver
use_git_change_detection=false
also_copy=
    sanctuary_research/
    tests/
    data/
    docs/
    notebooks/
    benchmarks/
"""
MOST_SECONDS = 8.0  # of the tests of one mutant, as they took without one
KILLED, SURVIVED, SLOW, BROKEN = "killed", "survived", "too slow", "untested"


def plant(folder: Path) -> None:
    """Copy the project and let mutmut write its mutants, unless that was done."""
    if (folder / "planted").exists():
        return os.chdir(folder / "mutants")
    for name in SOURCE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "setup.cfg").write_text(CONFIGURATION)
    os.chdir(folder)
    from mutmut import __main__ as mutmut

    Path("mutants").mkdir(exist_ok=True)
    mutmut.set_mutant_under_test("mutant_generation")
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.store_lines_covered_by_tests()
    mutmut.create_mutants(1)
    (folder / "planted").touch()
    os.chdir(folder / "mutants")


def names() -> list[str]:
    """Return every mutant by name."""
    found = []
    for path in sorted(Path().rglob("*.py.meta")):
        found += json.loads(path.read_text())["exit_code_by_key"]
    return found


def in_child(do, seconds: float) -> int | None:
    """Return the exit code of a function run in its own process; None where it ran too long."""
    child = os.fork()
    if not child:
        limit = int(time.process_time() + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            os._exit(int(do()))
        except BaseException:
            os._exit(3)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return None if code < 0 else code


def spent() -> float:
    """Return the seconds of processors that this process and its children took."""
    return time.process_time() + sum(os.times()[2:4])


class Reached:
    """A plugin of pytest that notes what each test reaches and what time of processors it takes."""

    def __init__(self):
        self.tests, self.seconds, self.begun = collections.defaultdict(list), {}, 0.0

    def pytest_runtest_logstart(self):
        self.begun = spent()

    def pytest_runtest_logreport(self, report):
        if report.failed or report.skipped:
            self.seconds[report.nodeid] = None
        elif report.when == "call" and report.nodeid not in self.seconds:
            self.seconds[report.nodeid] = spent() - self.begun

    def pytest_runtest_teardown(self, item):
        from mutmut.state import state

        for function in state()._stats:
            self.tests[function].append(item.nodeid)
        state()._stats.clear()


def reach(folder: Path) -> dict:
    """Return which tests reach each function, and their seconds; failing tests take no part."""
    kept = folder / "reached.json"

    def run() -> int:
        import pytest
        from mutmut.mutation.trampoline import set_mutant_under_test

        set_mutant_under_test("stats")
        seen = Reached()
        pytest.main([*USUAL, *TESTS], plugins=[seen])
        kept.write_text(json.dumps({"tests": seen.tests, "seconds": seen.seconds}))
        return 0

    if not kept.exists():
        in_child(run, 3600)
    return json.loads(kept.read_text())


def chosen(function: str, reached: dict) -> list[str]:
    """Return the tests of a function, the quickest first, until they would take too long."""
    seconds = {t: reached["seconds"].get(t) for t in reached["tests"].get(function, ())}
    sound, total = [], 0.0
    for test in sorted((t for t in seconds if seconds[t] is not None), key=seconds.get):
        total += seconds[test]
        if sound and total > MOST_SECONDS:
            break
        sound.append(test)
    return sound


class Drawn:
    """A plugin of pytest that judges mutants in place of running the tests it has collected."""

    def __init__(self, mutants: list[str], reached: dict, end: float, known: Path, verdicts: dict):
        self.mutants, self.reached, self.end = mutants, reached, end
        self.known, self.verdicts = known, verdicts

    def pytest_runtestloop(self, session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for mutant in self.mutants:
            if time.monotonic() > self.end:
                break
            if mutant in self.verdicts:
                continue
            tests = chosen(mutant.rpartition("__mutmut_")[0], self.reached)
            usual = sum(self.reached["seconds"][test] for test in tests)
            own = [items[test] for test in tests if test in items]
            self.verdicts[mutant] = judge(session, mutant, own, usual)
            self.known.write_text(json.dumps(self.verdicts, indent=0))
            print(self.verdicts[mutant], mutant, file=sys.__stdout__, flush=True)
        return True


def judge(session, mutant: str, items: list, seconds: float) -> str:
    """Run the tests with one mutant, in a process of its own, and say what became of it."""
    if not items:
        return BROKEN

    def run() -> int:
        from mutmut.mutation.trampoline import set_mutant_under_test

        set_mutant_under_test(mutant)
        for item, after in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed:
                return 1
        return 0

    code = in_child(run, 8 + 5 * seconds)
    return SLOW if code is None else SURVIVED if code == 0 else KILLED


def interval(share: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's interval.

    >>> [round(end, 3) for end in interval(0.9, 400)]
    [0.867, 0.926]
    """
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return middle - half, middle + half


def main() -> None:
    """Draw mutants until the time is up, then print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, required=True, help="a folder of its own")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="try those again that survived")
    given = parser.parse_args()
    folder, end = given.into.resolve(), time.monotonic() + given.seconds
    folder.mkdir(parents=True, exist_ok=True)
    plant(folder)
    sys.path.insert(0, os.getcwd())
    reached, known = reach(folder), folder / "verdicts.json"
    verdicts = json.loads(known.read_text()) if known.exists() else {}
    if given.again:
        verdicts = {name: said for name, said in verdicts.items() if said in (KILLED, SLOW)}
    every = names()
    random.Random(given.seed).shuffle(every)
    import pytest

    os.environ["MUTANT_UNDER_TEST"] = ""
    drawn = Drawn(every, reached, end, known, verdicts)
    with open(os.devnull, "w") as sys.stdout:
        pytest.main([*USUAL, *TESTS], plugins=[drawn])  # what is imported now, each child has
    sys.stdout = sys.__stdout__
    counts = collections.Counter(verdicts.values())
    n = sum(counts.values())
    share = (counts[KILLED] + counts[SLOW]) / n
    low, high = interval(share, n)
    print(
        f"{n} of {len(every)} mutants: {dict(counts)}; noticed {share:.1%} ({low:.1%}-{high:.1%})"
    )


if __name__ == "__main__":
    main()
