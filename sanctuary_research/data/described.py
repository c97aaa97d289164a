"""What `datapackage.json` says, as objects: the package, its tables, columns, keys and rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sanctuary_research.errors import unknown


@dataclass(frozen=True)
class License:
    """One licence of a table, what of it is under it, and what we do with that and why."""

    name: str
    title: str = ""
    path: str = ""
    covers: str = ""
    decision: str = ""
    reason: str = ""

    @property
    def terms(self) -> str:
        """What it is called."""
        return f"{self.title} ({self.name})" if self.title else self.name

    @property
    def told(self) -> str:
        """What of the table is under which terms, with their address."""
        return f"{self.covers}: {self.terms}{self.path and f', {self.path}'}".removeprefix(": ")


@dataclass(frozen=True)
class Field:
    """One column: what it holds, in which unit, and the rules each cell obeys."""

    name: str
    type: str
    description: str = ""
    unit: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | str | None = None
    maximum: float | str | None = None

    @property
    def rules(self) -> list[str]:
        """What each cell obeys, in words; the values of a closed list and parents left out."""
        told = {
            "required": self.required,
            "unique": self.unique,
            f"at least {self.minimum}": self.minimum is not None,
            f"at most {self.maximum}": self.maximum is not None,
            f"written like {self.pattern}": self.pattern,
        }
        return [words for words, holds in told.items() if holds]


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must exist in ``parent_fields`` of the table ``parent``."""

    fields: tuple[str, ...]
    parent: str
    parent_fields: tuple[str, ...]


@dataclass(frozen=True)
class RowRule:
    """What holds of every row of a table, or of all of them together: see `row_rules`.

    Attributes
    ----------
    name, says : str
        What it is called, and the sentence that holds.
    never : tuple of str
        Conditions; a row that keeps all those of one text breaks the rule.
    sums : dict
        Each total to the columns that add up to it.
    rates : dict
        Each rate to a count, its base and a number: it is count by base times the number.
    slack : float
        How far a total or a rate may be off.
    exceptions : tuple of str
        Keys of rows that may break it.
    named_by : tuple of (table, column, conditions)
        Where each row must be named: in the column, by a row that keeps the conditions.
    figures : tuple of (conditions, measure, figure)
        What a measure (`recompute`) of the rows that keep the conditions must give.
    """

    name: str
    says: str
    never: tuple[str, ...] = ()
    sums: dict[str, list[str]] = field(default_factory=dict)
    rates: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    slack: float = 0
    exceptions: tuple[str, ...] = ()
    named_by: tuple[tuple[str, str, str], ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()

    @property
    def of_rows(self) -> bool:
        """Whether each row keeps or breaks it by itself, so that a reader's own rows can."""
        return not self.named_by and not self.figures


@dataclass(frozen=True)
class Table:
    """One table: its file, page of facts, columns and keys."""

    name: str
    path: Path
    relative_path: str
    fields: tuple[Field, ...]
    title: str = ""
    description: str = ""
    licenses: tuple[License, ...] = ()
    source_ids: tuple[str, ...] = ()
    preparation: str = ""
    coverage: str = ""
    known_gaps: tuple[str, ...] = ()
    usage_warnings: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    topic: str = ""
    rules: tuple[RowRule, ...] = ()
    rows: int | None = None
    hash: str = ""  # of the file, written "sha256:" and hexadecimal

    @property
    def folder(self) -> Path:
        """The folder of the data package."""
        return Path(str(self.path).removesuffix(self.relative_path))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The column names in the order of the file."""
        return tuple(one.name for one in self.fields)

    def naming(self, *parents: str) -> list[str]:
        """Return the columns whose cells name a row of one of these tables."""
        return [key.fields[0] for key in self.foreign_keys if key.parent in parents]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Each column's field by its name."""
        return {one.name: one for one in self.fields}


@dataclass(frozen=True)
class Package:
    """The whole description: tables by name, data version, closed lists of warnings and topics."""

    folder: Path
    tables: dict[str, Table]
    name: str = ""
    title: str = ""
    description: str = ""
    version: str = ""
    usage_warnings: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    site_url: str = ""  # where the reports are published, if anywhere
    left_out: tuple[dict[str, str], ...] = ()  # what may not be passed on or was not had
    notices: tuple[str, ...] = ()  # what licences want printed

    def address(self, page: str) -> str:
        """Return where a page of the published reports is; blank where they have no address.

        >>> package = Package(Path(), {}, site_url="https://example.org/a")
        >>> package.address("b.html")
        'https://example.org/a/b.html'
        """
        return f"{self.site_url.rstrip('/')}/{page}" if self.site_url else ""

    def table(self, name: str) -> Table:
        """Return the table called ``name``; an unknown name offers the nearest one."""
        if name not in self.tables:
            raise unknown("table", name, self.tables)
        return self.tables[name]
