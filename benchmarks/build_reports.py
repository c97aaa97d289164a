"""How long the reports take, ours beside what people do today, in one run.

    python benchmarks/build_reports.py [--rounds 3] [--only builds|starts] [--notebooks DIR]
                                       [--jupyter-book FOLDER/bin/jupyter-book]

Every way runs the same notebooks on the same two cores. Before anything is timed, the outputs of
our build are compared, cell by cell, with those of papermill. Absolute times depend on the
machine; the ratios are what counts, each beside what is required of it. Where other work goes on
at the same time, those of processor time mean more than those on the clock.

Jupyter Book is not among what the project installs, and takes an environment of its own, from
which it runs the notebooks with this Python:

    python -m venv FOLDER && FOLDER/bin/pip install "jupyter-book<2"
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PYTHONHASHSEED": "0",
}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # every way finds its modules compiled
# How a way must compare: its median over ours, or ours over its.
REQUIRED = {
    "papermill and nbconvert, one after another": ("at least", 4.3),
    "papermill and nbconvert, two at a time": ("at least", 2.0),
    "Jupyter Book": ("at least", 2.0),
    "import sanctuary_research": ("at most", 1.5),
    "sanctuary --help": ("at most", 3.0),
    "sanctuary build, unchanged": ("at most", 4.0),
}


def call(*command: str, cwd: Path = ROOT, **variables: str) -> None:
    """Run a command quietly; a failure stops the benchmark with what it printed."""
    environment = ENVIRONMENT | variables
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def papermill(notebook: Path, folder: Path) -> None:
    """Execute and render one notebook as a user does from the command line."""
    executed = folder / notebook.name
    call(sys.executable, "-m", "papermill", str(notebook), str(executed))
    call(sys.executable, "-m", "nbconvert", "--to", "html", str(executed))


def by_papermill(notebooks: list[Path], folder: Path, jobs: int) -> None:
    """Execute and render the notebooks, so many at a time."""
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda notebook: papermill(notebook, folder), notebooks))


def by_jupyter_book(program: str, notebooks: list[Path], folder: Path) -> None:
    """Execute the notebooks and render them as a book, with this Python as their kernel."""
    book, kernel = folder / "book", folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"})
    )
    shutil.copytree(notebooks[0].parent, book)
    execute = {"execute_notebooks": "force", "timeout": 600}
    (book / "_config.yml").write_text(json.dumps({"title": "Reports", "execute": execute}))
    first, *others = [path.stem for path in notebooks]
    listed = {"format": "jb-book", "root": first, "chapters": [{"file": name} for name in others]}
    (book / "_toc.yml").write_text(json.dumps(listed))
    call(program, "build", str(book), JUPYTER_PATH=str(folder))
    pages = {path.stem for path in (book / "_build" / "html").glob("*.html")}
    if not {first, *others} <= pages or list((book / "_build").rglob("*.err.log")):
        raise SystemExit("Jupyter Book could not run or render a notebook")


def by_us(notebooks: list[Path], folder: Path, *options: str) -> None:
    """Build the same reports with `sanctuary build`, from nothing."""
    call(
        *(sys.executable, "-m", "sanctuary_research", "--project", str(project(notebooks))),
        *("build", "--output", str(folder), "--jobs", "2", *options),
    )


def by_scripts(notebooks: list[Path], folder: Path) -> None:
    """Run the cells as plain scripts, two at a time: what no way of running notebooks undercuts."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: call(sys.executable, "-c", cells(path), cwd=folder), notebooks))


def cells(notebook: Path) -> str:
    """Return the code of a notebook as one script."""
    content = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell["source"] for cell in content if cell["cell_type"] == "code"]
    prelude = "import matplotlib; matplotlib.use('Agg')\nfrom IPython.display import display\n"
    return prelude + "\n".join(text if isinstance(text, str) else "".join(text) for text in code)


def project(notebooks: list[Path]) -> Path:
    """Return the folder above the notebooks, which `sanctuary --project` takes."""
    return notebooks[0].parent.parent


def check_equal(notebooks: list[Path], ours: Path, theirs: Path) -> None:
    """Refuse to time builds whose outputs differ."""
    for notebook in notebooks:
        one, other = outputs(ours / "notebooks" / notebook.name), outputs(theirs / notebook.name)
        if one != other:
            raise SystemExit(f"the outputs of {notebook.name} differ: times mean nothing")


