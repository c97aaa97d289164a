"""Prepare ``national_crime``: the nation's violent crime that stands beside the 68 agencies.

Upstream: see ``_marshall.py``.
"""

from __future__ import annotations

from _common import columns, write_table
from _marshall import agencies_and_nation


def main() -> None:
    """Write the table."""
    frame = agencies_and_nation().query("printed_name == 'National'")
    assert len(frame) == 41
    for kind, rate in (("violent", "violent_per_100k"), ("murder", "homs_per_100k")):
        frame[f"{kind}_per_100k"] = frame[rate].astype(float)
    write_table("national_crime", frame[columns("national_crime")])


if __name__ == "__main__":
    main()
