"""The property tests with ever new examples, for any length of time.

    python bootstrap.py fuzz --seconds 1200

What fails is kept in ``.fuzz``, cut down to its smallest, and so is what came furthest by the
measure that a test gives its examples (`hypothesis.target`); both are where the next round starts.
(With a seed of its own a round would keep nothing.)
"""

from __future__ import annotations

import argparse
import collections
import os
import re
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "property"
TEST = re.compile(r"^(\S+::\w+)", re.MULTILINE)
TRIED = re.compile(r"(\d+) passing[\w ]*, (\d+) failing")


def main() -> None:
    """Go round the property tests until the time is up; print the examples of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument("--examples", type=int, default=100, help="of each test in a round")
    given = parser.parse_args()
    limit = time.monotonic() + given.seconds
    tried, failed, rounds = collections.Counter(), set(), 0
    chosen = {"FUZZ_PROFILE": "fuzz", "FUZZ_EXAMPLES": str(given.examples)}
    command = [sys.executable, "-m", "pytest", str(FOLDER), "-q", "-n0", "-p", "no:cacheprovider"]
    while time.monotonic() < limit:
        rounds += 1
        done = subprocess.run(
            [*command, "--hypothesis-show-statistics", "--tb=short"],
            env=os.environ | chosen,
            capture_output=True,
            text=True,
        )
        name = ""
        for line in done.stdout.splitlines():
            name = found[1] if (found := TEST.match(line)) else name
            if counts := TRIED.search(line):
                tried[name] += sum(map(int, counts.groups()))
        if done.returncode:
            failed |= {*re.findall(r"^FAILED (\S+)", done.stdout, re.MULTILINE)}
            print(f"{done.stdout}{done.stderr}", flush=True)
        total = sum(tried.values())
        print(f"round {rounds}: {total:,} examples, failed {sorted(failed)}", flush=True)
    for name, count in sorted(tried.items()):
        print(f"{count:>9,}  {name}")
    print(f"{sum(tried.values()):,} examples of {len(tried)} tests; {len(failed)} failed")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
