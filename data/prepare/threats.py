"""Prepare ``threats``: federal acts that put money at stake, 2016-2026.

Curated in ``curated/threats.csv``; needs no upstream file.
"""

from __future__ import annotations

from _funding import write_curated

if __name__ == "__main__":
    write_curated("threats")
