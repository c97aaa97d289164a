"""Where the half-run notebook of a failure is kept; standard library only."""

from __future__ import annotations

from sanctuary_research.build.files import Folder

KEPT = "; the half-run notebook is "


def cause(error: str) -> str:
    """Return a failure's sentence for a page: without the path, which differs by machine.

    >>> cause("cell 3: ValueError: no; the half-run notebook is out/failed/a.ipynb")
    'cell 3: ValueError: no'
    """
    return error.partition(KEPT)[0]


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
