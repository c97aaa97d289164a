"""Prepare ``sources``: every source that the tables rest on.

Merges the curated lists of all areas, ``curated/sources/*.csv``, with what is known of their
reading (``curated/source_reading.csv``), the publishers that campaign on the subject, on
either side (``curated/advocacy_publishers.csv``), and what each licence allows
(``curated/license_terms.csv``) unless a source has a decision of its own
(``curated/source_licenses.csv``); needs no upstream file.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, merge_curated, read_curated, write_table


def with_reading(frame: pd.DataFrame) -> pd.DataFrame:
    """Add author, day and extent of reading; a source not listed yet has only what follows.

    A body is the author of what it publishes, unless persons are known; bylines of the press
    were not kept. A source without an address says why.
    """
    frame = frame.merge(read_curated("source_reading.csv"), on="source_id", how="left")
    body = frame["publisher"].where(frame["kind"].ne("press"), "")
    known = frame["author"].fillna("").ne("")
    kind = body.eq("").map({True: "not_kept", False: "body"}).mask(known, "persons")
    unsaid = frame["no_url_reason"].fillna("").eq("")
    reason = frame["no_url_reason"].mask(unsaid, "address_not_kept").where(frame["url"].eq(""), "")
    advocates = set(read_curated("advocacy_publishers.csv")["publisher"])
    return frame.assign(
        author=frame["author"].where(known, body),
        author_kind=kind,
        copy_read=frame["copy_read"].fillna("not_recorded"),
        no_url_reason=reason,
        is_advocacy=frame["publisher"].isin(advocates),
    )


def with_terms(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what we do with each source and why: by its licence, or by a decision of its own."""
    own = read_curated("source_licenses.csv").set_index("source_id")
    if strange := own.index.difference(frame["source_id"]).tolist():
        raise SystemExit(f"source_licenses.csv: no such source: {', '.join(strange)}.")
    own = own.reindex(frame["source_id"]).set_axis(frame.index)
    frame = frame.assign(license=own["license"].fillna(frame["license"]))
    terms = frame[["license"]].merge(read_curated("license_terms.csv"), on="license", how="left")
    return frame.assign(**own.drop(columns="license").combine_first(terms.set_axis(frame.index)))


def main() -> None:
    """Write the table after checking that no two areas use one source_id."""
    frame = merge_curated("sources")
    repeated = frame.loc[frame["source_id"].duplicated(), "source_id"]
    if len(repeated):
        raise SystemExit(f"two source lists define {', '.join(repeated)}: keep one of them.")
    write_table("sources", with_terms(with_reading(frame))[columns("sources")])


if __name__ == "__main__":
    main()
