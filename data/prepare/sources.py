"""Prepare ``sources``: every source that the tables rest on.

Merges the curated lists of all areas, ``curated/sources/*.csv``; needs no upstream file.
"""

from __future__ import annotations

from _common import columns, merge_curated, write_table


def main() -> None:
    """Write the table after checking that no two areas use one source_id."""
    frame = merge_curated("sources")
    repeated = frame.loc[frame["source_id"].duplicated(), "source_id"]
    if len(repeated):
        raise SystemExit(f"two source lists define {', '.join(repeated)}: keep one of them.")
    write_table("sources", frame[columns("sources")])


if __name__ == "__main__":
    main()
