"""The versions a page names: of the code, the data and the package."""

from __future__ import annotations

import subprocess
from contextlib import suppress

from sanctuary_research import __version__
from sanctuary_research.publish.project import LOCK, PACKAGE, Project

_TRACKED = ("sanctuary_research", "notebooks", "data", LOCK)


def code_version(project: Project) -> str:
    """Return the package's version and, in a git checkout, its commit.

    Changes that are not committed are said to be there, so that nobody cites a commit that
    cannot give the same report.
    """
    commit = _git(project, "rev-parse", "--short=10", "HEAD")
    if not commit:
        return __version__
    paths = [path for path in _TRACKED if (project.root / path).exists()]
    changed = _git(project, "status", "--porcelain", "--untracked-files=no", "--", *paths)
    tail = " with uncommitted changes" if changed else ""
    return f"{__version__}, commit {commit}{tail}"


def _git(project: Project, *arguments: str) -> str:
    """Return what git prints for the project's checkout; nothing without git or a checkout."""
    where = project.root if (project.root / ".git").exists() else PACKAGE.parent
    if (where / ".git").exists():
        with suppress(OSError, subprocess.SubprocessError):
            asked = ["git", "-C", str(where), *arguments]
            told = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=True)
            return told.stdout.strip()
    return ""
