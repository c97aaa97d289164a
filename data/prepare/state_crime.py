"""Prepare ``state_crime``: the FBI's estimated crimes of 51 states and the nation, 1979 to 2024.

Upstream: crime/state_estimated_crimes_1979_2024_clean.csv, a cleaned copy that joins two releases
of "Estimated crimes" of the FBI's Crime Data Explorer
(https://cde.ucr.cjis.gov/LATEST/webapp/#/pages/downloads).
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, upstream, write_table

ESTIMATES = (
    "crime/state_estimated_crimes_1979_2024_clean.csv",
    "e83bd44747ccaffb79a55c783266ae0ecd5a480d6157ad087a8c12d0e90dee8b",
)
RENAMED = {
    "state_abbr": "state",
    "violent_crime": "violent",
    "homicide": "murder",
    "property_crime": "property",
}
# Words of the FBI's footnote, what they mean, and our sentence for it; first match wins.
CAVEATS = (
    (
        "sum of states",
        "sum_of_states",
        "The source has no national row for this year; it is the sum of the states.",
    ),
    ("September 11", "attacks_excluded", "Victims of 11 September 2001 are not counted."),
    (
        "not comparable to previous",
        "break_in_reporting",
        "Reporting changed in this year, so it is not comparable with the years before.",
    ),
    (
        "Zoological",
        "wider_agencies",
        "Includes small agencies of the District beside its police department.",
    ),
    (
        "rape",
        "rape_estimated",
        "Rape was not reported by the FBI's rules and is the FBI's own estimate.",
    ),
    (
        "unable to provide complete",
        "total_extrapolated",
        "The state could not give complete figures; the FBI carried an earlier or partial "
        "total forward with the trend of the region.",
    ),
)
# The copy attached New Hampshire's footnotes of these years to Nebraska.
MISPLACED = ("NE", (1997, 1998, 1999), "NH")
REVISED_SINCE = {True: 2016, False: 2013}


def move_footnotes(frame: pd.DataFrame) -> pd.DataFrame:
    """Give New Hampshire the footnotes that name it but stand at Nebraska."""
    wrong, years, right = MISPLACED
    at_wrong = frame["state"].eq(wrong) & frame["year"].isin(years)
    assert frame.loc[at_wrong, "caveats"].str.contains("New Hampshire|nonreporting areas").all()
    texts = frame.loc[at_wrong].set_index("year")["caveats"]
    at_right = frame["state"].eq(right) & frame["year"].isin(years)
    frame.loc[at_right, "caveats"] = frame.loc[at_right, "year"].map(texts)
    frame.loc[at_wrong, "caveats"] = ""
    return frame


def caveat(text: str) -> tuple[str, str]:
    """Return the kind of an FBI footnote and our sentence for it.

    >>> caveat("District of Columbia data include reports from the Zoological Police")[0]
    'wider_agencies'
    """
    if not text:
        return "none", ""
    for words, kind, sentence in CAVEATS:
        if words in text:
            return kind, sentence
    raise SystemExit(f"state_crime: a footnote is new: {text}")


def report_sums(frame: pd.DataFrame) -> None:
    """Print where parts do not add up to totals, and how far states are from the nation."""
    gap = frame["violent"] - frame[["murder", "rape", "robbery", "aggravated_assault"]].sum(axis=1)
    parts = frame["property"] - frame[["burglary", "larceny", "motor_vehicle_theft"]].sum(axis=1)
    off = frame[gap.abs().gt(1) | parts.abs().gt(1)].assign(violent_gap=gap, property_gap=parts)
    print(off[["state", "year", "violent_gap", "property_gap"]].to_string(index=False))
    states = frame[~frame["is_national"]].groupby("year")[["violent", "property"]].sum()
    nation = frame[frame["is_national"]].set_index("year")[["violent", "property"]]
    ratio = (states / nation - 1).abs()
    print("largest gap of states to nation:", ratio.idxmax().to_dict(), ratio.max().to_dict())


def main() -> None:
    """Write the table."""
    raw = pd.read_csv(upstream(*ESTIMATES), dtype={"caveats": str}).rename(columns=RENAMED)
    frame = raw.assign(year=raw["year"].astype(int), caveats=raw["caveats"].fillna(""))
    frame = move_footnotes(frame)
    county = read_table("county")
    codes = dict(zip(county["state"], county["state_fips"], strict=True)) | {"US": "00"}
    frame["state_fips"] = frame["state"].map(codes)
    frame["is_national"] = frame["state"].eq("US")
    revised = frame["year"] >= frame["is_national"].map(REVISED_SINCE)
    frame["rape_definition"] = revised.map({True: "revised", False: "legacy"})
    frame["rape"] = frame["rape_revised"].where(revised, frame["rape_legacy"])
    frame["violent_without_rape"] = frame[["murder", "robbery", "aggravated_assault"]].sum(axis=1)
    frame["is_nibrs_transition"] = frame["year"].eq(2021)
    frame[["caveat", "note"]] = [caveat(text.strip()) for text in frame["caveats"]]
    assert frame.groupby("year").size().eq(52).all()
    report_sums(frame)
    frame["source_id"] = "fbi-cde-state-estimates"
    write_table("state_crime", frame[columns("state_crime")])


if __name__ == "__main__":
    main()
