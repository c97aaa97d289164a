"""Set up the project's own environment, then do one job in it; needs Python and nothing else.

    python bootstrap.py reports

``make`` calls this same file, so both ways do exactly the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.txt"
UV = BIN / ("uv.exe" if os.name == "nt" else "uv")
LOCKS = {"reports": ROOT / "requirements-reports.lock", "everything": ROOT / "requirements.lock"}
UV_LOCK = ROOT / "requirements-uv.lock"
# uv trusts the certificates of the system, as pip does; the second name is for older ones.
TRUST = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
MINIMUM = (3, 11)

JOBS = {
    "setup": "make .venv with all locked packages (every other job installs what it needs)",
    "reports": "run the notebooks and build reports/index.html",
    "test": "run the tests on every core, and the notebooks once",
    "notebooks": "re-execute the notebooks in place and keep their outputs",
    "lab": "open JupyterLab on the notebooks",
    "check": "check every table against its description and the rules of consistency",
    "bench": "run the benchmarks and print the ratios",
    "fuzz": "try ever new examples of the property tests (--seconds 1200)",
    "soak": "build a small project under random kills and edits (--seconds 1200)",
    "clean": "remove the built reports, caches and the environment",
}


# The other jobs need everything; these two do with what runs a notebook and builds its page.
LEAN = ("reports", "notebooks")


def fingerprint() -> str:
    """Hash of what decides the environment: the locks, the project file and this interpreter."""
    import tomllib  # new in 3.11, which main() asks for first

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = json.dumps([sys.version_info[:2], project["build-system"], project["project"]])
    locks = b"".join(path.read_bytes() for path in (*LOCKS.values(), UV_LOCK))
    return hashlib.sha256(locks + installed.encode()).hexdigest()


def run(*command: object, **keywords: object) -> None:
    """Run a command and stop with its exit code when it fails."""
    code = subprocess.run([str(part) for part in command], cwd=ROOT, **keywords).returncode
    if code:
        raise SystemExit(code)


def attempt(*command: object) -> str | None:
    """Run an installation step; return what it printed when it fails, else nothing."""
    words, trusting = [str(part) for part in command], os.environ | TRUST
    done = subprocess.run(words, cwd=ROOT, env=trusting, capture_output=True, text=True)
    return f"{done.stdout}{done.stderr}" if done.returncode else None


def quietly(what: str, *command: object) -> None:
    """Run an installation step; stop with what it printed when it fails."""
    printed = attempt(*command)
    if printed is not None:
        raise SystemExit(
            f"{printed}\nsetup stopped: could not {what}. "
            "Check the connection and the free disk space, then run the same command again."
        )


def setup(job: str) -> None:
    """Make the environment that a job needs, when it is missing or older than the locks."""
    wanted = "reports" if job in LEAN else "everything"
    stamp = STAMP.read_text() if PYTHON.exists() and STAMP.exists() else ""
    have, _, made_of = stamp.partition(" ")
    is_current = made_of == fingerprint()
    if is_current and have in (wanted, "everything"):
        return
    lock = LOCKS[wanted]
    count = lock.read_text(encoding="utf-8").count("==")
    print(f"Setting up .venv, once: up to {count} packages of {lock.name} ...", flush=True)
    if not is_current:
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv()
    STAMP.unlink(missing_ok=True)
    install(lock)
    quietly("compile this package", PYTHON, "-m", "compileall", "-q", "sanctuary_research")
    STAMP.write_text(f"{wanted} {fingerprint()}")


def make_venv() -> None:
    """Make .venv with the standard library or uv, saying what to install where neither can."""
    printed = attempt(sys.executable, "-m", "venv", VENV)
    uv = shutil.which("uv")
    if printed and uv:
        seeded = [uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, VENV]
        printed = attempt(*seeded)
    if printed is not None:
        raise SystemExit(
            f"{printed}\nsetup stopped: this Python cannot make environments. "
            "On Debian and Ubuntu install python3-venv, or install uv; then run this again."
        )


def install(lock: Path) -> None:
    """Install a lock and this package: with uv, which is several times faster, else with pip."""
    locked = ["--require-hashes", "-r", lock]
    package = ["--no-deps", "--no-build-isolation", "-e", "."]
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    uv = shutil.which("uv") or locked_uv(pip)
    if uv:
        by_uv = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON]
        if attempt(*by_uv, *locked) is None and attempt(*by_uv, *package) is None:
            return
        print("uv could not do it; trying pip, which takes a minute or two ...", flush=True)
    quietly("install the locked packages", *pip, *locked)
    quietly("install this package", *pip, *package)


def locked_uv(pip: list[object]) -> str | None:
    """Bring the locked uv into .venv; return it, or none where there is no uv for this system."""
    if not UV.exists():
        attempt(*pip, "--require-hashes", "--only-binary", ":all:", "-r", UV_LOCK)
    return str(UV) if UV.exists() else None


def environment() -> dict[str, str]:
    """The variables the jobs run with: the environment's own programs first on the PATH."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def test(extra: list[str]) -> None:
    """Run the doctests, the unit tests and every notebook as one pytest run on every core."""
    workers = min((os.cpu_count() or 1) + 1, 8)  # one more, as each waits for kernels now and then
    # A file stays with one worker, which computes but once what its tests share.
    spread = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    everything = [*spread, "-m", "not slow", "--doctest-modules", "tests", "sanctuary_research"]
    everything += ["-p", "no:nbval"]  # whose import takes seconds; a test compares what cells print
    asked = ["--nbval-lax", "--nbval-current-env", *extra] if extra else everything
    one_thread = {"OMP_NUM_THREADS": "1"}  # there is a worker for every core
    run(PYTHON, "-m", "pytest", *asked, env=environment() | one_thread)


