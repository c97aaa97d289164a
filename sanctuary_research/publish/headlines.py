"""How headline numbers read; standard library only."""

from __future__ import annotations

from decimal import Decimal

from sanctuary_research.words import number, unit

_MOST = 15  # decimals of a double


def shown_value(headline: dict) -> str:
    """Return a headline number as text, with the decimals that its record names.

    >>> shown_value({"value": 37.5, "digits": 2}), shown_value({"value": -2660.5})
    ('37.50', '−2,660.5')
    """
    return _shown(headline["value"], headline)


def shown_unit(headline: dict) -> str:
    """Return the unit of a headline number as it stands after the number."""
    return unit(shown_value(headline), headline["unit"])


def spellings(headline: dict) -> list[str]:
    """Return how an exhibit may print a headline number: with as many decimals, or fewer.

    >>> spellings({"value": 7.912, "digits": 3}), spellings({"value": 0.18, "digits": 2})
    (['7.912', '7.91', '7.9'], ['0.18'])
    >>> spellings({"value": 0.175, "digits": 3})
    ['0.175', '0.17', '0.18']
    """
    value = headline["value"]
    if type(value) not in (int, float):
        return [str(value)]
    most = headline.get("digits") if type(headline.get("digits")) is int else _decimals(value)
    enough = [k for k in range(most, -1, -1) if k == most or abs(value) * 10**k >= 10]
    near = [value * (1 + off) for off in (-1e-9, 1e-9)]  # a half was rounded up or down before
    return list(dict.fromkeys(_shown(one, {"digits": k}) for k in enough for one in near))


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
    >>> shown({"value": None, "unit": "USD"}), shown({"value": 1, "unit": "suits"}), shown(None)
    ('not known', '1 suit', 'none')
    """
    if headline is None:
        return "none"
    interval = shown_interval(headline)
    tail = f" ({interval})" if interval else ""
    return f"{shown_value(headline)} {shown_unit(headline)}".rstrip() + tail


def _shown(value: object, headline: dict) -> str:
    """Return one number of a record; one written without ``digits`` has those of its value."""
    if value is not None and not (type(value) in (int, float) and abs(value) < 1e15):
        return str(value)
    digits = headline.get("digits")
    is_known = type(digits) is int and 0 <= digits <= _MOST
    return number(value, digits if is_known else _decimals(0 if value is None else value))


def _decimals(value: float) -> int:
    return min(_MOST, max(0, -Decimal(repr(value)).as_tuple().exponent))
