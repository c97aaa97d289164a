"""Headline numbers: how they read, and how those of two builds differ; standard library only."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from sanctuary_research.errors import UsageError
from sanctuary_research.publish.manifest import FILE
from sanctuary_research.words import number

_MOST = 15  # decimals of a double
_VALUES = ("value", "low", "high", "unit")


def shown_value(headline: dict) -> str:
    """Return a headline number as text, with the decimals that its record names.

    >>> shown_value({"value": 37.5, "digits": 2}), shown_value({"value": -2660.5})
    ('37.50', '−2,660.5')
    """
    return _shown(headline["value"], headline)


def shown_interval(headline: dict) -> str:
    """Return the 95 % interval of a headline number in words, or nothing if it has none."""
    low, high = headline.get("low"), headline.get("high")
    if low is None or high is None:
        return ""
    return f"95 % interval {_shown(low, headline)} to {_shown(high, headline)}"


def shown(headline: dict | None) -> str:
    """Return a headline number with its unit and interval.

    >>> shown({"name": "gap", "value": -2.5, "unit": "crimes", "low": -5.0, "high": 0.0})
    '−2.5 crimes (95 % interval −5.0 to 0.0)'
    >>> shown(None)
    'none'
    """
    if headline is None:
        return "none"
    interval = shown_interval(headline)
    tail = f" ({interval})" if interval else ""
    return f"{shown_value(headline)} {headline['unit']}{tail}"


def read_manifest(place: str | Path) -> dict:
    """Return a manifest, given its file or the folder of reports that it stands in.

    Raises
    ------
    UsageError
        It is not there, or is not a manifest.
    """
    path = _file(place)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        for report in found["reports"]:
            _by_name(report)
    except FileNotFoundError:
        raise UsageError(
            f"there is no {path}: build the reports first, or name another manifest"
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path} is not the manifest of a build: name another file") from error
    return found


def read_manifests(old: str | Path, new: str | Path) -> tuple[dict, dict]:
    """Return two manifests; where neither is there, one sentence names both.

    Raises
    ------
    UsageError
        One is not there, or is not a manifest.
    """
    missing = [str(path) for path in map(_file, (old, new)) if not path.exists()]
    if len(missing) == 2:
        raise UsageError(
            f"there is neither {missing[0]} nor {missing[1]}",
            "build the reports first, or name other manifests",
        )
    return read_manifest(old), read_manifest(new)


def _file(place: str | Path) -> Path:
    path = Path(place)
    return path / FILE if path.is_dir() else path


def differences(old: dict, new: dict) -> list[dict]:
    """Return the headline numbers that differ between two manifests.

    Parameters
    ----------
    old, new : dict
        Manifests, as `read_manifest` returns them.

    Returns
    -------
    list of dict
        In reading order: ``report``, ``title``, ``name``, ``before`` and ``after``, each a
        headline (``name``, ``value``, ``unit``, ``low``, ``high``) or None where there is none.
    """
    olds = {report["name"]: report for report in old["reports"]}
    news = {report["name"]: report for report in new["reports"]}
    found = []
    for name in sorted({*olds, *news}):
        before, after = (_by_name(reports.get(name, {})) for reports in (olds, news))
        title = (news.get(name) or olds[name]).get("title", name)
        for key in dict.fromkeys([*after, *before]):
            one, other = before.get(key), after.get(key)
            if _values(one) != _values(other):
                found.append(
                    {"report": name, "title": title, "name": key, "before": one, "after": other}
                )
    return found


def count(manifest: dict) -> int:
    """Return how many headline numbers a manifest holds."""
    return sum(len(report.get("headlines", [])) for report in manifest["reports"])


def _by_name(report: dict) -> dict[str, dict]:
    return {str(one["name"]): one for one in report.get("headlines", [])}


def _values(headline: dict | None) -> list | None:
    return headline and [headline.get(key) for key in _VALUES]


def _shown(value: object, headline: dict) -> str:
    """Return one number of a record; one written without ``digits`` has those of its value."""
    if value is not None and not _is_number(value):
        return str(value)
    digits = headline.get("digits")
    known = type(digits) is int and 0 <= digits <= _MOST
    return number(value, digits if known else _decimals(0 if value is None else value))


def _is_number(value: object) -> bool:
    """Return whether a value of a record can be printed as a number."""
    return type(value) in (int, float) and abs(value) < 1e15


def _decimals(value: float) -> int:
    return min(_MOST, max(0, -Decimal(repr(value)).as_tuple().exponent))
