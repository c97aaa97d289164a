"""Pages: whole in themselves, nothing in them can run, and a screen reader finds its way."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from sanctuary_research.errors import NotebookError
from sanctuary_research.publish.cells import Cells
from sanctuary_research.publish.links import Anchors, safe_link
from sanctuary_research.publish.markdown import Markdown
from sanctuary_research.publish.report import render_report
from sanctuary_research.publish.sanitise import sanitise
from sanctuary_research.publish.templates import READ, SITE

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
OWN = "".join((SITE / f"{name}.js").read_text(encoding="utf-8") for name in ("made", *READ))
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></pre><svg onload=alert(1)>",
    "[a](javascript:alert(1)) ![b](https://example.org/t.gif)",
    "{{ 7 * 7 }}{% raw %}",
    "\x1b[31mred\x1b[0m\x00&lt;b&gt;",
]
FACTS = {
    "title": "T",
    "declared": {},
    "taken": {},
    "versions": [],
    "tables": [],
    "cite": [],
    "download": "n.ipynb",
    "command": "",
    "previous": None,
    "next": None,
    "root": "",
}


def code(*outputs: dict, source: str = "x", tags: tuple = ()) -> dict:
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": list(outputs)}


def shown(data: dict, metadata: dict | None = None) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def html(*cells: dict) -> str:
    return "".join(part.html for part in Cells("n").render_all(list(cells)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_becomes_markup(text):
    """In any output, parameter, title or answer, text stays text and loads nothing."""
    mime = "application/vnd.sanctuary.headline+json"
    record = {"name": text, "value": text, "unit": text, "low": text, "high": text}
    cells = [
        {"cell_type": "markdown", "source": f"# {text}\n\n{text}", "metadata": {}},
        code({"output_type": "stream", "name": "stdout", "text": text}, source=text),
        code({"output_type": "error", "ename": "E", "evalue": text, "traceback": [text]}),
        code(shown({"text/markdown": text, "text/plain": text}), tags=("answer",)),
        code(shown({"text/html": text}), shown({mime: record}), shown({"text/latex": text})),
        code(shown({"image/png": PIXEL}, {"image/png": {"alt": text}, "caption": text})),
    ]
    parameters = {
        "declared": {text: SimpleNamespace(default=text, help=text)},
        "taken": {text: [text]},
    }
    facts = FACTS | parameters | {"title": text, "cite": [text], "command": text}
    page = render_report({"cells": cells}, "n", facts).html
    found = elements(page)
    assert {tag for tag, _ in found}.isdisjoint({"svg", "iframe", "object", "form"})
    assert SCRIPT.findall(page) == [OWN]  # our own, whatever the text
    attributes = {name for _, attrs in found for name in attrs}
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    loaded = [attrs["src"] for _, attrs in found if "src" in attrs]
    assert loaded == [f"data:image/png;base64,{PIXEL}"]
    links = {attrs["href"] for _, attrs in found if "href" in attrs}
    known = (
        "#",
        "index.html",
        "search.html",
        "changes.html",
        "feed.xml",
        "n.ipynb",
        "figures/n/figure-",
        "tables/n/figure-",
    )
    known += ("data:text/plain;charset=utf-8,",)  # a citation to save
    assert [link for link in links if not link.startswith(known)] == []
    assert "49" not in page.replace(PIXEL, "").split("</style>")[1]


class Collector(HTMLParser):
    """Notes every element that a browser would make."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(page: str) -> list:
    collector = Collector()
    collector.feed(page)
    return collector.found


