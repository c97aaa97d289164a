"""What a build tells machines that run it: a JUnit file, and annotations on GitHub."""

from __future__ import annotations

import os
import re
from html import escape

from sanctuary_research.publish.manifest import FAILED, STALE
from sanctuary_research.publish.notebooks import line_of
from sanctuary_research.publish.project import Project

JUNIT = "junit.xml"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(entries: list[dict]) -> str:
    """Return a JUnit report, one test case a notebook, from the entries of a manifest.

    A failed notebook is a failure, a kernel's death or time limit an error, and a report that is
    stale because it was not asked for is skipped.
    """
    cases = [_case(entry) for entry in entries]
    counts = {
        "tests": len(cases),
        "failures": sum("<failure" in case for case in cases),
        "errors": sum("<error" in case for case in cases),
        "skipped": sum("<skipped" in case for case in cases),
        "time": round(sum(entry["seconds"] for entry in entries), 2),
    }
    totals = " ".join(f'{key}="{value}"' for key, value in counts.items())
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites name="sanctuary build" {totals}>',
        f'<testsuite name="notebooks" {totals}>',
        *cases,
        "</testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def annotations(project: Project, entries: list[dict]) -> list[str]:
    """Return the workflow commands that mark each failed notebook where its cell failed."""
    top = os.environ.get("GITHUB_WORKSPACE") or project.root
    return [
        "::error "
        f"file={_property(os.path.relpath(project.path(entry['name']), top))},"
        f"line={line_of(project.path(entry['name']), entry['cell'])},"
        f"title={_property('Notebook ' + entry['name'] + ' failed')}"
        f"::{_message(entry['error'])}"
        for entry in entries
        if entry["status"] == FAILED
    ]


def _case(entry: dict) -> str:
    """Return the test case of one notebook."""
    name = entry["name"]
    head = (
        f'<testcase classname="notebooks" name="{_xml(name)}" '
        f'file="notebooks/{_xml(name)}.ipynb" time="{entry["seconds"]}"'
    )
    if entry["status"] == FAILED:
        kind = "error" if entry["exit_code"] == 3 else "failure"
        sentence = _xml(entry["error"])
        return f'{head}><{kind} message="{sentence}">{sentence}</{kind}></testcase>'
    if entry["status"] == STALE:
        return f'{head}><skipped message="not asked for, and stale"/></testcase>'
    return f"{head}/>"


def _xml(text: str) -> str:
    """Return text as XML may hold it, which has no place for most control characters."""
    return escape(_NO_XML.sub("\ufffd", text))


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
