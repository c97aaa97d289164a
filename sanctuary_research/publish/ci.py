"""What a build tells machines that run it: a JUnit file, and annotations on GitHub."""

from __future__ import annotations

import os
import re
from xml.etree import ElementTree

from sanctuary_research.publish.manifest import FAILED, STALE
from sanctuary_research.publish.project import Project

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(entries: list[dict]) -> str:
    """Return a JUnit report, one test case a notebook, from the entries of a manifest.

    A failed notebook is a failure, a kernel's death or time limit an error, and a report that is
    stale because it was not asked for is skipped.
    """
    whole = ElementTree.Element("testsuites", name="sanctuary build")
    suite = ElementTree.SubElement(whole, "testsuite", name="notebooks")
    for entry in entries:
        about = {"name": entry["name"], "file": f"notebooks/{entry['name']}.ipynb"}
        about |= {"classname": "notebooks", "time": str(entry["seconds"])}
        case = ElementTree.SubElement(suite, "testcase", about)
        if entry["status"] == FAILED:
            kind = "error" if entry["exit_code"] == 3 else "failure"
            sentence = _NO_XML.sub("\ufffd", entry["error"])
            ElementTree.SubElement(case, kind, message=sentence).text = sentence
        elif entry["status"] == STALE:
            ElementTree.SubElement(case, "skipped", message="not asked for, and stale")
    counts = {"tests": len(entries), "time": round(sum(e["seconds"] for e in entries), 2)}
    for key, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[key] = len(suite.findall(f"testcase/{kind}"))
    for element in (whole, suite):
        element.attrib.update({key: str(value) for key, value in counts.items()})
    ElementTree.indent(whole)
    text = ElementTree.tostring(whole, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def annotations(project: Project, entries: list[dict]) -> list[str]:
    """Return the workflow commands that mark each failed notebook where its cell failed."""
    top = os.environ.get("GITHUB_WORKSPACE") or project.root
    return [
        "::error "
        f"file={_property(os.path.relpath(project.path(entry['name']), top))},"
        f"title={_property('Notebook ' + entry['name'] + ' failed')}"
        f"::{_message(entry['error'])}"
        for entry in entries
        if entry["status"] == FAILED
    ]


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
