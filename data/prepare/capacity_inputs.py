"""Prepare ``capacity_inputs``: staff, goals and arrests that the argument about capacity rests on.

Curated in ``curated/capacity_inputs.csv``; needs no upstream file.
"""

from __future__ import annotations

from _funding import write_curated

if __name__ == "__main__":
    write_curated("capacity_inputs")
