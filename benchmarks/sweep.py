"""What a sweep of notebook 01-crime-rates costs, ours beside what people do today, in one run.

    python benchmarks/sweep.py [--combinations 200] [--sample 6]

The grid is every definition of a sanctuary times thresholds of reporting. Before anything is
timed, the headline numbers of a sample are compared with those of papermill. Ours runs the whole
grid and includes table, pictures and page; the peers execute the sample and make no table, and
their later points are extrapolated from it (marked ~). Absolute times depend on the machine; the
ratios in the last column are what counts.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from build_reports import ENVIRONMENT, ROOT

NOTEBOOK = ROOT / "notebooks" / "01-crime-rates.ipynb"
HEADLINE = "application/vnd.sanctuary.headline+json"
DEFINITIONS = (
    "state_law",
    "county_detainer",
    "city_dont_ask",
    "dhs_list",
    "doj_list",
    "any_detainer_limit",
    "any_policy",
    "any_list",
)
POINTS = (1, 10, 25, 50, 100, 200)
DONE = "done"  # what a peer prints after each combination


def grid(size: int) -> tuple[list[str], list[int]]:
    """Return definitions and thresholds with as many combinations, rounded up to whole rows."""
    columns = min(size, len(DEFINITIONS))
    rows = -(-size // columns)
    return list(DEFINITIONS[:columns]), [100 * row // max(rows, 25) for row in range(rows)]


def combinations(size: int) -> list[dict]:
    """Return the parameters of each combination, in the order of the table."""
    definitions, thresholds = grid(size)
    return [{"definition": d, "min_coverage": t} for d in definitions for t in thresholds]


def sweep_command(size: int, folder: Path, jobs: int) -> list[str]:
    """Return the command that sweeps a grid of this size."""
    definitions, thresholds = grid(size)
    return [
        *(sys.executable, "-m", "sanctuary_research", "--project", str(ROOT)),
        *("sweep", NOTEBOOK.stem, "--output", str(folder), "--jobs", str(jobs)),
        *("--grid", f"definition={','.join(definitions)}"),
        *("--grid", f"min_coverage={','.join(map(str, thresholds))}"),
    ]


def ticks(command: list[str], mark: str) -> tuple[list[float], float]:
    """Return when each line that begins with a mark was printed, and when all was over."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    times = [time.perf_counter() - begin for line in process.stdout if line.startswith(mark)]
    fault = process.stderr.read()
    if process.wait():
        raise SystemExit(f"{' '.join(command)}\n{fault}")
    return times, time.perf_counter() - begin


def peer_command(peer: str, size: int, folder: Path) -> list[str]:
    """Return the command that runs this script as one of the peers."""
    return [sys.executable, __file__, "--peer", peer, "--sample", str(size), "--to", str(folder)]


def by_api(points: list[dict], folder: Path) -> Iterator[None]:
    """Execute one combination after another in this process."""
    from papermill import execute_notebook

    for number, values in enumerate(points):
        out = str(folder / f"{number}.ipynb")
        yield execute_notebook(str(NOTEBOOK), out, parameters=values, progress_bar=False)


def by_command(points: list[dict], folder: Path) -> Iterator[None]:
    """Execute one combination after another with papermill's own command."""
    for number, values in enumerate(points):
        words = [word for key, value in values.items() for word in ("-p", key, str(value))]
        out = str(folder / f"{number}.ipynb")
        command = [sys.executable, "-m", "papermill", str(NOTEBOOK), out, *words]
        yield subprocess.run(command, check=True, capture_output=True)


def by_dask(points: list[dict], folder: Path) -> Iterator[None]:
    """Execute with papermill on two Dask workers of this machine."""
    from distributed import Client, LocalCluster, as_completed
    from papermill import execute_notebook

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        futures = [
            client.submit(
                execute_notebook,
                str(NOTEBOOK),
                str(folder / f"{number}.ipynb"),
                parameters=values,
                progress_bar=False,
            )
            for number, values in enumerate(points)
        ]
        for future in as_completed(futures):
            yield future.result() and None


