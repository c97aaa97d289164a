"""How headline numbers read; standard library only."""

from __future__ import annotations

from decimal import Decimal

from sanctuary_research.words import number

_MOST = 15  # decimals of a double


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


def _shown(value: object, headline: dict) -> str:
    """Return one number of a record; one written without ``digits`` has those of its value."""
    if value is not None and not (type(value) in (int, float) and abs(value) < 1e15):
        return str(value)
    digits = headline.get("digits")
    is_known = type(digits) is int and 0 <= digits <= _MOST
    return number(value, digits if is_known else _decimals(0 if value is None else value))


def _decimals(value: float) -> int:
    return min(_MOST, max(0, -Decimal(repr(value)).as_tuple().exponent))
