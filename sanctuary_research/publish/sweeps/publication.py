"""Publishes a sweep: its table, its pictures and its page, where they would change."""

from __future__ import annotations

import json
from hashlib import sha256

from sanctuary_research.data.citation import citation
from sanctuary_research.publish.cache import Basis
from sanctuary_research.publish.files import Folder
from sanctuary_research.publish.parameters import as_argument
from sanctuary_research.publish.project import PACKAGE, SWEEP
from sanctuary_research.publish.sweeps.identity import digest_of
from sanctuary_research.publish.sweeps.record import FINISHED, Record
from sanctuary_research.publish.sweeps.table import Table

CSV, PARQUET = "results.csv", "results.parquet"
PAGE = "index.html"
_KEY = "published"


class Publication:
    """Writes what people and machines read of a sweep.

    Parameters
    ----------
    folder : Folder
    record : Record
        Remembers what was published from what.
    basis : Basis
    """

    def __init__(self, folder: Folder, record: Record, basis: Basis):
        self.folder, self.record, self.basis = folder, record, basis

    def write(self, table: Table, manifest: dict) -> None:
        """Write everything, unless it is there already."""
        text = table.csv()
        now = {
            "table": sha256(text.encode("utf-8")).hexdigest(),
            "manifest": sha256(json.dumps(manifest).encode("utf-8")).hexdigest(),
            "environment": self.basis.environment,
            "pages": digest_of(str(PACKAGE), "publish/**/*.py", "publish/site/*", "display/*.py"),
        }
        old = self.record.read(_KEY)
        if old is not None and not self.basis.change(old, now) and self._is_intact(old):
            return
        self.folder.write(CSV, text)
        columns = table.parquet()
        self.folder.write(PARQUET, columns) if columns else self.folder.remove(PARQUET)
        self.folder.write_json(SWEEP, manifest)
        written = [CSV, SWEEP, *([PARQUET] if columns else [])]
        pages = self._draw(table, manifest)
        for path in old["outputs"] if old else []:
            if path not in written + pages:
                self.folder.remove(path)
        outputs = {path: self.basis.hashes.of(self.folder.path / path) for path in written + pages}
        entry = {"run": now, "inputs": {}, "outputs": outputs}
        self.record.keep(_KEY, {**entry, "status": FINISHED, "error": "", "headlines": []})

    def _is_intact(self, old: dict) -> bool:
        return all(
            self.basis.hashes.of(self.folder.path / path) == digest
            for path, digest in old["outputs"].items()
        )

    def _draw(self, table: Table, manifest: dict) -> list[str]:
        """Write page and downloads; return what was written."""
        from sanctuary_research.publish.report import render_report
        from sanctuary_research.publish.sweeps.summary import summary

        page = render_report(summary(table, manifest), table.grid.name, _facts(table, manifest))
        written = {**page.files, PAGE: page.html}
        for relative, content in written.items():
            self.folder.write(relative, content)
        return list(written)


def _facts(table: Table, manifest: dict) -> dict:
    """Return what the page says of its making."""
    grid = table.grid
    parameters = []
    for name in grid.columns:
        values = grid.swept.get(name) or [grid.fixed.get(name, grid.declared[name].default)]
        parameters.append(
            {
                "name": name,
                "value": ", ".join(map(as_argument, values)),
                "default": as_argument(grid.declared[name].default),
                "changed": name in grid.swept or name in grid.fixed,
                "help": grid.declared[name].help,
            }
        )
    data, code = manifest["data_version"], manifest["code_version"]
    versions = {"Data version": data, "Code version": f"sanctuary_research {code}"}
    return {
        "title": f"Sweep: {manifest['title']}",
        "parameters": parameters,
        "versions": [(label, value) for label, value in versions.items() if value],
        "tables": manifest["tables"],
        "cite": citation(f"“{manifest['title']}” (sweep)", data, code),
        "download": "",
        "command": manifest["command"],
        "previous": None,
        "next": None,
        "home": "",
        "notice": "",
    }