def outputs(executed: Path) -> list:
    """Return the data of every output of an executed notebook."""
    content = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    return [
        output.get("data", output.get("text"))
        for cell in content
        for output in cell.get("outputs", [])
        if output.get("name") != "stderr"
    ]


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long ``work`` takes on the clock, and of processors in all its processes."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    end, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return end - begin, busy


def in_folder(work: Callable[[Path], object]) -> tuple[float, float]:
    """Return how long ``work`` takes in a fresh folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return seconds(lambda: work(Path(folder)))


def compare_builds(notebooks: list[Path], rounds: int, book: str | None) -> bool:
    """Time the ways of building everything and print their medians; say whether ours will do."""
    ways = {
        "sanctuary build, two at a time": lambda to: by_us(notebooks, to),
        "papermill and nbconvert, one after another": lambda to: by_papermill(notebooks, to, 1),
        "papermill and nbconvert, two at a time": lambda to: by_papermill(notebooks, to, 2),
        "the same cells as plain scripts, two at a time": lambda to: by_scripts(notebooks, to),
    }
    if book:
        ways["Jupyter Book"] = lambda to: by_jupyter_book(book, notebooks, to)
    else:
        print("Jupyter Book: not installed; the top of this script says how")
    times = {way: [] for way in ways}
    for _ in range(rounds):  # in turns, so that a busy minute does not fall on one way alone
        for way, work in ways.items():
            times[way].append(in_folder(work))
    return show(times, next(iter(times)), f"{len(notebooks)} notebooks, seconds")


def compare_starts(notebooks: list[Path], folder: Path, rounds: int) -> bool:
    """Time what a user waits for when nothing is to be done; say whether that will do."""
    python, module = sys.executable, ["-m", "sanctuary_research"]
    build = ["--project", str(project(notebooks)), "build", "--output", str(folder)]
    commands = {
        "python -c pass": [python, "-c", "pass"],
        "import sanctuary_research": [python, "-c", "import sanctuary_research"],
        "sanctuary --help": [python, *module, "--help"],
        "sanctuary build, unchanged": [python, *module, *build],
    }
    call(python, "-m", "compileall", "-q", str(ROOT / "sanctuary_research"))
    time.sleep(2.5)  # files younger than two seconds are looked into, not only at
    times = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            taken = seconds(lambda command=command: call(*command))
            if turn:  # the first warms the disk, and lets a build find out that nothing changed
                times[name].append(taken)
    return show(times, "python -c pass", "starts, seconds")


def show(times: dict[str, list[tuple[float, float]]], reference: str, title: str) -> bool:
    """Print medians, ratios to the reference and what is required; say whether all is met.

    What is required is asked of the clock.
    """
    medians = {
        way: [statistics.median(one) for one in zip(*times[way], strict=True)] for way in times
    }
    print(f"\n{title}\n{'':46}{'clock':>8}{'ratio':>8}{'busy':>8}{'ratio':>8}")
    met = True
    for way, taken in medians.items():
        ratios = [one / base for one, base in zip(taken, medians[reference], strict=True)]
        told = zip(taken, ratios, strict=True)
        line = f"{way:<46}" + "".join(f"{one:8.3f}{ratio:8.2f}" for one, ratio in told)
        if way in REQUIRED:
            bound, limit = REQUIRED[way]
            passed = ratios[0] >= limit if bound == "at least" else ratios[0] <= limit
            met = met and passed
            line += f"   {bound} {limit:.2f}: {'met' if passed else 'NOT MET'}"
        print(line, flush=True)
    return met


def main() -> int:
    """Compare the outputs, then the times; the exit code says whether all requirements are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks")
    parser.add_argument("--only", choices=["builds", "starts"], help="one of the two tables")
    book = shutil.which("jupyter-book")
    parser.add_argument("--jupyter-book", metavar="PROGRAM", default=book, help="its program")
    given = parser.parse_args()
    found = sorted(given.notebooks.resolve().glob("*.ipynb"))
    notebooks = [path for path in found if path.stem != "template"]
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        by_us(notebooks, Path(ours))
        if given.only != "starts":
            by_papermill(notebooks, Path(theirs), 2)
            check_equal(notebooks, Path(ours), Path(theirs))
            print("outputs are equal, cell by cell", flush=True)
        met = [
            given.only == "starts" or compare_builds(notebooks, given.rounds, given.jupyter_book),
            given.only == "builds" or compare_starts(notebooks, Path(ours), 25),
        ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
