"""The pages of places: what the tables hold on each, every line with the row that says so.

They are written only when a table that they read, or their own look, has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from markupsafe import Markup

from sanctuary_research.data import catalog, crime_on_record, holdings
from sanctuary_research.data.catalog import Package
from sanctuary_research.data.citation import citation, place_entry
from sanctuary_research.data.holdings import Line, Section
from sanctuary_research.data.kept import unchanging
from sanctuary_research.data.rows import PLACES
from sanctuary_research.publish.cache import State, digest
from sanctuary_research.publish.documents import documents
from sanctuary_research.publish.project import PACKAGE
from sanctuary_research.publish.sparks import spark
from sanctuary_research.publish.tablerows import address, leads, link, written
from sanctuary_research.publish.templates import CORRECTIONS, SHEET, page
from sanctuary_research.words import date

FOLDER = "places"
# What else decides which places there are, and what is said of them.
FURTHER = (*PLACES, "jurisdiction_counties", "policy_events")
_DAY = ' class="day"'
_MEMORY = ' <span class="small">from memory, kept out of results</span>'


def page_of(place_id: str) -> str:
    """Return the address of a place's page, from the index."""
    return f"{FOLDER}/{place_id}.html"


def tables_read(package: Package) -> list[str]:
    """Return the tables that the pages rest on; none where they are not the packaged ones."""
    wanted = {*FURTHER, *holdings.READ, *crime_on_record.TABLES, crime_on_record.PEOPLE}
    is_asked = package.folder == catalog.data_folder()  # what `sanctuary place` reads
    return sorted(wanted) if is_asked and wanted <= set(package.tables) else []


def why_none(package: Package) -> str:
    """Return why tables that hold places get no pages of them; nothing where they do."""
    if tables_read(package) or not {*PLACES} <= set(package.tables):
        return ""
    return "there are no pages of places: the data lack some of the tables that they rest on"


def by_name(package: Package) -> dict[str, tuple[str, str]]:
    """Return name and page of each place that has one, by its name, its id and its county's code.

    The tables of `cache.PLACED` decide which have.
    """
    if not tables_read(package):
        return {}
    from sanctuary_research.data import gazetteer

    known, found = gazetteer.by_id(), {}
    for place_id in gazetteer.with_pages():
        row = known[place_id]
        codes = row["codes"].split() if row["level"] in gazetteer.COUNTIES else ()
        names = dict.fromkeys([*codes, row["name"], place_id])
        found |= dict.fromkeys(names, (row["name"], page_of(place_id)))
    return found


def rows_of(package: Package) -> Callable[..., str]:
    """Return what gives the address of a row from the page of a place, given table and key.

    A row that has no place on the page of its table leads to the whole page.
    """
    is_led = leads(package)

    def row(table: str, *key: str) -> str:
        return f"../data/{address(table, *key) if is_led(table, *key) else f'{table}.html'}"

    return row


def pages(package: Package) -> Iterator[tuple[str, dict]]:
    """Yield the address and the facts of each place's page."""
    from sanctuary_research.data import gazetteer, place

    row, can_correct = cache(rows_of(package)), CORRECTIONS in documents(package.folder.parent)
    for place_id in gazetteer.with_pages():
        one = place.of_id(place_id)
        entry = place_entry(place_id, one.name, package)
        yield (
            page_of(place_id),
            {
                "title": one.name,
                "level": one.level.replace("_", " and "),
                "day": date(one.day.date()),
                "record": one.record,
                "row": row,
                "can_correct": can_correct,
                "entry": entry,
                "cite": citation(f"“{entry.title}”", package.version, address=entry.url),
            },
        )


def led(line: Line, row: Callable[..., str]) -> list[tuple[str, str]]:
    """Return the cells of a line, each row that they lead to once, that of the line among them."""
    pages = [row(cell.table, cell.key) if cell.key else "" for cell in line.cells]
    own = row(line.table, *line.key) if line.key else ""
    if own not in pages:
        pages[next(at for at, page in enumerate(pages) if not page and line.cells[at].text)] = own
    first = [page if page not in pages[:at] else "" for at, page in enumerate(pages)]
    return [(cell.text, page) for cell, page in zip(line.cells, first, strict=True)]


def held(section: Section, row: Callable[..., str]) -> Markup:
    """Return the lines of a section as rows of a table; written here, as there are many."""
    lines = []
    for line in section.lines:
        cells = [f"<td{_DAY * (len(text) == 10)}>{link(text, to)}" for text, to in led(line, row)]
        lines.append(f"<tr>{''.join(cells)}{_MEMORY * line.is_memory}")
    return Markup("\n".join(lines))


def _page(facts: dict) -> str:
    series, row = facts["record"].crime, facts["row"]
    drawing = Markup(spark(series)) if series else ""
    rows = [(one, row(one.table, *one.key)) for one in (series.points if series else ())]
    ends: dict[str, list[tuple[int, str]]] = {}  # by table, its first and last row
    for one, place in rows:
        if "#" in place:
            ends[one.table] = [*ends.get(one.table, [])[:1], (one.year, place)]
    about = {"address": facts["entry"].url, "care": crime_on_record.CARE, "ends": ends}
    about |= {"held": lambda section: held(section, row)}
    return page("place", root="../", sheet=SHEET, drawing=drawing, **about, **facts)


def write(state: State, look: str, package: Package) -> dict[str, str]:
    """Write the pages that say something new; remove those of places with nothing left.

    Parameters
    ----------
    state : State
        Of the folder that they stand in; remembers what they were written from.
    look : str
        What the pages look like: a digest of code and templates.
    package : Package

    Returns
    -------
    dict
        The name of each place by the address of its page.
    """
    tables, folder, hashes = tables_read(package), state.folder, state.hashes
    code = hashes.of_all(sorted((PACKAGE / "data").glob("*.*")))
    basis = [look, code, package.version, package.site_url]
    basis.append(CORRECTIONS in documents(package.folder.parent))
    basis += [written(package.tables[name]) for name in tables]
    basis += [hashes.of(package.tables[name].path) for name in tables]
    now = digest(json.dumps(basis).encode("utf-8"))
    there = {f"{FOLDER}/{file.name}" for file in (folder.path / FOLDER).glob("*")}
    if state.places["basis"] == now and there == set(state.places["titles"]):
        return state.places["titles"]
    titles: dict[str, str] = {}
    with unchanging(), ThreadPoolExecutor() as pool:  # a page is made while others are written
        writing = []
        for path, facts in pages(package) if tables else ():
            writing.append(pool.submit(folder.write, path, _page(facts)))
            titles[path] = facts["title"]
    for one in writing:
        one.result()
    for path in there - set(titles):
        folder.remove(path)
    state.places |= {"basis": now, "titles": titles}
    return titles
