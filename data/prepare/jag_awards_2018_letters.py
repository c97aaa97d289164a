"""Prepare ``jag_awards_2018_letters``: Byrne JAG money of the 23 places of January 2018.

Curated in ``curated/jag_awards_2018_letters.csv``; needs no upstream file. The FY2017 column is
the allocation list that the Center for Immigration Studies published on 25 January 2018; FY2016
is one reported award (Sonoma County), three allocations of the Bureau of Justice Statistics
rounded to $0.1 million, and nineteen figures scaled as the column ``fy2016_basis`` says.
"""

from __future__ import annotations

from _funding import write_curated

if __name__ == "__main__":
    write_curated("jag_awards_2018_letters")
