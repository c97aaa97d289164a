"""Prepare ``fiscal_base``: population and budgets of the places in the money tables.

Curated in ``curated/fiscal_base.csv``; needs no upstream file. Populations are the Census
Bureau's, from the three public copies that the sources name; budgets are as their sources print
them.
"""

from __future__ import annotations

from _funding import write_curated

if __name__ == "__main__":
    write_curated("fiscal_base")