# By name: the function, how it is called in the table, how many run at a time.
PEERS = {
    "api": (by_api, "papermill API, one after another", 1),
    "command": (by_command, "papermill command, one after another", 1),
    "dask": (by_dask, "papermill on two Dask workers", 2),
}


def check_equal(size: int) -> None:
    """Refuse to time anything if a sample's headline numbers differ from papermill's."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        ticks(sweep_command(size, Path(ours), 2), "finished")
        ticks(peer_command("api", size, Path(theirs)), DONE)
        with (Path(ours) / "results.csv").open(encoding="utf-8", newline="") as handle:
            mine = [
                [row["definition"], row["min_coverage"], row["headline"], row["unit"]]
                + [float(row[key]) if row[key] else None for key in ("value", "low", "high")]
                for row in csv.DictReader(handle)
            ]
        other = [
            [values["definition"], str(values["min_coverage"]), line["name"], line["unit"]]
            + [line[key] for key in ("value", "low", "high")]
            for number, values in enumerate(combinations(size))
            for line in headlines(Path(theirs) / f"{number}.ipynb")
        ]
    if mine != other or not mine:
        raise SystemExit("the headline numbers differ from papermill's: times mean nothing")
    print(f"{len(mine)} headline numbers of {size} combinations are equal")


def headlines(executed: Path) -> list[dict]:
    """Return the headline numbers of an executed notebook."""
    content = json.loads(executed.read_text(encoding="utf-8"))
    outputs = [output for cell in content["cells"] for output in cell.get("outputs", [])]
    return [output["data"][HEADLINE] for output in outputs if HEADLINE in output.get("data", {})]


def curve(times: list[float], points: list[int], together: int) -> list[str]:
    """Return seconds after so many combinations; those beyond the last are extrapolated."""
    pace = (times[-1] - times[together - 1]) / max(len(times) - together, 1)
    return [
        f"{times[n - 1]:.1f}" if n <= len(times) else f"~{times[-1] + pace * (n - len(times)):.0f}"
        for n in points
    ]


def compare(size: int, sample: int) -> None:
    """Time ours on the whole grid and the peers on a sample; print the curves."""
    points = [n for n in POINTS if n < size] + [size]
    lines, last = [], ""
    for jobs in (2, 1):
        with tempfile.TemporaryDirectory() as folder:
            command = sweep_command(size, Path(folder), jobs)
            times, total = ticks(command, "finished")
            again, repeated = ticks(command, "finished")
        if again:
            raise SystemExit("an unchanged sweep ran something again")
        name = f"sanctuary sweep, {jobs} at a time"
        lines.append((name, curve(times, points, jobs), total))
        last += f"{name}: with table, pictures and page {total:.1f}, again {repeated:.2f} s\n"
    for peer, (_, name, together) in PEERS.items():
        with tempfile.TemporaryDirectory() as folder:
            times, _ = ticks(peer_command(peer, sample, Path(folder)), DONE)
        shown = curve(times, points, together)
        lines.append((name, shown, float(shown[-1].lstrip("~"))))
    print(
        f"\nseconds after so many combinations\n{'':40}", *(f"{n:>8}" for n in points), "   ratio"
    )
    for name, shown, total in lines:
        print(f"{name:<40}", *(f"{text:>8}" for text in shown), f"{total / lines[0][2]:8.2f}")
    print(f"\n{last}")


def main() -> None:
    """Compare the numbers, then the times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--combinations", type=int, default=200)
    parser.add_argument("--sample", type=int, default=6, help="combinations that the peers run")
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peer:
        for _ in PEERS[given.peer][0](combinations(given.sample), given.to):
            print(DONE, flush=True)
        return
    size = len(combinations(given.combinations))
    check_equal(given.sample)
    compare(size, given.sample)


if __name__ == "__main__":
    main()