def clean() -> None:
    """Remove everything that a job can make again; nothing behind a link."""
    reports = ROOT / "reports"
    made = [] if reports.is_symlink() else sorted(reports.glob("*"))
    made = [path for path in made if path.name != "README.md"]
    made += [ROOT / name for name in (".pytest_cache", ".ruff_cache", ".hypothesis", ".fuzz")]
    for path in [*made, VENV]:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            again = "Make it writable, then run this again."
            raise SystemExit(f"clean stopped: {error}. {again}") from error


def output_of(extra: list[str]) -> Path:
    """Return the folder that a build of reports is told to write to."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--output", type=Path, default=Path("reports"))
    return ROOT / parser.parse_known_args(extra)[0].output


def main() -> None:
    """Read the job from the command line and do it."""
    if sys.version_info < MINIMUM:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SystemExit(
            f"Python 3.11 or newer is needed and this is {found}: "
            "run `make PYTHON=python3.11 …` or `python3.11 bootstrap.py …`."
        )
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="jobs:\n" + "\n".join(f"  {job:<10} {text}" for job, text in JOBS.items()),
    )
    parser.add_argument("job", choices=JOBS, metavar="job")
    parser.add_argument("extra", nargs=argparse.REMAINDER, help="passed on to the job")
    given = parser.parse_args()
    if given.job == "clean":
        return clean()
    setup(given.job)
    sanctuary = [PYTHON, "-m", "sanctuary_research"]
    if given.job == "reports":
        run(*sanctuary, "build", *given.extra, env=environment())
        print(f"Open {(output_of(given.extra) / 'index.html').as_uri()}")
    elif given.job == "test":
        test(given.extra)
    elif given.job == "notebooks":
        run(*sanctuary, "refresh", *given.extra, env=environment())
    elif given.job == "lab":
        # Jupyter refuses to start as root, as in a bare container, unless it is told to.
        root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        run(PYTHON, "-m", "jupyter", "lab", "notebooks", *root, *given.extra, env=environment())
    elif given.job == "check":
        run(*sanctuary, "check", *given.extra, env=environment())
    elif given.job == "bench":
        for script in sorted((ROOT / "benchmarks").glob("*.py")):
            run(PYTHON, script, *given.extra, env=environment())
    elif given.job in ("fuzz", "soak"):
        run(PYTHON, ROOT / "tests" / f"{given.job}.py", *given.extra, env=environment())


if __name__ == "__main__":
    main()
