"""Every link within the site leads somewhere; what pages tell to programs can be read."""

import base64
import gzip
import json
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urldefrag

_LINKED_DATA = re.compile('(?s)<script type="application/ld.json">(.*?)</script>')
ELSEWHERE = ("https://", "http://", "mailto:", "data:")


class Links(HTMLParser):
    """The links of a page and the names of its places."""

    def __init__(self, path: Path):
        super().__init__()
        self.links: set[str] = set()
        self.is_packed = False
        self.names: set[str] = set()
        text = path.read_text(encoding="utf-8")
        assert " at 0x" not in text, f"{path} prints a thing of Python"
        for block in _LINKED_DATA.findall(text):
            json.loads(block)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.names.add(told.get("id", ""))
        self.is_packed = told.get("id") == "packed"
        if tag == "a":
            self.links.add(told.get("href", ""))

    def handle_data(self, data):
        """Rows that the script of a page unpacks are places on it, too."""
        if self.is_packed and data.strip():
            self.is_packed = False
            rows = gzip.decompress(base64.b64decode(data)).decode("utf-8")
            names, _, cells = rows.partition("\x1f")
            self.names |= set(names.split("\x1e"))
            self.links |= {unescape(link) for link in re.findall('<a href="([^"]*)"', cells)}


@cache
def read(path: Path) -> Links:
    return Links(path)


def broken(folder: Path) -> list[str]:
    """Return each link of a page below a folder that leads nowhere within it."""
    pages = [path for path in folder.rglob("*.html") if ".build" not in path.parts]
    assert pages
    return [
        f"{page.relative_to(folder)}: {link}"
        for page in pages
        for link in read(page).links
        if not link.startswith(ELSEWHERE) and not leads(page, link)
    ]


def leads(page: Path, link: str) -> bool:
    """Return whether a link leads to a file, and to a place on it where it names one."""
    address, name = urldefrag(link)
    target = (page.parent / unquote(address)).resolve() if address else page.resolve()
    if not target.is_file():
        return False
    if name.startswith("rows="):
        groups = [group.split(";") for group in name.removeprefix("rows=").split("|")]
        keys = [key for parts in groups for key in product(*(part.split(",") for part in parts))]
        return {unquote("-".join(["row", *key])) for key in keys} <= read(target).names
    return not name or target.suffix != ".html" or unquote(name) in read(target).names


def test_a_link_to_nowhere_is_told(tmp_path):
    """A missing page and a missing place are; what is there is not."""
    links = ["b.html", "b.html#here", "#own", "https://example.org", "c.html", "b.html#gone"]
    told = "".join(f'<a href="{link}">x</a>' for link in links)
    (tmp_path / "a.html").write_text(f'<p id="own">{told}')
    (tmp_path / "b.html").write_text('<p id="here">')
    assert sorted(broken(tmp_path)) == ["a.html: b.html#gone", "a.html: c.html"]


def test_every_link_of_a_small_site_leads_somewhere(drawing):
    """Report, index, search, changes and the page of a sweep."""
    small = drawing.small
    small.notebook("two", "1")
    small.build()
    drawing.notebook("headline('count', 11 * n)")
    small.notebook("two", "1 / 0")
    small.build()
    drawing.run("n=1,2")
    found = {path.name for path in small.root.rglob("*.html")}
    assert {"one.html", "index.html", "search.html", "changes.html", "two.html"} <= found
    assert (broken(small.project.output), broken(drawing.folder)) == ([], [])


def test_every_link_of_the_reports_leads_somewhere(reports):
    """Reports with index and search, the pages of all tables, and those of places."""
    assert broken(reports) == []
