"""Where the half-run notebook of a failure is kept; standard library only."""

from __future__ import annotations

from sanctuary_research.publish.files import Folder


def half_run(name: str, ending: str = "ipynb") -> str:
    """Return the file of a half-run notebook, or with the ending ``html`` the page that shows it.

    >>> half_run("01-rates", "html")
    'failed/01-rates.html'
    """
    return f"failed/{name}.{ending}"


def forget_half_run(folder: Folder, name: str) -> None:
    """Remove what was kept of a failure that is mended, or that another one has replaced."""
    for ending in ("ipynb", "html"):
        folder.remove(half_run(name, ending))
