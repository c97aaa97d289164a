"""Prepare ``nyc_federal_revenue``: federal money in New York City's general fund, 2010-2018.

Curated in ``curated/nyc_federal_revenue.csv``; needs no upstream file. The figures are
schedule G3 of the city's annual financial reports, as compiled in the repository
derek-l-thomas/All-Federal-Grants-10to18-CAFR- at commit abfff01b.
"""

from __future__ import annotations

from _funding import write_curated

if __name__ == "__main__":
    write_curated("nyc_federal_revenue")
