"""Asks whether the addresses of sources still answer; needs the network, is part of no build."""

from __future__ import annotations

import datetime
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.project import STATE

KEPT = f"{STATE}/links.json"
SECONDS, AT_ONCE = 20, 8
UNREACHED = "unreached"  # nothing answered: no network, or no such host
AGENT = "Mozilla/5.0 (compatible; sanctuary_research link check)"


def answer(url: str) -> str:
    """Return the status with which an address answers, such as 200; `unreached` where none does."""
    if not url.startswith(("https://", "http://")):
        return "no address of the web"
    asked = urllib.request.Request(url, headers={"User-Agent": AGENT})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as got:
            return str(got.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError):
        return UNREACHED


def check(
    folder: Folder, sources: Iterable[dict[str, str]], ask: Callable[[str], str] = answer
) -> dict[str, dict]:
    """Ask every address of sources, keep the last result of each, and return all that is known.

    Parameters
    ----------
    folder : Folder
        Of the reports, where the results are kept.
    sources : iterable of dict
        Rows of `sources`.
    ask : callable
        Returns the status of an address.

    Returns
    -------
    dict
        By source: ``url``, ``status``, ``day`` asked, ``last_good`` day or nothing.

    Raises
    ------
    SanctuaryError
        None of the first addresses answered: earlier results stay.
    """
    urls = {row["source_id"]: row["url"] for row in sources if row["url"]}
    asked = list(urls.values())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, asked[:AT_ONCE]))
        if {*answers} == {UNREACHED}:  # no reason to wait for a thousand others
            fix = "the check needs the network: see whether there is one"
            raise SanctuaryError("none of the first links answered", fix)
        told = dict(zip(urls, [*answers, *pool.map(ask, asked[AT_ONCE:])], strict=True))
    known, today = kept(folder), datetime.date.today().isoformat()
    for source_id, url in urls.items():
        status, old = told[source_id], known.get(source_id, {})
        good = today if status.startswith("2") else old.get("last_good", "")
        known[source_id] = {"url": url, "status": status, "day": today, "last_good": good}
    found = {source_id: known[source_id] for source_id in urls}
    folder.write_json(KEPT, found)
    return found


def kept(folder: Folder) -> dict[str, dict]:
    """Return the last results; a missing or damaged file holds none."""
    try:
        return dict(json.loads((folder.path / KEPT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
