"""Prepare ``price_index``: annual average of the CPI-U, 2010-2025.

Curated in ``curated/price_index.csv``; needs no upstream file. The figures are series CUUR0000SA0
of the Bureau of Labor Statistics, as bundled with the Python package cpi 2.1.0.
"""

from __future__ import annotations

from _funding import write_curated

if __name__ == "__main__":
    write_curated("price_index")
