"""The errors a user can meet: each is one sentence that names what, where and the fix.

Every class carries ``exit_code``, what the command line returns for it:
1 an analysis or check failed, 2 wrong usage, 3 a kernel died or timed out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable

TYPE_CHECKING = False  # as type checkers know it; to import typing takes milliseconds
if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item", bound=Hashable)
    Found = TypeVar("Found")

MOST_NAMES = 12  # that a sentence lists


class SanctuaryError(Exception):
    """Base of every error this package raises on purpose.

    Attributes
    ----------
    case : str
        What is the case and where, as a table or a page says it.
    fix : str
        What whoever typed the call can do about it, if that is not plain.
    sentence : str
        Both as one sentence, which is the text.

    Examples
    --------
    >>> print(SanctuaryError("table 'county' has no rows", "restore its file"))
    table 'county' has no rows: restore its file
    """

    exit_code = 1

    def __init__(self, case: str, fix: str = ""):
        self.case, self.fix = case, fix
        self.sentence = f"{case}: {fix}" if fix else case
        super().__init__(self.sentence)


class UsageError(SanctuaryError, ValueError):
    """A name, type or value that the caller can correct (a parameter, a table, a definition)."""

    exit_code = 2


class DataError(SanctuaryError, ValueError):
    """A table or frame breaks its own rules; ``faults`` lists every broken rule with its rows."""

    def __init__(self, case: str, fix: str = "", *, faults: Iterable[object] = ()):
        super().__init__(case, fix)
        self.faults = tuple(faults)


class AnalysisError(SanctuaryError, ValueError):
    """The data given cannot answer the question asked (no controls, one cluster, no overlap)."""


class NotebookError(SanctuaryError):
    """A cell of a notebook raised; the half-run notebook is kept at ``path``.

    ``cell`` is the number of that cell in the notebook; 0 if the fault is of no one cell. The text
    ends with the path, which differs by machine, so that pages show the ``sentence``.
    """

    def __init__(self, case: str, fix: str = "", *, path: object = None, cell: int = 0):
        super().__init__(case, fix)
        self.path, self.cell = path, cell

    def __str__(self) -> str:
        kept = f"; the half-run notebook is {self.path}" if self.path else ""
        return f"{self.sentence}{kept}"


class KernelError(NotebookError):
    """A kernel died or ran past its time limit."""

    exit_code = 3


class OutputError(SanctuaryError, OSError):
    """A file or folder cannot be written."""

    exit_code = 2


class MissingPackageError(SanctuaryError, ImportError):
    """An optional package is needed for what was asked."""

    exit_code = 2


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return the tail of an error sentence: the nearest real name, all of them, or some of many.

    >>> nearest("yaer", ["year", "outcome"])
    "did you mean 'year'?"
    >>> nearest("zzz", ["year", "outcome"])
    'choose one of: outcome, year'
    """
    import difflib  # only a failure needs it, and every start would pay for it

    options = sorted(map(str, choices))
    if codes := [one for one in options if one[:1] == "0" and one.lstrip("0") == str(name)]:
        return f"did you mean {codes[0]!r}?"  # a program took its leading zero
    if close := difflib.get_close_matches(str(name), options, n=1):
        return f"did you mean {close[0]!r}?"
    if len(options) <= MOST_NAMES:
        return "choose one of: " + ", ".join(options)
    some = difflib.get_close_matches(str(name), options, n=3, cutoff=0)
    return f"choose one of {len(options)}, such as {', '.join(some)}"


def unknown(kind: str, name: object, choices: Iterable[str]) -> UsageError:
    """Return the error for a name that is not among ``choices``.

    >>> print(unknown("table", "conty", ["county", "sources"]))
    no table is called 'conty': did you mean 'county'?
    """
    fix = nearest(str(name), choices)
    if kind in ("table", "notebook") and not fix.startswith("did you mean"):
        fix += "; `sanctuary list` names them all"
    return UsageError(f"no {kind} is called {str(name)!r}", fix)


def check_known(kind: str, name: object, choices: Collection) -> None:
    """Raise the error of `unknown` for a name that is not among ``choices``."""
    if name not in choices:
        raise unknown(kind, name, choices)


def attempt_each(
    items: Iterable[Item],
    function: Callable[[Item], Found],
    refusal: type[SanctuaryError] = AnalysisError,
) -> tuple[dict[Item, Found], dict[Item, SanctuaryError]]:
    """Run a function on each item; keep what it found, or the error with which it refused.

    >>> def half(n):
    ...     if n % 2:
    ...         raise AnalysisError(f"{n} is odd", "take an even number")
    ...     return n // 2
    >>> found, refused = attempt_each([4, 5], half)
    >>> found, refused[5].case
    ({4: 2}, '5 is odd')
    """
    found: dict[Item, Found] = {}
    refused: dict[Item, SanctuaryError] = {}
    for item in items:
        try:
            found[item] = function(item)
        except refusal as problem:
            refused[item] = problem
    return found, refused