def test_a_page_is_whole_in_itself():
    """The policy forbids all but inline pictures, and the style and script of these hashes."""
    page = render_report({"cells": [code()]}, "n", FACTS).html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-")
    digest = base64.b64encode(hashlib.sha256(OWN.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;;" in policy.replace("&#43;", "+")
    assert SCRIPT.findall(page) == [OWN]
    assert "style=" not in page
    assert '<html lang="en">' in page
    assert '<a class="skip" href="#content">' in page
    assert "url(" not in page


def test_code_is_folded_and_silent_code_joins_what_follows():
    """Parameters and imports do not litter the page with folds of their own."""
    page = html(code(source="a = 1"), code({**shown({"text/plain": "2"})}, source="a + 1"))
    assert page.count("<details") == 1
    assert page.index('<pre class="result"') < page.index("<details")
    assert html(
        code(source="a"), {"cell_type": "markdown", "source": "b", "metadata": {}}
    ).endswith("<p>b</p>\n")


def test_a_picture_needs_alt_text():
    """The sentence names notebook and cell; with alt text the picture is a figure."""
    with pytest.raises(NotebookError, match="notebook n, cell 1 shows a picture without alt text"):
        html(code(shown({"image/png": PIXEL}, {"image/png": {"alt": "  "}})))
    about = {"image/png": {"alt": "A & b", "width": 10}, "caption": "C", "source": "S"}
    figure = html(code(shown({"image/png": PIXEL + "\n"}, about)))
    assert f'src="data:image/png;base64,{PIXEL}" alt="A &amp; b">' in figure
    assert '<span class="finding">C</span><span class="unseen"> Source: S</span>' in figure


def test_a_vector_picture_cannot_run():
    """SVG is shown as a picture, in which scripts never run."""
    page = html(code(shown({"image/svg+xml": "<svg><script/></svg>"}, {"alt": "a"})))
    assert base64.b64encode(b"<svg><script/></svg>").decode() in page
    assert "<svg" not in page


def test_tables_scroll_in_a_named_region():
    """A table keeps its caption, as its title, and scopes; the keyboard can scroll it."""
    page = html(code(shown({"text/html": TABLE})))
    assert 'role="region" tabindex="0" aria-label="A &#34;b&#34; &amp; c"' in page
    assert '<th scope="col">n</th>' in page
    assert '<th scope="row">x</th>' in page


TABLE = (
    '<div class="sr-table" style="x"><table><caption>A "b" &amp; c</caption>'
    "<thead><tr><th>n</th></tr></thead><tbody><tr><th>x</th></tr></tbody></table></div>"
)


ROW, ROWS, ENDS = "<table><tr>", "<table><tbody><tr>", "</tr></tbody></table>"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>a<b>c</p>d", "<p>a<b>c</b></p><b>d</b>"),
        (f"{ROW}<td onclick=x class='num evil'>1", f'{ROWS}<td class="num">1</td>{ENDS}'),
        ("<a href='javascript:x'>t</a>", "<a>t</a>"),
        ("<a href='https://e.org/<b>'>t</a>", '<a href="https://e.org/%3Cb%3E">t</a>'),
        ("<style>p{}</style><p>x", "<p>x</p>"),
        ("<svg><a href='https://e.org'>t</a></svg>u", "u"),
        ("<math><mi><style><img src=x onerror=alert(1)></style></mi></math>v", "v"),
        ("a < b & c", "a &lt; b &amp; c"),
        (f"{ROW}<td colspan='9999999'>", f"{ROWS}<td></td>{ENDS}"),
        (f"{ROW}<th scope=evil>a", f'{ROWS}<th scope="row">a</th>{ENDS}'),
        ("<!-- c --><?p?>", ""),
        ("<p>a&#x202e;b</p>", "<p>ab</p>"),
    ],
)
def test_html_is_cut_down_to_harmless_parts(given, kept):
    """Only listed elements and attributes survive, and what is open gets closed."""
    assert sanitise(given) == kept


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "<ul><li>",
        "<div><!--</div>-->",
        "<div><!--></div>-->",
        "<div title='></div>'><p>",
        '<div title=\'"\' x="></div>">',
        "<div><svg><![CDATA[</svg></div>]]>",
        "<div><table><tr><td></div></td></tr></table>",
    ],
)
def test_html_that_is_nested_too_deeply_is_text(part):
    """No trick with comments, quotes or tables hides the depth, which would cost nh3 hours."""
    assert sanitise(part * 100_000).startswith("<pre>&lt;")


def test_a_long_table_is_not_deep():
    """Elements side by side are shown, however many there are."""
    row = '<tr><th title="a > b">x</th><td>1</td></tr>'
    assert sanitise(f"<table>{row * 5000}</table>").count("<td>1</td>") == 5000


def test_markdown_keeps_headings_for_the_contents():
    """Equal headings get different names; headings of outputs stay out."""
    markdown = Markdown(Anchors())
    page = markdown.page("## A *b*\n\n## A b\n")
    assert markdown.headings == [(2, "a-b", "A b"), (2, "a-b-2", "A b")]
    assert 'id="a-b-2"' in page
    assert markdown.text("# Said") == "<p><strong>Said</strong></p>\n"
    assert len(markdown.headings) == 2


def test_markdown_pictures_come_from_the_notebook_only():
    """An attachment is shown, a picture from elsewhere is named."""
    attachments = {"p.png": {"image/png": PIXEL}}
    page = Markdown(Anchors()).page("![alt](attachment:p.png)", attachments)
    assert f'<img src="data:image/png;base64,{PIXEL}" alt="alt">' in page
    assert "<img" not in Markdown(Anchors()).page("![alt](https://example.org/p.png)")


@pytest.mark.parametrize("data", ['"><meta http-equiv=refresh content="1;url=//e.org">', "", "a=b"])
def test_an_attachment_that_is_no_picture_is_named(data):
    """What is not base64 could end the attribute it stands in: it never becomes a picture."""
    page = Markdown(Anchors()).page("![alt](attachment:p.png)", {"p.png": {"image/png": data}})
    assert page == "<p><em>alt</em></p>\n"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/?a=1&b", "https://example.org/?a=1&b"),
        ("#part", "#part"),
        ("01-rates.ipynb", "01-rates.html"),
        ("JaVaScRiPt:x", ""),
        ("java\nscript:x", ""),
        ("\x01javascript:x", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ("\\\\example.org", ""),
    ],
)
def test_links_only_lead_somewhere(address, kept):
    """Addresses that run, embed or leave the scheme open are dropped."""
    assert safe_link(address) == kept


def test_figures_and_tables_keep_their_names_when_numbers_change():
    """Permanent links are made of the section, not of a computed caption."""
    section = {"cell_type": "markdown", "source": "## The gap", "metadata": {}}
    pages = [
        html(section, code(shown({"image/png": PIXEL}, {"image/png": {"alt": f"{n}"}})))
        for n in (1, 2)
    ]
    assert all('<div class="exhibit" id="figure-the-gap">' in page for page in pages)


def test_a_picture_that_is_no_exhibit_can_be_downloaded():
    """It stands under the name of its section; a table of HTML is shown and no more."""
    cells = Cells("n")
    parts = cells.render_all(
        [
            {"cell_type": "markdown", "source": "## The gap", "metadata": {}},
            code(shown({"image/png": PIXEL}, {"image/png": {"alt": "A"}, "caption": "<C>"})),
            code(shown({"text/html": TABLE})),
        ]
    )
    page = "".join(part.html for part in parts)
    assert cells.outputs.files == {"figures/n/figure-the-gap.png": base64.b64decode(PIXEL)}
    assert 'aria-label="PNG: &lt;C&gt;">PNG</a>' in page
    assert 'id="table-the-gap"' in page


def test_a_foreign_drawing_is_no_download():
    """A drawing that did not come from our figures may hold scripts: it stays a picture."""
    cells = Cells("n")
    cells.render_all([code(shown({"image/svg+xml": "<svg><script/></svg>"}, {"alt": "a"}))])
    assert cells.outputs.files == {}


def test_tables_read_lead_to_their_sources():
    """Counted; a table without any, such as that of the sources, has no such link."""
    tables = [{"name": "t", "title": "T", "has_sources": True}, {"name": "u", "title": "U"}]
    page = render_report({"cells": [code()], "metadata": {}}, "n", FACTS | {"tables": tables}).html
    assert page.count('.html#sources">') == 1
    assert '<a href="data/t.html#sources">its sources</a>' in page
